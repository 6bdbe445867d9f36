package dev.tidemill.examples;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ScopedFilesTest {

    @TempDir
    private Path folder;

    @Test
    void tenFilesAreWritten() throws Exception {
        assertThat(Printed.by(() -> ScopedFiles.main(new String[] {folder.toString()})))
                .containsExactly(2 * ("In file 1".length() + "In file 10".length()) + " bytes");
        assertThat(Files.readString(folder.resolve("file-7"), UTF_16LE)).isEqualTo("In file 7");
    }

    @Test
    void whatWasBegunIsWrittenAndClosedAlsoIfOneCannotBeOpened() throws Exception {
        Files.createDirectory(folder.resolve("file-4"));

        assertThatThrownBy(() -> ScopedFiles.write(folder)).hasMessageContaining("file-4");

        assertThat(Files.readString(folder.resolve("file-3"), UTF_16LE)).isEqualTo("In file 3");
        assertThat(folder.resolve("file-5")).doesNotExist();
        Files.delete(folder.resolve("file-4"));
        ScopedFiles.write(folder); // none of them is locked any more
    }

    @Test
    void bothOrNothing() throws Exception {
        Path there = Files.writeString(folder.resolve("there"), "12345");

        assertThat(ScopedFiles.lengthOfBoth(there, there)).isEqualTo(10);
        assertThatThrownBy(() -> ScopedFiles.lengthOfBoth(there, folder.resolve("missing")))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining("missing");
    }
}
