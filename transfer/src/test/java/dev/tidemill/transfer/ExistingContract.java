package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.transfer.file.PartFile;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What becomes of a file that has the name of the copy, on every engine.
abstract class ExistingContract extends CopyingTest {

    private static final FileTime EARLY = FileTime.fromMillis(1_000_000_000_000L);
    private static final FileTime LATE = FileTime.fromMillis(1_000_000_000_001L);

    private void write(String ofSource, FileTime sourceTime, String ofTarget, FileTime targetTime) throws IOException {
        Files.setLastModifiedTime(Files.writeString(source, ofSource), sourceTime);
        Files.setLastModifiedTime(Files.writeString(target, ofTarget), targetTime);
    }

    private long copy(Existing existing) throws IOException, InterruptedException {
        return copy(CopySettings.DEFAULT.withExisting(existing));
    }

    @ParameterizedTest
    @EnumSource(Existing.class)
    void whereNothingIsItIsCopied(Existing existing) throws Exception {
        Files.writeString(source, "new");
        assertThat(copy(existing)).isEqualTo(3);
        assertThat(target).hasContent("new");
    }

    @ParameterizedTest
    @EnumSource(Existing.class)
    void whatIsEmptyByItsSizeIsNotTakenForTheSame(Existing existing) throws Exception {
        source = java.nio.file.Path.of("/proc/version");
        if (existing == Existing.KEEP || existing == Existing.REFUSE) return; // they do not look
        Files.setLastModifiedTime(Files.createFile(target), EARLY);
        assertThat(copy(existing)).isPositive();
        assertThat(target).hasSameTextualContentAs(source);
    }

    @Test
    void itIsReplaced() throws Exception {
        write("new", EARLY, "old", LATE);
        assertThat(copy(Existing.REPLACE)).isEqualTo(3);
        assertThat(target).hasContent("new");
    }

    @Test
    void itIsReplacedByWhatIsNewer() throws Exception {
        write("new", LATE, "old", EARLY);
        assertThat(copy(Existing.UPDATE)).isEqualTo(3);
        assertThat(target).hasContent("new");
        assertThat(Files.getLastModifiedTime(target)).isEqualTo(LATE);
    }

    @Test
    void itIsKeptIfItIsAsNew() throws Exception {
        write("other", LATE, "old", LATE);
        assertThat(copy(Existing.UPDATE)).isZero();
        assertThat(target).hasContent("old");
    }

    @Test
    void itIsReplacedIfTimeOrSizeDiffer() throws Exception {
        write("new", EARLY, "old", LATE);
        assertThat(copy(Existing.UPDATE_DIFFERENT)).isEqualTo(3);
        assertThat(target).hasContent("new");
        Files.setLastModifiedTime(Files.writeString(source, "longer"), EARLY);
        assertThat(copy(Existing.UPDATE_DIFFERENT)).isEqualTo(6);
        Files.setLastModifiedTime(Files.writeString(source, "LONGER"), EARLY);
        assertThat(copy(Existing.UPDATE_DIFFERENT)).isZero();
        assertThat(target).hasContent("longer");
    }

    @Test
    void itIsReplacedIfTheContentDiffersAndOtherwiseGetsTheAttributes() throws Exception {
        write("new", EARLY, "old", EARLY);
        assertThat(copy(Existing.UPDATE_CONTENT)).isEqualTo(3);
        assertThat(target).hasContent("new");
        Object file = Files.readAttributes(target, "unix:ino").get("ino");
        Files.setLastModifiedTime(source, LATE);
        Entries.chmod(source, 0640);
        assertThat(copy(Existing.UPDATE_CONTENT)).isZero();
        assertThat(Files.readAttributes(target, "unix:ino").get("ino")).isEqualTo(file);
        assertThat(Files.getLastModifiedTime(target)).isEqualTo(LATE);
        assertThat(Entries.mode(target)).isEqualTo(0640);
    }

    @Test
    void itIsKept() throws Exception {
        write("new", LATE, "old", EARLY);
        assertThat(copy(Existing.KEEP)).isZero();
        assertThat(target).hasContent("old");
    }

    @Test
    void itIsKeptAndThatIsAFailure() throws Exception {
        write("new", LATE, "old", EARLY);
        assertThatThrownBy(() -> copy(Existing.REFUSE))
                .isInstanceOf(FileAlreadyExistsException.class)
                .hasMessageStartingWith(target + ": copy of " + source + " failed: is there already, and to be kept");
        assertThat(target).hasContent("old");
    }

    @ParameterizedTest
    @EnumSource(
            value = Existing.class,
            names = {"KEEP", "REFUSE"})
    void whatAppearsInTheLastMomentIsNotReplaced(Existing existing) throws Exception {
        Files.writeString(source, "new");
        CopySettings settings = CopySettings.DEFAULT.withExisting(existing);
        for (boolean named : new boolean[] {true, false}) {
            Files.deleteIfExists(target);
            try (PartFile part = named ? PartFile.create(target) : PartFile.createUnnamed(target)) {
                Files.writeString(target, "somebody was quicker");
                assertThatThrownBy(() -> part.publish(settings))
                        .isInstanceOf(FileAlreadyExistsException.class)
                        .hasMessageContaining(target.toString());
            }
            assertThat(target).hasContent("somebody was quicker");
        }
    }

    @Test
    void whatIsReplacedIsKeptUnderAnotherName() throws Exception {
        CopySettings settings = CopySettings.DEFAULT.withBackupSuffix("~");
        var backup = directory.resolve("target~");
        Files.writeString(source, "1");
        assertThat(copy(settings)).isEqualTo(1);
        assertThat(backup).doesNotExist();
        for (int i = 2; i < 5; i++) {
            Files.writeString(source, "" + i);
            assertThat(copy(settings)).isEqualTo(1);
            assertThat(target).hasContent("" + i);
            assertThat(backup).hasContent("" + (i - 1));
        }
    }

    @Test
    void aLinkIsKeptAsALink() throws Exception {
        Files.writeString(source, "new");
        Files.createSymbolicLink(target, java.nio.file.Path.of("nowhere"));
        assertThat(copy(CopySettings.DEFAULT.withBackupSuffix(".old"))).isEqualTo(3);
        assertThat(Files.isSymbolicLink(directory.resolve("target.old"))).isTrue();
        assertThat(Files.isRegularFile(target, LinkOption.NOFOLLOW_LINKS)).isTrue();
    }

    @Test
    void aBackupDoesNotTakeThePlaceOfADirectory() throws Exception {
        write("new", LATE, "old", EARLY);
        var backup = Files.createDirectory(directory.resolve("target.old"));
        assertThatThrownBy(() -> copy(CopySettings.DEFAULT.withBackupSuffix(".old")))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("is a directory, and not to be replaced by a backup");
        assertThat(target).hasContent("old");
        assertThat(backup).isEmptyDirectory();
    }

    @ParameterizedTest
    @EnumSource(Existing.class)
    void whatIsOnlyTriedChangesNothing(Existing existing) throws Exception {
        write("newer", LATE, "old", EARLY);
        Object before = Files.readAttributes(directory, "unix:ctime").get("ctime");
        CopySettings settings =
                CopySettings.DEFAULT.withExisting(existing).withDryRun(true).withBackupSuffix("~");
        if (existing == Existing.REFUSE) {
            assertThatThrownBy(() -> copy(settings)).isInstanceOf(FileAlreadyExistsException.class);
        } else {
            assertThat(copy(settings)).isEqualTo(existing == Existing.KEEP ? 0 : 5);
        }
        assertThat(target).hasContent("old");
        assertThat(Files.readAttributes(directory, "unix:ctime").get("ctime")).isEqualTo(before);
    }
}
