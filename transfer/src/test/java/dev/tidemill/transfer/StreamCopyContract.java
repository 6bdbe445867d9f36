package dev.tidemill.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.tidemill.Backend;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.blocking.BlockingInput;
import dev.tidemill.blocking.BlockingOutput;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import dev.tidemill.transfer.Progress.State;
import dev.tidemill.transfer.StreamCopy.Settings;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
import java.util.zip.CheckedOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a copy of streams does with what the system has, on every engine: files, pipes with and
/// without a name, processes, channels.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
abstract class StreamCopyContract {

    private static final int LENGTH = 3_000_001;

    @TempDir
    private Path directory;

    private final long seed = Entries.seed();
    private final byte[] content = Entries.bytes(new Random(seed), LENGTH);
    private Tidemill io;
    private Path file;

    abstract Backend backend();

    @BeforeEach
    void startEngine() throws IOException {
        try {
            io = Tidemill.start(TidemillConfig.DEFAULT.withBackend(backend()));
        } catch (IllegalStateException e) {
            abort(e.getMessage()); // io_uring is not to be had here
        }
        file = Files.write(directory.resolve("file"), content);
    }

    @AfterEach
    void nothingIsLeft() {
        if (io == null) return;
        while (io.pendingOperations() > 0) Thread.onSpinWait();
        io.close();
    }

    private ByteSource fileSource() throws IOException, InterruptedException {
        return AsyncFiles.source(io, file, CancellationToken.none()).await();
    }

    private String seed() {
        return "-Dtidemill.test.seed=" + seed;
    }

    @Test
    void aFileIsGivenToAStreamThatComputes() throws Exception {
        var expected = new CRC32C();
        expected.update(content);
        var checksum = new CRC32C();
        OutputStream computing = new CheckedOutputStream(OutputStream.nullOutputStream(), checksum);
        try (ByteSource source = fileSource();
                ByteSink sink = BlockingOutput.of(io, computing);
                StreamCopy copy = StreamCopy.start(source, sink)) {
            assertThat(copy.await()).isEqualTo(LENGTH);
        }
        assertThat(checksum.getValue()).as(seed()).isEqualTo(expected.getValue());
    }

    @Test
    void aStreamIsGivenToAFile() throws Exception {
        Path target = directory.resolve("target");
        try (ByteSource source = BlockingInput.of(io, new ByteArrayInputStream(content));
                ByteSink sink =
                        AsyncFiles.sink(io, target, CancellationToken.none()).await();
                StreamCopy copy = StreamCopy.start(source, sink)) {
            assertThat(copy.await()).isEqualTo(LENGTH);
        }
        assertThat(Files.readAllBytes(target)).as(seed()).isEqualTo(content);
    }

    @Test
    void aPipeOfTheJdkIsSourceAndSink() throws Exception {
        Pipe pipe = Pipe.open();
        var to = new ByteArrayOutputStream();
        try (ByteSource source = BlockingInput.of(io, pipe.source());
                ByteSink sink = BlockingOutput.of(io, to);
                StreamCopy out = StreamCopy.start(source, sink)) {
            try (StreamCopy in = StreamCopy.start(
                    fileSource(), BlockingOutput.of(io, pipe.sink()), Settings.DEFAULT.withClosing(true))) {
                assertThat(in.await()).isEqualTo(LENGTH);
            }
            assertThat(out.await()).isEqualTo(LENGTH);
        }
        assertThat(to.toByteArray()).as(seed()).isEqualTo(content);
    }

    @Test
    void aPipeWithANameIsSourceAndSink() throws Exception {
        Path fifo = Entries.fifo(directory.resolve("fifo"));
        Task<AsyncFile> opened = AsyncFile.open(io, fifo, StandardOpenOption.READ); // waits for who writes
        var to = new ByteArrayOutputStream();
        try (AsyncFile written =
                        AsyncFile.open(io, fifo, StandardOpenOption.WRITE).await();
                AsyncFile read = opened.await();
                StreamCopy out = StreamCopy.start(read.source(), BlockingOutput.of(io, to))) {
            try (ByteSource source = fileSource();
                    StreamCopy in = StreamCopy.start(source, written.sink())) {
                assertThat(in.await()).isEqualTo(LENGTH);
            }
            assertThat(out.progress().isTotalKnown()).isFalse();
            assertThat(out.isDone()).isFalse();
            written.closing().await();
            assertThat(out.await()).isEqualTo(LENGTH);
            assertThat(out.progress().fraction()).contains(1.0);
        }
        assertThat(to.toByteArray()).as(seed()).isEqualTo(content);
    }

    @Test
    void aPipeThatStaysEmptyIsCancelledAndStopped() throws Exception {
        Path fifo = Entries.fifo(directory.resolve("fifo"));
        Task<AsyncFile> opened = AsyncFile.open(io, fifo, StandardOpenOption.READ);
        try (AsyncFile written =
                        AsyncFile.open(io, fifo, StandardOpenOption.WRITE).await();
                AsyncFile read = opened.await();
                StreamCopy copy = StreamCopy.start(read.source(), BlockingOutput.of(io, new ByteArrayOutputStream()))) {
            written.sink().write(new byte[10]).await();
            TransferTest.awaitBytes(copy, 10);
            copy.cancel();
            assertThat(copy.outcome())
                    .isInstanceOfSatisfying(
                            Outcome.Cancelled.class,
                            cancelled ->
                                    assertThat(cancelled.cancellation().reach()).isEqualTo(Cancellation.Reach.STOPPED));
        }
    }

    @Test
    void theOutputOfAProcessIsReadToItsEnd() throws Exception {
        Process process = new ProcessBuilder("cat", file.toString()).start();
        var to = new ByteArrayOutputStream();
        try (ByteSource source = BlockingInput.of(io, process.getInputStream());
                StreamCopy copy = StreamCopy.start(source, BlockingOutput.of(io, to))) {
            assertThat(copy.await()).isEqualTo(LENGTH);
            assertThat(copy.progress().isTotalKnown()).isTrue();
        } finally {
            process.destroy();
        }
        assertThat(to.toByteArray()).as(seed()).isEqualTo(content);
    }

    @Test
    void aProcessIsGivenItsInput() throws Exception {
        Process process = new ProcessBuilder("cksum").start();
        try (ByteSource source = fileSource();
                StreamCopy copy = StreamCopy.start(
                        source,
                        BlockingOutput.of(io, process.getOutputStream()),
                        Settings.DEFAULT.withTotalBytes(LENGTH).withClosing(true))) {
            assertThat(copy.await()).isEqualTo(LENGTH);
            assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
                    .contains(" " + LENGTH);
        } finally {
            process.destroy();
        }
    }

    /// Its pipe is full, and who would read it does not.
    @Test
    void aProcessThatReadsNothingKeepsNobodyWhoCancels() throws Exception {
        Process process = new ProcessBuilder("sleep", "1000").start();
        try (StreamCopy copy = StreamCopy.start(
                fileSource(), BlockingOutput.of(io, process.getOutputStream()), Settings.DEFAULT.withClosing(true))) {
            while (copy.progress().state() == State.WAITING) Thread.onSpinWait();
            copy.cancel();
            assertThat(copy.waitFor(Duration.ofSeconds(1))).isTrue();
            assertThat(copy.isCancelled()).isTrue();
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aProcessThatEndsFailsTheSideThatWrites() throws Exception {
        Process process = new ProcessBuilder("true").start();
        assertThat(process.waitFor()).isZero();
        try (ByteSource source = fileSource();
                StreamCopy copy = StreamCopy.start(source, BlockingOutput.of(io, process.getOutputStream()))) {
            assertThatThrownBy(copy::await)
                    .isInstanceOf(IOException.class)
                    .satisfies(
                            broken -> assertThat(broken.getSuppressed()[0]).hasMessageContaining("the write failed"));
        }
    }

    @Test
    void aFullDeviceFailsTheSideThatWrites() throws Exception {
        try (ByteSource source = fileSource();
                AsyncFile full = AsyncFile.open(io, Path.of("/dev/full"), StandardOpenOption.WRITE)
                        .await();
                StreamCopy copy = StreamCopy.start(source, full.sink())) {
            assertThatThrownBy(copy::await)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("/dev/full")
                    .satisfies(failed -> assertThat(failed.getSuppressed()[0])
                            .hasMessageContaining(file.toString())
                            .hasMessageContaining("the write failed after 0 bytes were written"));
        }
    }

    @Test
    void aStreamThatBreaksFailsTheSideThatReads() throws Exception {
        InputStream broken = new InputStream() {
            private int left = 2;

            @Override
            public int read() {
                throw new AssertionError("one byte is too little");
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (left-- == 0) throw new IOException("Input/output error");
                return 1000;
            }
        };
        Path target = directory.resolve("target");
        try (ByteSink sink =
                        AsyncFiles.sink(io, target, CancellationToken.none()).await();
                StreamCopy copy = StreamCopy.start(BlockingInput.of(io, broken), sink)) {
            assertThatThrownBy(copy::await)
                    .hasMessage("Input/output error")
                    .satisfies(failed -> assertThat(failed.getSuppressed()[0])
                            .hasMessageContaining("the read failed after 2000 bytes were written"));
        }
        assertThat(Files.size(target)).as("what was read before").isEqualTo(2000);
    }

    @Test
    void howManyComeDoesNotDependOnHowManyWereSaidToCome() throws Exception {
        for (long said : new long[] {-1, 0, 1, LENGTH - 1, LENGTH, LENGTH + 1, Long.MAX_VALUE}) {
            var to = new ByteArrayOutputStream();
            try (ByteSource source = fileSource();
                    StreamCopy copy = StreamCopy.start(
                            source, BlockingOutput.of(io, to), Settings.DEFAULT.withTotalBytes(said))) {
                assertThat(copy.await()).as("%d bytes were said to come", said).isEqualTo(LENGTH);
                Progress end = copy.progress();
                assertThat(end.totalBytes()).isEqualTo(LENGTH);
                assertThat(end.fraction()).contains(1.0);
                assertThat(end.state()).isEqualTo(State.SUCCEEDED);
            }
            assertThat(to.toByteArray()).as(seed()).isEqualTo(content);
        }
    }

    @Test
    void manyCopiesGoOnAtTheSameTime() throws Exception {
        Task<?>[] copies = new Task<?>[40];
        var targets = new ByteArrayOutputStream[copies.length];
        for (int i = 0; i < copies.length; i++) {
            targets[i] = new ByteArrayOutputStream();
            copies[i] = StreamCopy.start(
                    fileSource(),
                    BlockingOutput.of(io, Channels.newChannel(targets[i])),
                    Settings.DEFAULT.withClosing(true));
        }
        for (int i = 0; i < copies.length; i++) {
            assertThat(copies[i].await()).isEqualTo((long) LENGTH);
            assertThat(targets[i].toByteArray()).as(seed()).isEqualTo(content);
        }
    }
}
