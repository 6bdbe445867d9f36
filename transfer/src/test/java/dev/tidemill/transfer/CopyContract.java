package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.tidemill.Backend;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.linux.LibC;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.DeadlineExceededException;
import dev.tidemill.task.TaskSource;
import dev.tidemill.task.Tasks;
import dev.tidemill.task.UnobservedFailures;
import dev.tidemill.transfer.block.Pump;
import dev.tidemill.transfer.block.Stretches;
import dev.tidemill.transfer.course.Pace;
import dev.tidemill.transfer.entry.Status;
import dev.tidemill.transfer.file.FileCopy;
import dev.tidemill.transfer.file.FileInFlight;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a copy of one file promises, on every engine.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
abstract class CopyContract {

    private static final int BLOCK = 4096;
    private static final CopySettings SMALL_BLOCKS = CopySettings.DEFAULT.withBlockBytes(BLOCK);

    @TempDir
    private Path directory;

    private Tidemill io;
    private Path source;
    private Path target;

    abstract Backend backend();

    @BeforeEach
    void startEngine() {
        try {
            io = Tidemill.start(TidemillConfig.DEFAULT.withBackend(backend()));
        } catch (IllegalStateException e) {
            abort(e.getMessage()); // io_uring is not to be had here
        }
        source = directory.resolve("source");
        target = directory.resolve("target");
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        if (io == null) return;
        PartFiles.assertNone(directory);
        while (io.pendingOperations() > 0) Thread.onSpinWait(); // a detached call is counted until it ends
        io.close();
    }

    private Copy start(CopySettings settings) {
        return Copy.start(io, source, target, settings);
    }

    @Test
    void aCopyIsLikeItsSourceWhateverItsLength() throws Exception {
        long seed = Entries.seed();
        Random random = new Random(seed);
        List<Integer> lengths = new ArrayList<>(List.of(
                0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 4 * BLOCK, 4 * BLOCK + 1, 17 * BLOCK + 5, 64 * BLOCK));
        for (int i = 0; i < 20; i++) lengths.add(random.nextInt(100 * BLOCK));
        for (int length : lengths) {
            String message = "-Dtidemill.test.seed=" + seed + " length " + length;
            byte[] content = Entries.bytes(random, length);
            Files.write(source, content);
            CopySettings settings =
                    SMALL_BLOCKS.withDepth(1 + random.nextInt(8)).withDurable(random.nextInt(8) == 0);
            try (Copy copy = start(settings)) {
                assertThat(copy.await()).as(message).isEqualTo(length);
                assertThat(copy.progress().transferredBytes()).as(message).isEqualTo(length);
            }
            assertThat(target).as(message + " " + settings).hasBinaryContent(content);
        }
    }

    @Test
    void aCopyThatFailsAndAtWhichNobodyLooksIsReported() throws Exception {
        var strict = UnobservedFailures.strict();
        startAndClose();
        assertThatThrownBy(strict::close)
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(source.toString())
                .satisfies(error ->
                        assertThat(error.getSuppressed()).hasExactlyElementsOfTypes(NoSuchFileException.class));
    }

    private void startAndClose() throws InterruptedException {
        try (Copy copy = start(SMALL_BLOCKS)) {
            assertThat(copy.waitFor(Duration.ofDays(1))).isTrue();
        }
    }

    @Test
    void permissionsAndTimesAreThoseOfTheSource() throws Exception {
        long seed = Entries.seed();
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            Files.deleteIfExists(source);
            Files.write(source, Entries.bytes(random, random.nextInt(3 * BLOCK)));
            FileTime modified = Entries.time(random);
            FileTime accessed = Entries.time(random);
            int mode = random.nextInt(01000);
            Entries.touch(source, modified, accessed);
            Entries.chmod(source, mode | 0400);
            try (Copy copy = start(SMALL_BLOCKS)) {
                assertThat(copy.await()).isNotNegative();
            }
            String message = "-Dtidemill.test.seed=" + seed + " step " + i;
            assertThat(Entries.mode(target)).as(message).isEqualTo(mode | 0400);
            assertThat(Files.getLastModifiedTime(target)).as(message).isEqualTo(modified);
            assertThat((FileTime) Files.getAttribute(target, "lastAccessTime"))
                    .as(message)
                    .isEqualTo(accessed);
        }
    }

    @Test
    void aProgramGetsTheRightsOfItsOwnerOnlyTogetherWithTheOwner() throws Exception {
        Files.writeString(source, "program");
        Entries.chmod(source, 06755);
        EnumSet<Attribute> withoutOwner = EnumSet.complementOf(EnumSet.of(Attribute.OWNER));
        try (Copy copy = start(SMALL_BLOCKS.withAttributes(withoutOwner))) {
            assertThat(copy.await()).isEqualTo(7);
        }
        assertThat(Entries.mode(target)).isEqualTo(0755);
        try (Copy copy = start(SMALL_BLOCKS)) {
            assertThat(copy.await()).isEqualTo(7);
        }
        assertThat(Entries.mode(target)).isEqualTo(06755);
    }

    @Test
    void filesThatClaimToBeEmptyAreCopiedAsTheyAre() throws Exception {
        source = Path.of("/proc/cpuinfo");
        assertThat(Files.size(source)).isZero();
        try (Copy copy = start(CopySettings.DEFAULT)) {
            assertThat(copy.await()).isPositive();
        }
        assertThat(Files.readAllLines(target).getFirst())
                .isEqualTo(Files.readAllLines(source).getFirst());
        assertThat(target).isNotEmptyFile();
    }

    @Test
    void filesThatClaimToBeEmptyAndAreLongAreCopiedAsTheyAre() throws Exception {
        source = Path.of("/proc/kallsyms");
        if (!Files.isReadable(source) || Files.readAllBytes(source).length < 10 * BLOCK) abort("no long file in /proc");
        try (Copy copy = start(SMALL_BLOCKS)) {
            assertThat(copy.await()).isGreaterThan(10 * BLOCK);
        }
        assertThat(target).hasBinaryContent(Files.readAllBytes(source));
    }

    @Test
    void aSourceThatIsNotAsLongAsItsStatusSaysIsCopiedToItsEnd() throws Exception {
        long seed = Entries.seed();
        Random random = new Random(seed);
        for (int i = 0; i < 40; i++) {
            Files.write(source, new byte[random.nextInt(20 * BLOCK)]);
            Status stale = Status.of(source);
            byte[] content = Entries.bytes(random, random.nextInt(20 * BLOCK));
            Files.write(source, content);
            FileInFlight progress = new FileInFlight(source, target, stale, new RateMeter(), new Pace());
            CopySettings settings = SMALL_BLOCKS.withDepth(1 + random.nextInt(6));
            try (var never = new CancellationSource()) {
                long bytes = new FileCopy(io, source, Set.of(), stale, target, settings, never.token(), progress).run();
                assertThat(bytes).isEqualTo(content.length);
            }
            assertThat(progress.snapshot().totalBytes()).isGreaterThanOrEqualTo(content.length);
            assertThat(target)
                    .as("-Dtidemill.test.seed=" + seed + " step " + i + ", " + stale.size() + " bytes before")
                    .hasBinaryContent(content);
        }
    }

    @Test
    void whoeverHasTheOldFileOpenKeepsIt() throws Exception {
        Files.writeString(source, "new");
        Files.writeString(target, "old");
        try (FileChannel old = FileChannel.open(target, StandardOpenOption.READ)) {
            try (Copy copy = start(CopySettings.DEFAULT)) {
                assertThat(copy.await()).isEqualTo(3);
            }
            byte[] content = new byte[3];
            assertThat(old.read(ByteBuffer.wrap(content))).isEqualTo(3);
            assertThat(content).asString().isEqualTo("old");
        }
        assertThat(target).hasContent("new");
    }

    @Test
    void aLinkIsFollowedAtTheSourceAndReplacedAtTheTarget() throws Exception {
        Path real = Files.writeString(directory.resolve("real"), "content");
        Path other = Files.writeString(directory.resolve("other"), "untouched");
        Files.createSymbolicLink(source, real);
        Files.createSymbolicLink(target, other);
        try (Copy copy = start(CopySettings.DEFAULT)) {
            assertThat(copy.await()).isEqualTo(7);
        }
        assertThat(target).isRegularFile().hasContent("content");
        assertThat(Files.isSymbolicLink(target)).isFalse();
        assertThat(other).hasContent("untouched");
    }

    @Test
    void aNameOf255BytesIsNotTooLong() throws Exception {
        Files.writeString(source, "content");
        target = directory.resolve("n".repeat(255));
        try (Copy copy = start(CopySettings.DEFAULT)) {
            assertThat(copy.await()).isEqualTo(7);
        }
        assertThat(target).hasContent("content");
    }

    @Test
    void namesAreBytes() throws Exception {
        source = Entries.oddName(directory, 0xFF);
        target = Entries.oddName(Files.createDirectory(Entries.oddName(directory, 0x80)), 0xFE);
        byte[] content = Entries.bytes(new Random(1), 5 * BLOCK); // through the engine
        Files.write(source, content);
        try (Copy copy = start(SMALL_BLOCKS)) {
            assertThat(copy.await()).isEqualTo(content.length);
        }
        assertThat(Files.readAllBytes(target)).isEqualTo(content);
    }

    @Test
    void aFileIsNotCopiedOntoItself() throws Exception {
        Files.writeString(source, "content");
        target = Files.createLink(directory.resolve("link"), source);
        assertRefused("same file");
        assertThat(source).hasContent("content");
    }

    @Test
    void directoriesAreNeitherCopiedNorReplaced() throws Exception {
        Files.createDirectory(source);
        assertRefused("is a directory");
        Files.delete(source);
        Files.writeString(source, "content");
        Files.createDirectory(target);
        assertRefused("is a directory");
    }

    @Test
    void whatIsNotThereIsNamed() throws Exception {
        try (Copy copy = start(CopySettings.DEFAULT)) {
            assertThatThrownBy(copy::await)
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessage(source + ": copy to " + target + " failed: no such file or directory");
            assertThat(copy.progress().state()).isEqualTo(Progress.State.FAILED);
        }
        Files.writeString(source, "content");
        target = directory.resolve("nowhere/target");
        try (Copy copy = start(CopySettings.DEFAULT)) {
            assertThatThrownBy(copy::await)
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining("nowhere: copy to " + target + " failed: there is no such directory");
        }
    }

    private void assertRefused(String why) {
        try (Copy copy = start(CopySettings.DEFAULT)) {
            assertThatThrownBy(copy::await)
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining(why);
        }
    }

    @Test
    void eachWaiterGetsAnExceptionWithItsOwnStack() {
        try (Copy copy = start(CopySettings.DEFAULT)) {
            assertThatThrownBy(copy::await)
                    .satisfies(e -> assertThat(e.getStackTrace())
                            .anyMatch(frame -> frame.getClassName().equals(CopyContract.class.getName())));
        }
    }

    /// A pipe gives its bytes when the test says so.
    private RandomAccessFile pipe() throws IOException, InterruptedException {
        return new RandomAccessFile(Entries.fifo(source).toFile(), "rw"); // to read, too: then opening does not wait
    }

    /// Waits until so much is copied.
    private static void awaitBytes(Copy copy, long bytes) throws IOException, InterruptedException {
        TaskSource<Void> there = new TaskSource<>();
        copy.onProgress(Duration.ofMillis(1), progress -> {
            if (progress.transferredBytes() >= bytes) there.succeed(null);
        });
        there.task().await();
    }

    @Test
    void aCancelledCopyStopsInTheKernelSaysHowFarItWasAndLeavesNothing() throws Exception {
        Files.writeString(target, "old");
        try (RandomAccessFile writer = pipe();
                Copy copy = start(SMALL_BLOCKS)) {
            writer.write(new byte[2 * BLOCK + 100]);
            awaitBytes(copy, 2 * BLOCK);
            assertThat(copy.progress().state()).isEqualTo(Progress.State.RUNNING);
            assertThat(copy.progress().isTotalKnown()).isFalse();
            copy.cancel();
            assertThatThrownBy(copy::await)
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining(source + ": copy to " + target + " cancelled on request, 8192 of")
                    .hasMessageContaining("is as it was before");
            assertThat(copy.isCancelled()).isTrue();
            assertThat(copy.progress().state()).isEqualTo(Progress.State.CANCELLED);
        }
        assertThat(target).hasContent("old");
    }

    @Test
    void closingACopyThatRunsCancelsItAndWaits() throws Exception {
        try (RandomAccessFile writer = pipe()) {
            Copy copy = start(SMALL_BLOCKS);
            try (copy) {
                writer.write(new byte[3 * BLOCK]);
                awaitBytes(copy, 3 * BLOCK);
            }
            assertThat(copy.isCancelled()).isTrue();
            PartFiles.assertNone(directory);
        }
        assertThat(target).doesNotExist();
    }

    @Test
    void aCopyWithADeadlineEndsByIt() throws Exception {
        try (RandomAccessFile writer = pipe();
                Copy copy = start(SMALL_BLOCKS)) {
            assertThat(writer.length()).isNotNegative();
            var _ = copy.cancelAfter(Duration.ofMillis(20));
            assertThatThrownBy(copy::await).isInstanceOf(DeadlineExceededException.class);
        }
    }

    @Test
    void aPipeIsCopiedToItsEnd() throws Exception {
        byte[] content = Entries.bytes(new Random(7), 9 * BLOCK + 7);
        try (Copy copy = pipeFilledWith(content)) {
            assertThat(copy.await()).isEqualTo(content.length);
            assertThat(copy.progress().isTotalKnown()).isTrue();
        }
        assertThat(target).hasBinaryContent(content);
    }

    private Copy pipeFilledWith(byte[] content) throws IOException, InterruptedException {
        try (RandomAccessFile writer = pipe()) {
            Copy copy = start(SMALL_BLOCKS);
            awaitOpen(copy);
            writer.write(content);
            awaitBytes(copy, 9L * BLOCK);
            return copy; // the writer closes: this is the end
        }
    }

    private void awaitOpen(Copy copy) throws IOException, InterruptedException {
        TaskSource<Void> open = new TaskSource<>();
        copy.onProgress(Duration.ofMillis(1), progress -> {
            if (progress.state() != Progress.State.WAITING) open.succeed(null);
        });
        open.task().await();
    }

    @Test
    void progressOnlyGrowsAndItsLastWordIsTheEnd() throws Exception {
        byte[] content = Entries.bytes(new Random(7), 3000 * BLOCK);
        Files.write(source, content);
        ConcurrentLinkedDeque<Progress> seen = new ConcurrentLinkedDeque<>();
        try (Copy copy = start(SMALL_BLOCKS)) {
            copy.onProgress(Duration.ofNanos(1), seen::add);
            assertThat(copy.await()).isEqualTo(content.length);
        }
        long before = 0;
        for (Progress progress : seen) {
            assertThat(progress.transferredBytes()).isBetween(before, progress.totalBytes());
            before = progress.transferredBytes();
        }
        Progress last = seen.getLast();
        assertThat(last.state()).isEqualTo(Progress.State.SUCCEEDED);
        assertThat(last.transferredBytes()).isEqualTo(content.length);
        assertThat(last.totalBytes()).isEqualTo(content.length);
        assertThat(last.fraction()).contains(1.0);
        assertThat(last.remaining()).contains(Duration.ZERO);
        assertThat(seen.stream().filter(p -> p.state().isEnd())).hasSize(1);
    }

    @Test
    @SuppressWarnings("try") // it is closed twice
    void aSubscriberMayCloseTheCopy() throws Exception {
        Files.write(source, new byte[100 * BLOCK]);
        CompletableFuture<Progress> closed = new CompletableFuture<>();
        try (Copy copy = start(SMALL_BLOCKS)) {
            copy.onProgress(Duration.ofMillis(1), _ -> {
                copy.close();
                closed.complete(copy.progress());
            });
            assertThat(closed.get().state().isEnd()).isTrue();
        }
    }

    @Test
    void manyCopiesAreDoneByFewThreads() throws Exception {
        Files.write(source, Entries.bytes(new Random(3), 3 * BLOCK));
        List<Copy> copies = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            copies.add(Copy.start(io, source, directory.resolve("copy " + i), SMALL_BLOCKS));
        }
        long threads = Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tidemill-copy"))
                .count();
        assertThat(threads).isLessThanOrEqualTo(16);
        assertThat(Tasks.whenAll(copies).await()).hasSize(500).containsOnly(3L * BLOCK);
        for (int i = 0; i < 500; i++) {
            assertThat(directory.resolve("copy " + i)).hasSameBinaryContentAs(source);
        }
    }

    @Test
    void whenTheDiskIsFullTheOldFileStaysAndNothingElseIsLeft() throws Exception {
        Privileges.assumeMounting();
        Path small = Files.createDirectory(directory.resolve("small"));
        assertThat(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", small.toString()))
                .isZero();
        try {
            target = small.resolve("target");
            Files.writeString(target, "old");
            for (CopySettings settings : List.of(SMALL_BLOCKS, CopySettings.DEFAULT)) { // by the engine and without
                Files.write(source, new byte[50 * BLOCK]);
                try (Copy copy = start(settings)) {
                    assertThatThrownBy(copy::await)
                            .isInstanceOf(FileSystemException.class)
                            .hasMessageStartingWith(target + ": ")
                            .hasMessageContaining("No space left on device")
                            .hasMessageMatching(
                                    "(?s).*; (nothing was written|\\d+ of 204800 bytes had been written, and are"
                                            + " removed)");
                }
                assertThat(target).hasContent("old");
                PartFiles.assertNone(small);
            }
            Files.write(source, new byte[5 * BLOCK]);
            try (Copy copy = start(SMALL_BLOCKS)) {
                assertThat(copy.await()).isEqualTo(5 * BLOCK);
            }
        } finally {
            assertThat(run("umount", small.toString())).isZero();
        }
    }

    @Test
    void aLargeDurableCopyEndsAtItsLastByte() throws Exception {
        for (int size : List.of(9 << 20, (9 << 20) + 1, (9 << 20) + 4095, 10_000_000)) {
            byte[] content = new byte[size];
            new Random(size).nextBytes(content);
            Files.write(source, content);
            try (Copy copy = start(CopySettings.DEFAULT.withDurable(true))) {
                assertThat(copy.await()).isEqualTo(size);
                assertThat(copy.progress().transferredBytes()).isEqualTo(size);
            }
            assertThat(target).hasBinaryContent(content);
        }
    }

    private static int run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        return process.waitFor();
    }

    @Test
    void whatCannotBeWrittenFails() throws Exception {
        Path full = Path.of("/dev/full");
        if (!Files.exists(full)) abort("no /dev/full here");
        Files.write(source, new byte[10 * BLOCK]);
        // what is written there fails as it would on a full disk
        FileInFlight progress = new FileInFlight(source, target, Status.of(source), new RateMeter(), new Pace());
        try (var token = new CancellationSource();
                var from = AsyncFile.open(io, source).await();
                var to = AsyncFile.open(io, full, StandardOpenOption.WRITE).await()) {
            Stretches all = Stretches.all(from, 0, 10 * BLOCK);
            Pump.Tap tap = Pump.Tap.of(progress::transferred);
            Pump pump = new Pump(from, to, false, all, 0, BLOCK, 4, token.token(), tap);
            assertThatThrownBy(pump::run)
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageContaining(LibC.isAvailable() ? "ENOSPC" : "/dev/full: write of 4096 bytes failed");
            assertThat(progress.transferredBytes()).isZero();
        }
    }
}
