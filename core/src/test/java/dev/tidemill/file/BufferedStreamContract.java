package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.OtherEngines;
import dev.tidemill.Tidemill;
import dev.tidemill.Waiting;
import dev.tidemill.engine.Buffers;
import dev.tidemill.engine.Faults;
import dev.tidemill.engine.Faults.Call;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.LibC;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Reading ahead and writing behind: nothing is lost, whatever fails and whoever cancels or closes.
abstract class BufferedStreamContract extends EngineFixture {

    private static final int BUFFER = 128 * 1024;

    private final Faults faults = new Faults();
    private final long seed = Workbench.seed();
    private final Random random = new Random(seed);

    @Override
    Tidemill start() {
        return OtherEngines.faulty(config(), faults);
    }

    private String seed() {
        return "-Dtidemill.test.seed=" + seed;
    }

    private byte[] content(int length) {
        return Workbench.bytes(random, length);
    }

    /// A file of which nothing is in memory.
    private Path cold(byte[] content) throws IOException {
        Path path = write("cold", content);
        evict(path);
        return path;
    }

    private ByteSource source(Path path) throws Exception {
        return AsyncFiles.source(io(), path, CancellationToken.none()).await();
    }

    private ByteSink sink(Path path) throws Exception {
        return AsyncFiles.sink(io(), path, CancellationToken.none()).await();
    }

    // Sources.

    @Test
    void whatIsReadAheadIsTheFileAtAnyDepth() throws Exception {
        byte[] content = content(3_000_001);
        for (int depth : new int[] {0, 1, 2, 8, 32}) {
            Path path = cold(content);
            int start = random.nextInt(200_000);
            try (AsyncFile file = open(path);
                    ByteSource source = file.source(start, depth)) {
                assertGives(content, start, source);
            }
        }
    }

    private void assertGives(byte[] content, int start, ByteSource source) throws Exception {
        int at = start;
        while (true) {
            byte[] target = new byte[1 + random.nextInt(random.nextBoolean() ? 400_000 : 5_000)];
            int read = source.read(target).await();
            if (read < 0) break;
            assertTrue(Arrays.equals(content, at, at + read, target, 0, read), seed() + " at " + at);
            at += read;
        }
        assertEquals(content.length, at, seed());
    }

    private AsyncFile direct(Path path) throws Exception {
        assumeTrue(LibC.isAvailable(), "without system calls DIRECT is refused");
        try {
            return open(path, READ, WRITE, AsyncOption.DIRECT);
        } catch (IOException | UnsupportedOperationException e) {
            return abort("no direct transfers on the file system of " + path);
        }
    }

    @Test
    void aSourceOfADirectFileThatReadsNothingAheadEndsWhereTheFileDoes() throws Exception {
        byte[] content = content(10_000);
        try (AsyncFile file = direct(write("direct", content));
                ByteSource source = file.source(4096, 0)) {
            byte[] block = new byte[4096];
            assertEquals(4096, source.read(block).await());
            assertEquals(10_000 - 8192, source.read(block).await());
            assertEquals(-1, source.read(block).await());
            assertEquals(-1, source.read(block).await());
        }
    }

    @Test
    void aSinkOfADirectFileThatIsLeftWithHalfABlockSaysSoAndIsClosed() throws Exception {
        try (AsyncFile file = direct(write("direct", ""))) {
            ByteSink flushed = file.sink();
            flushed.write(new byte[4096 + 100]).await();
            assertThrows(Exception.class, () -> flushed.flush().await());
            flushed.close(); // it was said before
            ByteSink closed = file.sink();
            closed.write(new byte[4096 + 100]).await();
            assertThrows(Exception.class, closed::close);
            assertTrue(closed.closing().isDone());
        }
    }

    @Test
    void aSourceOfADirectFileNeedsNoAlignment() throws Exception {
        byte[] content = content(1_000_003);
        Path path = write("direct", content);
        try (AsyncFile file = direct(path);
                ByteSource source = file.source(12_345)) {
            assertGives(content, 12_345, source);
            assertEquals(-1, source.read(new byte[3]).await());
            byte[] more = content(7_001);
            Files.write(path, more, APPEND);
            assertArrayEquals(more, source.readAllBytes().await(), seed());
        }
    }

    @Test
    void whatWasReadAheadIsNotGivenAfterTheFileIsClosed() throws Exception {
        byte[] content = content(100_003);
        try (AsyncFile file = open(write("closed", content), READ);
                ByteSource source = file.source(0, 2)) {
            assertEquals(10, source.read(new byte[10]).await());
            file.closing().await();
            assertThrows(
                    ClosedChannelException.class,
                    () -> source.read(new byte[10]).await());
        }
    }

    @Test
    void aFailureOfAReadAheadIsToldWhenItsBytesAreWantedAndTheNextReadTriesAgain() throws Exception {
        byte[] content = content(1_500_000);
        Path path = cold(content);
        try (ByteSource source = source(path)) {
            faults.failAfter(3, Call.READ, Errno.EIO);
            var got = new ByteArrayOutputStream();
            int failures = 0;
            byte[] target = new byte[10_000];
            while (true) {
                try {
                    int read = source.read(target).await();
                    if (read < 0) break;
                    got.write(target, 0, read);
                } catch (FileSystemException e) {
                    assertThat(e).hasMessageContaining("EIO");
                    failures++;
                }
            }
            assertArrayEquals(content, got.toByteArray(), seed());
            assertTrue(failures <= 1, failures + " failures");
        }
    }

    @Test
    void cancellingReadsLosesNoByte() throws Exception {
        byte[] content = content(3_000_000);
        for (int round = 0; round < 4; round++) {
            try (ByteSource source = source(cold(content))) {
                int at = 0;
                while (true) {
                    ByteBuffer target = ByteBuffer.allocate(1 + random.nextInt(200_000));
                    Task<Integer> read = source.read(target);
                    if (random.nextInt(3) == 0) read.cancel();
                    if (read.outcome() instanceof Outcome.Succeeded<Integer>(var bytes)) {
                        if (bytes < 0) break;
                        assertEquals(ByteBuffer.wrap(content, at, bytes), target.flip(), seed() + " at " + at);
                        at += bytes;
                    } else {
                        assertEquals(0, target.position(), seed());
                    }
                }
                assertEquals(content.length, at, seed());
            }
        }
    }

    @Test
    void aSourceMayBeClosedAtAnyMoment() throws Exception {
        byte[] content = content(2_000_000);
        for (int round = 0; round < 30; round++) {
            ByteSource source = source(cold(content));
            int reads = random.nextInt(8);
            for (int i = 0; i < reads; i++)
                assertTrue(source.read(new byte[100_000]).await() > 0);
            byte[] target = new byte[100_000];
            Task<Integer> read = source.read(target);
            source.closing().await();
            if (read.outcome() instanceof Outcome.Failed<Integer>(var failure)) {
                assertThat(failure.toException()).isInstanceOf(AsynchronousCloseException.class);
            }
            assertThrows(ClosedChannelException.class, source.read(target)::await);
        }
    }

    @Test
    void aReaderAtTheEndMissesNothingThatIsAppended() throws Exception {
        Path path = write("growing", new byte[0]);
        byte[] content = content(1_000_000);
        Task<Void> writing = Task.run(() -> {
            var pieces = new Random(seed);
            for (int at = 0; at < content.length; ) {
                int bytes = Math.min(content.length - at, 1 + pieces.nextInt(50_000));
                Files.write(path, Arrays.copyOfRange(content, at, at + bytes), APPEND);
                at += bytes;
            }
        });
        try (ByteSource source = source(path)) {
            var got = new ByteArrayOutputStream();
            byte[] target = new byte[20_000];
            boolean last;
            do {
                last = writing.isDone();
                for (int read = source.read(target).await();
                        read >= 0;
                        read = source.read(target).await()) {
                    got.write(target, 0, read);
                }
            } while (!last);
            writing.await();
            assertArrayEquals(content, got.toByteArray(), seed());
        }
    }

    @Test
    void aSourceThatNobodyClosedLeavesNoBuffer() throws Exception {
        try (AsyncFile file = open(write("a", content(1_000_000)))) {
            for (int i = 0; i < 10; i++)
                assertEquals(5, file.source().read(new byte[5]).await());
        }
        Waiting.until(
                () -> {
                    System.gc();
                    return Buffers.taken() == 0;
                },
                "no buffer is taken");
    }

    @Test
    void memoryOfAConfinedArenaIsFilledAlsoWhenItHasToWait() throws Exception {
        needsSystemCalls("only its own thread can use it");
        byte[] content = content(1_000_000);
        Path copy = folder().resolve("copy");
        try (Arena confined = Arena.ofConfined();
                ByteSource source = source(cold(content));
                ByteSink sink = sink(copy)) {
            ByteBuffer bytes = confined.allocate(10_000).asByteBuffer();
            while (source.read(bytes.clear()).await() >= 0)
                sink.write(bytes.flip()).await();
        }
        assertArrayEquals(content, Files.readAllBytes(copy));
    }

    // Sinks.

    @Test
    void whatCouldNotBeWrittenIsToldByTheNextFlushAndNotAgainByTheClose() throws Exception {
        Path path = folder().resolve("a");
        ByteSink sink = sink(path);
        faults.failNext(Call.WRITE, Errno.ENOSPC);
        sink.write(new byte[BUFFER + 1]).await();
        for (int i = 0; i < 2; i++) {
            assertThat(assertThrows(FileSystemException.class, sink.flush()::await))
                    .hasMessageContaining("ENOSPC");
            assertThat(assertThrows(FileSystemException.class, sink.write(new byte[1])::await))
                    .hasMessageContaining("ENOSPC");
        }
        sink.close();
    }

    @Test
    void whatCouldNotBeWrittenIsToldByTheNextWrite() throws Exception {
        ByteSink sink = sink(folder().resolve("a"));
        faults.failNext(Call.WRITE, Errno.ENOSPC);
        var thrown = assertThrows(FileSystemException.class, () -> {
            for (int i = 0; i < 1_000; i++) sink.write(new byte[BUFFER]).await();
        });
        assertThat(thrown).hasMessageContaining("ENOSPC");
        sink.close();
    }

    @Test
    void whatCouldNotBeWrittenIsToldByTheCloseIfNobodyElseCame() throws Exception {
        for (int bytes : new int[] {10, 3 * BUFFER + 10}) {
            ByteSink sink = sink(folder().resolve("a"));
            faults.failNext(Call.WRITE, Errno.ENOSPC);
            sink.write(new byte[bytes]).await();
            assertThat(assertThrows(FileSystemException.class, sink::close)).hasMessageContaining("ENOSPC");
            assertThrows(ClosedChannelException.class, sink.write(new byte[1])::await);
        }
    }

    @Test
    void aSinkOfAFileThatIsClosedUnderItSaysThatItsBytesAreLost() throws Exception {
        AsyncFile file = open(write("a", ""), WRITE);
        ByteSink sink = file.sink();
        sink.write(new byte[10]).await();
        file.close();
        assertThrows(ClosedChannelException.class, sink::close);
    }

    @Test
    void cancellingWritesLosesNoByteThatWasTaken() throws Exception {
        for (int round = 0; round < 5; round++) {
            Path path = folder().resolve("a");
            var taken = new ByteArrayOutputStream();
            try (AsyncFile file = open(write("a", ""), WRITE);
                    ByteSink sink = file.sink(0, 1 + round)) {
                for (int i = 0; i < 60; i++) {
                    byte[] piece = content(random.nextInt(400_000));
                    ByteBuffer source = ByteBuffer.wrap(piece);
                    Task<Void> write = sink.write(source);
                    if (random.nextBoolean()) write.cancel();
                    boolean all = write.outcome() instanceof Outcome.Succeeded<Void>;
                    assertEquals(all, !source.hasRemaining(), seed());
                    taken.write(piece, 0, source.position());
                    Task<Void> flush = sink.flush();
                    if (random.nextBoolean()) flush.cancel();
                    var _ = flush.outcome();
                }
            }
            assertArrayEquals(taken.toByteArray(), Files.readAllBytes(path), seed());
        }
    }

    @Test
    void aSinkMayBeClosedAtAnyMomentAndWritesWhatItHasTaken() throws Exception {
        for (int round = 0; round < 20; round++) {
            Path path = folder().resolve("a");
            ByteSink sink = sink(path);
            byte[] piece = content(50_000);
            int last = random.nextInt(100);
            long before = 0;
            for (int i = 0; i < last; i++, before += piece.length)
                sink.write(piece).await();
            ByteBuffer source = ByteBuffer.wrap(piece);
            Task<Void> write = sink.write(source);
            sink.closing().await();
            if (write.outcome() instanceof Outcome.Failed<Void>(var failure)) {
                assertThat(failure.toException()).isInstanceOf(AsynchronousCloseException.class);
            }
            byte[] written = Files.readAllBytes(path);
            assertEquals(before + source.position(), written.length, seed());
            for (int at = 0; at < written.length; at += piece.length) {
                int bytes = Math.min(piece.length, written.length - at);
                assertTrue(Arrays.equals(written, at, at + bytes, piece, 0, bytes), seed());
            }
            assertFalse(io().pendingOperations() > 1);
        }
    }

    @Test
    void aCopyOfAFileIsTheFile() throws Exception {
        byte[] content = content(5_000_001);
        Path copy = folder().resolve("copy");
        try (ByteSource source = source(cold(content));
                ByteSink sink = sink(copy)) {
            assertEquals(content.length, source.transferTo(sink).await());
            assertArrayEquals(content, Files.readAllBytes(copy));
        }
    }

    @Test
    void aTransferBetweenFilesGoesOnWhereBothAre() throws Exception {
        byte[] content = content(20_000_001); // more than one piece
        Path from = write("from", content);
        Path to = folder().resolve("to");
        var told = new ArrayList<Long>();
        try (ByteSource source = source(from);
                ByteSink sink = sink(to)) {
            assertEquals(1_000, source.readNBytes(1_000).await().length);
            sink.write(new byte[] {1, 2, 3}).await();
            Task<Long> transfer = source.transferTo(sink, CancellationToken.none(), told::add);
            assertEquals(content.length - 1_000, transfer.await());
            assertEquals(content.length - 1_000L, told.getLast());
            assertThat(told).isSorted().doesNotHaveDuplicates();
            Files.write(from, new byte[] {4, 5}, APPEND);
            assertEquals(2, source.transferTo(sink).await());
            assertEquals(0, source.transferTo(sink).await());
            sink.write(new byte[] {6}).await();
        }
        var expected = new ByteArrayOutputStream();
        expected.writeBytes(new byte[] {1, 2, 3});
        expected.write(content, 1_000, content.length - 1_000);
        expected.writeBytes(new byte[] {4, 5, 6});
        assertArrayEquals(expected.toByteArray(), Files.readAllBytes(to), seed());
    }

    @Test
    void aTransferBetweenFilesThatIsNotBegunTakesNothing() throws Exception {
        byte[] content = content(100_000);
        try (ByteSource source = source(write("from", content));
                ByteSink sink = sink(folder().resolve("to"));
                var cancellation = new CancellationSource()) {
            cancellation.cancel();
            Task<Long> transfer = source.transferTo(sink, cancellation.token());
            assertInstanceOf(Outcome.Cancelled.class, transfer.outcome());
            assertEquals(content.length, source.transferTo(sink).await());
        }
    }

    @Test
    void aTransferBetweenFilesEndsAsTheProgressThrows() throws Exception {
        byte[] content = content(100_000);
        var thrown = new IllegalStateException("enough");
        try (ByteSource source = source(write("from", content));
                ByteSink sink = sink(folder().resolve("to"))) {
            Task<Long> transfer = source.transferTo(sink, CancellationToken.none(), _ -> {
                throw thrown;
            });
            assertEquals(thrown, assertThrows(IllegalStateException.class, transfer::await));
            assertEquals(0, source.transferTo(sink).await()); // both are behind what was copied
        }
    }

    @Test
    void aTransferToAClosedSinkOfAFileFails() throws Exception {
        byte[] content = content(100_000);
        try (ByteSource source = source(write("from", content))) {
            ByteSink sink = sink(folder().resolve("to"));
            sink.close();
            assertThrows(ClosedChannelException.class, source.transferTo(sink)::await);
            assertArrayEquals(content, source.readAllBytes().await(), seed());
            source.closing().await();
            assertThrows(ClosedChannelException.class, source.transferTo(sink)::await);
        }
    }
}
