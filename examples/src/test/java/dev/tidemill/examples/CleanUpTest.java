package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class CleanUpTest {

    @TempDir
    private Path folder;

    @Test
    void aTreeIsMeasuredAndCleaned() throws Exception {
        for (int i = 0; i < 10; i++) {
            Path build = Files.createDirectories(folder.resolve("project" + i + "/build/classes"));
            Files.writeString(build.resolve("file"), "12345");
            Files.createDirectories(folder.resolve("project" + i + "/.git/objects"));
        }

        assertThat(Printed.by(() -> CleanUp.main(new String[] {folder.toString()})))
                .containsExactly("50 bytes", "40 directories", "30 names removed");
        assertThat(folder.resolve("project3/build")).doesNotExist();
        assertThat(folder.resolve("project3/.git")).exists();
    }
}
