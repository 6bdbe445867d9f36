package dev.tidemill.transfer.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncOption;
import dev.tidemill.transfer.CopyProgram;
import dev.tidemill.transfer.CopySettings;
import dev.tidemill.transfer.Entries;
import dev.tidemill.transfer.PartFiles;
import dev.tidemill.transfer.entry.PartName;
import dev.tidemill.transfer.entry.Status;
import dev.tidemill.transfer.manifest.ManifestWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class PartFileTest {

    @TempDir
    private Path directory;

    private Path target;
    private Status status;

    @BeforeEach
    void name() throws IOException {
        target = directory.resolve("target");
        status = Status.of(Files.writeString(directory.resolve("source"), "source"));
    }

    private PartFile partWith(String content) throws IOException {
        PartFile part = PartFile.create(target);
        assertThat(part.channel().write(ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8))))
                .isPositive();
        return part;
    }

    @Test
    void theTargetIsNotThereBeforeItIsPublished() throws Exception {
        try (PartFile part = partWith("content")) {
            assertThat(target).doesNotExist();
            assertThat(Entries.mode(part.path())).isEqualTo(0600);
            assertThat(part.become(directory.resolve("source"), true, status, CopySettings.DEFAULT))
                    .isNull();
            part.publish(CopySettings.DEFAULT);
            assertThat(target).hasContent("content");
        }
        assertThat(target).hasContent("content");
        PartFiles.assertNone(directory);
    }

    @Test
    void whatIsNotPublishedIsRemoved() throws Exception {
        try (PartFile part = partWith("content")) {
            assertThat(part.path()).exists();
        }
        PartFiles.assertNone(directory);
    }

    @Test
    void whoeverCleansUpLeavesWhatThisProgramWritesAlone() throws Exception {
        try (PartFile part = partWith("content")) {
            Leftovers.removeFrom(directory);
            assertThat(part.path()).exists();
            part.publish(CopySettings.DEFAULT);
        }
        assertThat(target).hasContent("content");
    }

    @Test
    void whatIsWrittenForLongIsLocked() throws Exception {
        try (PartFile part = PartFile.createLocked(target)) {
            assertThatThrownBy(() -> AsyncFile.open(part.path(), StandardOpenOption.WRITE, AsyncOption.EXCLUSIVE)
                            .await())
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("lock");
        }
    }

    private PartFile unnamedWith(String content) throws IOException {
        PartFile part = PartFile.createUnnamed(target);
        assertThat(Files.writeString(part.path(), content)).hasContent(content);
        return part;
    }

    private List<Path> entries() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    @Test
    void nothingIsInTheDirectoryBeforeAFileWithoutANameGetsOne() throws Exception {
        Path source = directory.resolve("source");
        try (PartFile part = unnamedWith("content")) {
            assertThat(entries()).containsExactly(source);
            assertThat(Files.getPosixFilePermissions(part.path()))
                    .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
            Entries.chmod(source, 0640);
            Files.setLastModifiedTime(source, FileTime.fromMillis(1));
            assertThat(part.become(source, true, Status.of(source), CopySettings.DEFAULT))
                    .isNull();
            assertThat(entries()).containsExactly(source);
            part.publish(CopySettings.DEFAULT);
        }
        assertThat(target).hasContent("content");
        assertThat(Entries.mode(target)).isEqualTo(0640);
        assertThat(Files.getLastModifiedTime(target)).isEqualTo(FileTime.fromMillis(1));
        assertThat(entries()).containsExactlyInAnyOrder(source, target);
    }

    @Test
    void aFileWithoutANameThatIsNotPublishedIsGone() throws Exception {
        try (PartFile part = unnamedWith("content")) {
            assertThat(part.path()).exists();
        }
        assertThat(entries()).containsExactly(directory.resolve("source"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "~"})
    void aFileWithoutANameTakesThePlaceOfWhatIsThere(String backupSuffix) throws Exception {
        CopySettings settings =
                backupSuffix.isEmpty() ? CopySettings.DEFAULT : CopySettings.DEFAULT.withBackupSuffix(backupSuffix);
        try (PartFile part = unnamedWith("content")) {
            Files.writeString(target, "somebody was quicker");
            part.publish(settings);
            assertThat(target).hasContent("content");
        }
        assertThat(target).hasContent("content");
        if (!backupSuffix.isEmpty()) assertThat(directory.resolve("target~")).hasContent("somebody was quicker");
        PartFiles.assertNone(directory);
    }

    @Test
    void aFileWithoutANameDoesNotReplaceADirectory() throws Exception {
        try (PartFile part = unnamedWith("content")) {
            Files.createDirectory(target);
            assertThatThrownBy(() -> part.publish(CopySettings.DEFAULT))
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining(target.toString());
        }
        assertThat(target).isEmptyDirectory();
        PartFiles.assertNone(directory);
    }

    @Test
    void aFileWhoseDirectoryIsGoneCanHaveNoName() throws Exception {
        Path sub = Files.createDirectory(directory.resolve("sub"));
        target = sub.resolve("target");
        try (PartFile part = unnamedWith("content")) {
            Files.delete(sub);
            assertThatThrownBy(() -> part.publish(CopySettings.DEFAULT))
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining(target.toString())
                    .hasMessageContaining("its directory was removed");
        }
    }

    @Test
    void aFileThatCanHaveNoNameIsMadeAgain() throws Exception {
        target = directory.resolve("x".repeat(256));
        try (PartFile part = unnamedWith("content")) {
            assertThatThrownBy(() -> part.publish(CopySettings.DEFAULT))
                    .isInstanceOf(PartFile.SweptAwayException.class)
                    .hasMessageContaining("File name too long");
        }
        assertThatThrownBy(() -> PartFile.createUnnamed(directory.resolve("source/target")))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining(directory.resolve("source/target").toString());
    }

    @Test
    void whatSomebodyElseHasLockedStays() throws Exception {
        Path locked = directory.resolve(".tidemill-lockedxx.part");
        try (AsyncFile others = AsyncFile.open(
                        locked, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW, AsyncOption.EXCLUSIVE)
                .await()) {
            Leftovers.removeFrom(directory);
            assertThat(others.path()).exists();
        }
        Leftovers.removeFrom(directory);
        assertThat(locked).doesNotExist();
    }

    @Test
    void aManifestOnItsWayIsLeftAloneByThisProgramAndByOthers() throws Exception {
        try (ManifestWriter writer = ManifestWriter.create(target)) {
            Leftovers.removeFrom(directory);
            Process other = new ProcessBuilder(
                            CopyProgram.line(directory.resolve("source"), directory.resolve("another copy")))
                    .redirectErrorStream(true)
                    .start();
            try (var out = other.inputReader()) {
                assertThat(out.readAllAsString()).contains("6 bytes");
                assertThat(other.waitFor()).isZero();
            }
            writer.publish();
        }
        assertThat(target).isEmptyFile();
        PartFiles.assertNone(directory);
    }

    @Test
    void aFileThatWasSweptAwayIsMadeAgain() throws Exception {
        try (PartFile part = partWith("content")) {
            Files.delete(part.path());
            assertThatThrownBy(() -> part.publish(CopySettings.DEFAULT))
                    .isInstanceOf(PartFile.SweptAwayException.class);
        }
        assertThat(target).doesNotExist();
    }

    @Test
    void failuresNameTheTarget() {
        target = directory.resolve("nowhere/target");
        assertThatThrownBy(() -> PartFile.create(target))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessageContaining(target.toString());
    }

    @Test
    void namesAreOfThePatternAndNotTwiceTheSame() {
        for (int i = 0; i < 1000; i++) {
            Path name = PartName.beside(target);
            assertThat(PartName.matches(name)).as(name.toString()).isTrue();
            assertThat(name.getFileName().toString()).hasSize(23);
            assertThat(PartName.beside(target)).isNotEqualTo(name);
        }
        assertThat(PartName.matches(Path.of("/"))).isFalse();
    }
}
