package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class VerifyBackupTest {

    @TempDir
    private Path folder;

    private Path photos;
    private Path backup;

    @BeforeEach
    void makeTrees() throws Exception {
        photos = folder.resolve("photos");
        backup = folder.resolve("backup");
        for (Path tree : List.of(photos, backup)) {
            Files.createDirectories(tree.resolve("cache"));
            Files.writeString(tree.resolve("sea.jpg"), "sea");
            Files.writeString(tree.resolve("keep.tmp"), "keep");
        }
    }

    @Test
    void aBackupIsTheSameUntilOneByteIsNot() throws Exception {
        assertThat(VerifyBackup.isSame(photos, backup)).isTrue();
        Files.writeString(backup.resolve("sea.jpg"), "seb");
        assertThat(VerifyBackup.isSame(photos, backup)).isFalse();
    }

    @Test
    void checksumsAreMadeAndCheckedAndListed() throws Exception {
        Path manifest = folder.resolve("SHA256SUMS");
        assertThat(Printed.by(() -> VerifyBackup.recordAndCheck(photos, manifest)))
                .containsExactly("{}");
        assertThat(Printed.by(() -> VerifyBackup.list(manifest)))
                .hasSize(2)
                .anyMatch(line -> line.startsWith("sea.jpg has the SHA256 "));
    }

    @Test
    void whatIsWrongIsTold() throws Exception {
        Files.writeString(photos.resolve("cache/left out"), "");
        Files.writeString(photos.resolve("other.tmp"), "");
        Files.writeString(backup.resolve("keep.tmp"), "lost");
        assertThat(Printed.by(() -> VerifyBackup.tellWhatIsWrong(photos, backup)))
                .containsExactly("keep.tmp differs from byte 0 on", "1 files are good");
    }
}
