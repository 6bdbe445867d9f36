package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.tidemill.Backend;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.transfer.Progress.State;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What those who hold back a copy of files may rely on, on every engine.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
abstract class PauseContract {

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

    /// Long enough for whatever must not happen to happen, without a sleep.
    private void meanwhile() throws Exception {
        Path from = Files.write(directory.resolve("other"), new byte[8 << 20]);
        try (Copy other = Copy.start(io, from, directory.resolve("copy of other"), SMALL_BLOCKS)) {
            assertThat(other.await()).isEqualTo(8 << 20);
        }
    }

    /// A pipe gives its bytes when the test says so.
    private RandomAccessFile pipe() throws Exception {
        return new RandomAccessFile(Entries.fifo(source).toFile(), "rw"); // to read, too: then opening does not wait
    }

    @Test
    void inAPauseNoBlockOfAFileMoves() throws Exception {
        try (RandomAccessFile writer = pipe();
                Copy copy = Copy.start(io, source, target, SMALL_BLOCKS)) {
            writer.write(new byte[2 * BLOCK]);
            TransferTest.awaitBytes(copy, 2 * BLOCK);
            copy.pause();
            writer.write(new byte[6 * BLOCK]);
            TransferTest.awaitBytes(copy, 3 * BLOCK); // was asked for before
            meanwhile();
            assertThat(copy.progress().transferredBytes()).isEqualTo(3 * BLOCK);
            assertThat(copy.progress().state()).isEqualTo(State.PAUSED);
            copy.resume();
            TransferTest.awaitBytes(copy, 8 * BLOCK);
            copy.pause();
            copy.cancel();
            assertThatThrownBy(copy::await)
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("is as it was before");
        }
        assertThat(target).doesNotExist();
    }

    @Test
    void aCopyThatIsClosedWhilePausedLeavesNothing() throws Exception {
        Files.write(source, new byte[500 * BLOCK]);
        Copy copy = Copy.start(io, source, target, SMALL_BLOCKS.withBytesPerSecond(1));
        try (copy) {
            TransferTest.awaitBytes(copy, BLOCK);
            copy.pause();
        }
        assertThat(copy.isCancelled()).isTrue();
        assertThat(target).doesNotExist();
    }

    @Test
    void aSmallFileGetsItsNameWhenItIsPaid() throws Exception {
        Files.write(source, new byte[1000]);
        try (Copy copy = Copy.start(io, source, target, CopySettings.DEFAULT.withBytesPerSecond(1))) {
            TransferTest.awaitBytes(copy, 1000);
            meanwhile();
            assertThat(target).doesNotExist();
            copy.limit(0);
            assertThat(copy.await()).isEqualTo(1000);
        }
        assertThat(target).hasSize(1000);
    }

    @Test
    void aLimitHoldsForTheWholeFile() throws Exception {
        byte[] content = Entries.bytes(new Random(5), 1 << 20);
        Files.write(source, content);
        int limit = 4 << 20;
        try (Copy copy = Copy.start(io, source, target, SMALL_BLOCKS.withBytesPerSecond(limit))) {
            assertThat(copy.await()).isEqualTo(content.length);
            double seconds = (content.length - 0.05 * limit) / limit; // and a credit, as nothing was moved before
            assertThat(copy.progress().elapsed()).isGreaterThan(Duration.ofMillis((long) (seconds * 1000)));
        }
        assertThat(target).hasBinaryContent(content);
    }

    /// A long file is moved in larger blocks only as long as nobody slows it down.
    @Test
    void aLimitHoldsFromTheFirstBlockOn() throws Exception {
        Files.write(source, new byte[9 << 20]);
        CopySettings settings = CopySettings.DEFAULT.withBytesPerSecond(1000);
        try (Copy copy = Copy.start(io, source, target, settings)) {
            long moved;
            while ((moved = copy.progress().transferredBytes()) == 0) Thread.onSpinWait();
            assertThat(moved).isLessThanOrEqualTo(settings.blockBytes());
            copy.cancel();
            assertThatThrownBy(copy::await).isInstanceOf(CancellationException.class);
        }
    }

    @Test
    void copiesThatArePausedKeepNobodyFromHisTurn() throws Exception {
        Files.write(source, new byte[10 * BLOCK]);
        List<Copy> paused = new ArrayList<>();
        try {
            for (int i = 0; i < 40; i++) {
                Copy copy =
                        Copy.start(io, source, directory.resolve("paused " + i), SMALL_BLOCKS.withBytesPerSecond(1));
                copy.pause();
                paused.add(copy);
            }
            meanwhile();
        } finally {
            for (Copy copy : paused) {
                copy.limit(0);
                copy.resume();
            }
            for (Copy copy : paused) {
                assertThat(copy.await()).isEqualTo(10 * BLOCK);
                copy.close();
            }
        }
    }

    @Test
    void inAPauseATreeStandsStill() throws Exception {
        int files = 300;
        Files.createDirectory(source);
        for (int i = 0; i < files; i++) {
            Path folder = Files.createDirectories(source.resolve("folder " + i % 20));
            if (i % 3 == 0) Files.createSymbolicLink(folder.resolve("link " + i), Path.of("nowhere"));
            else Files.write(folder.resolve("file " + i), new byte[i]);
        }
        AtomicInteger copied = new AtomicInteger();
        AtomicReference<TreeCopy> itself = new AtomicReference<>();
        var listener = new TreeCopy.Listener() {
            @Override
            public void copied(Path source, Path target) {
                TreeCopy copy = itself.get();
                if (copied.incrementAndGet() == 20 && copy != null) copy.pause();
            }
        };
        int jobs = 4;
        List<TreeCopy.Root> roots = List.of(new TreeCopy.Root(source, target));
        CopySettings settings = CopySettings.DEFAULT.withJobs(jobs).withBytesPerSecond(1);
        try (TreeCopy copy = TreeCopy.start(io, roots, settings, listener)) {
            itself.set(copy);
            copy.limit(0);
            while (!copy.isPaused() && !copy.isDone()) Thread.onSpinWait();
            assertThat(copy.progress().state()).isEqualTo(State.PAUSED);
            meanwhile();
            int whenPaused = copied.get();
            assertThat(whenPaused).isLessThanOrEqualTo(20 + jobs * (files / 20 + 1)); // told of folder by folder
            long there = entries(target);
            meanwhile();
            assertThat(copied).hasValue(whenPaused);
            assertThat(entries(target)).isEqualTo(there);
            copy.resume();
            assertThat(copy.await().files()).isEqualTo(files);
        }
        assertThat(entries(target)).isEqualTo(entries(source));
    }

    private static long entries(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root)) {
            return all.count();
        }
    }

    @Test
    void aPausedTreeIsCancelled() throws Exception {
        Files.createDirectory(source);
        for (int i = 0; i < 50; i++) Files.write(source.resolve("file " + i), new byte[100]);
        TreeCopy copy = TreeCopy.start(
                io,
                List.of(new TreeCopy.Root(source, target)),
                CopySettings.DEFAULT.withBytesPerSecond(1),
                new TreeCopy.Listener() {});
        try (copy) {
            TransferTest.awaitBytes(copy, 100);
            copy.pause();
            copy.cancel();
            assertThatThrownBy(copy::await).isInstanceOf(CancellationException.class);
        }
        assertThat(copy.progress().state()).isEqualTo(State.CANCELLED);
    }

    @Test
    void aFileToAFileByTheKernelIsHeldBackToo() throws Exception {
        byte[] content = Entries.bytes(new Random(6), 40 << 20);
        Files.write(source, content);
        try (ByteSource from =
                        AsyncFiles.source(io, source, CancellationToken.none()).await();
                ByteSink to =
                        AsyncFiles.sink(io, target, CancellationToken.none()).await();
                StreamCopy copy = StreamCopy.start(
                        from,
                        to,
                        StreamCopy.Settings.DEFAULT
                                .withTotalBytes(content.length)
                                .withBytesPerSecond(1))) {
            TransferTest.awaitBytes(copy, 1);
            copy.pause();
            long moved = copy.progress().transferredBytes();
            meanwhile();
            assertThat(copy.progress().transferredBytes()).isEqualTo(moved).isLessThan(content.length);
            copy.limit(0);
            copy.resume();
            assertThat(copy.await()).isEqualTo(content.length);
        }
        assertThat(target).hasBinaryContent(content);
    }
}
