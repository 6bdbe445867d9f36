package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.transfer.block.ReadBack;
import dev.tidemill.transfer.course.Pace;
import dev.tidemill.transfer.entry.Status;
import dev.tidemill.transfer.file.FileCopy;
import dev.tidemill.transfer.file.FileInFlight;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A copy on a machine that has something wrong with it: it says what, and leaves what was there;
/// on every engine.
abstract class FaultyContract extends CopyingTest {

    private static final String NOTHING_LEFT =
            "(?s).*; (nothing was written|\\d+ of \\d+ bytes had been written, and are removed)";

    @Test
    void aTargetThatIsFullAtAnyByteKeepsWhatItHad() throws Exception {
        Privileges.assumeMounting();
        long seed = Entries.seed();
        Random random = new Random(seed);
        Path small = Files.createDirectory(directory.resolve("small"));
        for (int i = 0; i < 6; i++) {
            int room = 4 + random.nextInt(3000); // pages
            String message = "-Dtidemill.test.seed=" + seed + " step " + i + ", room for " + room + " pages";
            String size = "size=" + (long) room * BLOCK;
            assertThat(run("mount", "-t", "tmpfs", "-o", size, "tmpfs", small.toString()))
                    .isZero();
            try {
                target = Files.writeString(small.resolve("target"), "old");
                Files.write(source, new byte[room * BLOCK + random.nextInt(1 << 20)]);
                CopySettings settings = CopySettings.DEFAULT
                        .withBlockBytes(BLOCK << random.nextInt(8))
                        .withVerified(random.nextBoolean())
                        .withDurable(random.nextBoolean());
                assertThatThrownBy(() -> copy(settings))
                        .as(message)
                        .isInstanceOf(FileSystemException.class)
                        .hasMessageStartingWith(target + ": copy of " + source + " failed: ")
                        .hasMessageContaining("No space left on device")
                        .hasMessageMatching(NOTHING_LEFT);
                assertThat(target).as(message).hasContent("old");
                PartFiles.assertNone(small);
            } finally {
                assertThat(run("umount", small.toString())).isZero();
            }
        }
    }

    @Test
    void aDeviceThatIsFullKeepsWhatItHadAlsoPastThePageCache() throws Exception {
        mounted("ext4", 40 << 20, mount -> {
            target = Files.writeString(mount.resolve("target"), "old");
            Files.write(source, Entries.bytes(new Random(1), 60 << 20));
            for (CacheUse cacheUse : CacheUse.values()) {
                CopySettings settings = CopySettings.DEFAULT.withDurable(true).withCacheUse(cacheUse);
                assertThatThrownBy(() -> copy(settings))
                        .isInstanceOf(FileSystemException.class)
                        .hasMessageStartingWith(target + ": ")
                        .hasMessageContaining("No space left on device")
                        .hasMessageMatching(NOTHING_LEFT);
                assertThat(target).hasContent("old");
                PartFiles.assertNone(mount);
            }
        });
    }

    @Test
    void aTargetThatCannotBeWrittenIsNamed() throws Exception {
        mounted("ext4", 16 << 20, mount -> {
            Files.write(source, new byte[300_000]);
            target = Files.writeString(mount.resolve("target"), "old");
            assertThat(run("mount", "-o", "remount,ro", mount.toString())).isZero();
            for (CopySettings settings : List.of(SMALL_BLOCKS, CopySettings.DEFAULT.withBlockBytes(1 << 20))) {
                assertThatThrownBy(() -> copy(settings))
                        .isInstanceOf(FileSystemException.class)
                        .hasMessageStartingWith(target + ": copy of " + source + " failed: ")
                        .hasMessageContaining("ead-only file system");
            }
            assertThat(target).hasContent("old");
        });
    }

    @Test
    void aSourceThatCannotBeReadIsNamed() {
        source = Path.of("/proc/self/mem"); // nothing is at 0
        assertThatThrownBy(() -> copy(CopySettings.DEFAULT))
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith(source + ": copy to " + target + " failed: ")
                .hasMessageContaining("nput/output error");
        assertThat(target).doesNotExist();
    }

    @Test
    @SuppressWarnings("try") // the pipe ends before the copy is awaited
    void aDirectoryThatGoesMeanwhileIsNamed() throws Exception {
        Path gone = Files.createDirectory(directory.resolve("gone"));
        target = gone.resolve("target");
        Entries.fifo(source);
        try (RandomAccessFile writer = new RandomAccessFile(source.toFile(), "rw");
                Copy copy = Copy.start(io, source, target, SMALL_BLOCKS)) {
            writer.write(new byte[BLOCK]);
            while (copy.progress().transferredBytes() < BLOCK) Thread.onSpinWait();
            assertThat(run("rm", "-r", gone.toString())).isZero();
            writer.close();
            assertThatThrownBy(copy::await)
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining(target.toString())
                    .hasMessageContaining("its directory was removed while it was written");
        }
    }

    private FileInFlight watched(Runnable eachTime) throws IOException {
        RateMeter meter = new RateMeter(() -> {
            eachTime.run();
            return System.nanoTime();
        });
        return new FileInFlight(source, target, Status.of(source), meter, new Pace());
    }

    private long copyWatched(CopySettings settings, FileInFlight progress) throws IOException, InterruptedException {
        CancellationToken none = CancellationToken.none();
        return new FileCopy(io, source, Set.of(), Status.of(source), target, settings, none, progress).run();
    }

    private void append() {
        try {
            Files.write(source, new byte[] {1}, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aSourceThatIsWrittenToAllTheTimeIsNotCopied() throws Exception {
        Files.write(source, new byte[30 * BLOCK]);
        Files.writeString(target, "old");
        FileInFlight progress = watched(this::append);
        assertThatThrownBy(() -> copyWatched(SMALL_BLOCKS, progress))
                .isInstanceOf(SourceChangedException.class)
                .hasMessageStartingWith(source + ": changed while it was read: it had ")
                .hasMessageContaining(" bytes and has ");
        assertThat(target).hasContent("old");
    }

    @Test
    void aSourceThatIsWrittenToOnceIsCopiedAgain() throws Exception {
        byte[] before = Entries.bytes(new Random(1), 30 * BLOCK);
        byte[] after = Entries.bytes(new Random(2), 30 * BLOCK);
        Files.write(source, before);
        int[] looks = {0};
        FileInFlight progress = watched(() -> {
            if (++looks[0] != 12) return;
            try {
                Files.write(source, after);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(copyWatched(SMALL_BLOCKS, progress)).isEqualTo(after.length);
        assertThat(looks[0]).isGreaterThan(12);
        assertThat(target).hasBinaryContent(after);
        assertThat(progress.transferredBytes()).isEqualTo(after.length);
    }

    @Test
    void aSourceThatIsCutOffMeanwhileIsCopiedAsItIsThen() throws Exception {
        Files.write(source, Entries.bytes(new Random(1), 30 * BLOCK));
        int[] looks = {0};
        FileInFlight progress = watched(() -> {
            if (++looks[0] != 12) return;
            try (var file = new RandomAccessFile(source.toFile(), "rw")) {
                file.setLength(5 * BLOCK + 5);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });
        assertThat(copyWatched(SMALL_BLOCKS, progress)).isEqualTo(5 * BLOCK + 5);
        assertThat(Files.mismatch(source, target)).isEqualTo(-1);
    }

    @Test
    void whatIsReadBackAndIsNotTheSameIsAFailureOfItsOwn() throws Exception {
        Files.write(target, Entries.bytes(new Random(1), 3_000_000));
        try (var token = new CancellationSource();
                AsyncFile file = AsyncFile.open(io, target).await()) {
            int right = ReadBack.checksum(file, 3_000_000, token.token());
            ReadBack.check(file, target, 3_000_000, right, token.token());
            assertThatThrownBy(() -> ReadBack.check(file, target, 3_000_000, right + 1, token.token()))
                    .isInstanceOfSatisfying(CorruptCopyException.class, e -> {
                        assertThat(e.expectedChecksum()).isEqualTo(right + 1);
                        assertThat(e.actualChecksum()).isEqualTo(right);
                    })
                    .hasMessageStartingWith(
                            target + ": was read back, and is not what was written: it has the CRC32C ");
            assertThatThrownBy(() -> ReadBack.check(file, target, 2_999_999, right, token.token()))
                    .isInstanceOf(CorruptCopyException.class)
                    .hasMessageContaining("has 3000000 bytes, and its source 2999999");
        }
    }
}
