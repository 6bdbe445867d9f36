package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class MillionPathsTest {

    @TempDir
    private Path folder;

    @Test
    void allFilesOfATreeAreRead() throws Exception {
        for (int i = 0; i < 1_000; i++) {
            Path below = Files.createDirectories(folder.resolve("folder-" + i % 10));
            Files.writeString(below.resolve("file-" + i), "line\n".repeat(i % 5) + "x".repeat(i));
        }

        assertThat(Printed.by(() -> MillionPaths.main(new String[] {folder.toString()})))
                .containsExactly("2000 lines", "the longest line has 999 characters");
    }

    @Test
    void aFolderThatIsMissingIsSaidToBe() {
        assertThatThrownBy(() -> MillionPaths.lines(folder.resolve("missing"))).isInstanceOf(NoSuchFileException.class);
    }
}
