package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class TenFilesTest {

    @TempDir
    private Path folder;

    @Test
    void tenFilesAreWrittenAndReadInOrder() throws Exception {
        List<String> printed = Printed.by(() -> TenFiles.main(new String[] {folder.toString()}));

        assertThat(printed).hasSize(10).startsWith("In file 1").endsWith("In file 10");
        assertThat(folder.resolve("file-10.txt")).hasContent("In file 10\n");
    }

    @Test
    void eachFailureIsKept() {
        Path missing = folder.resolve("missing");

        assertThatThrownBy(() -> TenFiles.write(missing))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("file-01.txt")
                .satisfies(first -> assertThat(first.getSuppressed())
                        .hasSize(9)
                        .allSatisfy(other -> assertThat(other).isInstanceOf(NoSuchFileException.class)));
    }

    @Test
    void aFailureDoesNotStopTheOthers() throws Exception {
        Files.createDirectory(folder.resolve("file-04.txt")); // cannot be written as a file

        assertThatThrownBy(() -> TenFiles.write(folder)).hasMessageContaining("file-04.txt");

        assertThat(folder.resolve("file-10.txt")).hasContent("In file 10\n");
        assertThat(TenFiles.read(List.of(folder.resolve("file-04.txt"), folder.resolve("file-05.txt"))))
                .containsExactly("In file 5\n");
    }

    @Test
    void whatCanBeReadIsCopied() throws Exception {
        Path copies = Files.createDirectory(folder.resolve("copies"));
        Path one = Files.writeString(folder.resolve("one"), "1");
        Path two = Files.writeString(folder.resolve("two"), "2");

        TenFiles.copyAll(List.of(one, folder.resolve("missing"), two), copies);

        assertThat(copies.resolve("one")).hasContent("1");
        assertThat(copies.resolve("two")).hasContent("2");
        assertThat(copies.resolve("missing")).doesNotExist();
    }
}
