package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class BackupJobTest {

    @TempDir
    private Path folder;

    private Path source;
    private Path backup;

    @BeforeEach
    void makeDirectory() throws Exception {
        source = folder.resolve("source");
        backup = folder.resolve("backup");
        Files.createDirectories(source.resolve("letters"));
        Files.createDirectories(source.resolve("cache"));
        for (int i = 0; i < 10; i++) Files.writeString(source.resolve("letters/" + i), "letter " + i);
        Files.writeString(source.resolve("cache/page"), "again tomorrow");
        Files.writeString(source.resolve("letters/new.tmp"), "half of it");
    }

    private String lastLineOfRun(boolean isComplete) throws Exception {
        return Printed.by(() -> assertThat(BackupJob.run(source, backup)).isEqualTo(isComplete))
                .getLast();
    }

    @Test
    void theSecondRunCopiesWhatHasChanged() throws Exception {
        assertThat(lastLineOfRun(true)).isEqualTo("10 copied, 0 as they were, 0 failed");
        assertThat(backup.resolve("cache")).doesNotExist();
        assertThat(backup.resolve("letters/new.tmp")).doesNotExist();
        Files.writeString(source.resolve("letters/3"), "another letter");
        Files.writeString(source.resolve("letters/10"), "a new letter");
        assertThat(lastLineOfRun(true)).isEqualTo("2 copied, 9 as they were, 0 failed");
        assertThat(backup.resolve("letters/3")).hasContent("another letter");
        assertThat(backup.resolve("letters/3~")).hasContent("letter 3");
        assertThat(folder.resolve("backup.sha256")).content().hasLineCount(11);
        assertThat(BackupJob.check(backup)).isTrue();
    }

    @Test
    void whatFailsIsSaidAndDoneTheNextTime() throws Exception {
        Files.createDirectories(backup.resolve("letters/7"));
        assertThat(lastLineOfRun(false)).isEqualTo("9 copied, 0 as they were, 1 failed");
        Files.delete(backup.resolve("letters/7"));
        assertThat(lastLineOfRun(true)).isEqualTo("1 copied, 9 as they were, 0 failed");
        assertThat(BackupJob.check(backup)).isTrue();
    }

    /// As a device may do to it: its time does not say so.
    @Test
    void aFileThatIsNotWhatItWasIsFound() throws Exception {
        assertThat(lastLineOfRun(true)).startsWith("10 copied");
        Path damaged = backup.resolve("letters/5");
        FileTime time = Files.getLastModifiedTime(damaged);
        Files.writeString(damaged, "lettuce 5");
        Files.setLastModifiedTime(damaged, time);
        assertThat(BackupJob.check(backup)).isFalse();
    }
}
