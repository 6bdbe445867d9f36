package dev.tidemill.flow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.Fifos;
import dev.tidemill.Waiting;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.stream.StreamFixture;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What publishers and subscribers do beside keeping the rules: the right bytes, nothing that was
/// not asked for, and everything closed whatever the end is.
@Timeout(60)
abstract class FlowContract extends StreamFixture {

    private Path write(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private static byte[] together(List<ByteBuffer> items) {
        var all = new ByteArrayOutputStream();
        for (ByteBuffer item : items) {
            byte[] bytes = new byte[item.remaining()];
            item.duplicate().get(bytes);
            all.writeBytes(bytes);
        }
        return all.toByteArray();
    }

    // Publishers.

    @Test
    void aFileComesWholeAndInOrder() throws Exception {
        byte[] content = bytes(1_000_003);
        FilePublisher publisher = FilePublisher.of(io, write("a", content));
        assertArrayEquals(content, together(Tasks.list(publisher).await()));
        List<ByteBuffer> again = Tasks.list(publisher.withBufferBytes(4096)).await();
        assertEquals(245, again.size());
        assertArrayEquals(content, together(again));
    }

    @Test
    void anEmptyFileHasNothingButAnEnd() throws Exception {
        assertEquals(
                List.of(),
                Tasks.list(FilePublisher.of(io, write("a", new byte[0]))).await());
    }

    @Test
    void aPartOfAnOpenFileMayBeAskedForByMany() throws Exception {
        byte[] content = bytes(10_000);
        try (AsyncFile file = AsyncFile.open(io, write("a", content)).await()) {
            FilePublisher part = FilePublisher.of(file, 1_000, 5_000).withBufferBytes(999);
            Task<List<ByteBuffer>> first = Tasks.list(part);
            Task<List<ByteBuffer>> second = Tasks.list(part);
            byte[] expected = java.util.Arrays.copyOfRange(content, 1_000, 6_000);
            assertArrayEquals(expected, together(first.await()));
            assertArrayEquals(expected, together(second.await()));
            assertArrayEquals(
                    new byte[] {content[9_999]},
                    together(Tasks.list(FilePublisher.of(file, 9_999, Long.MAX_VALUE))
                            .await()));
            assertEquals(List.of(), Tasks.list(FilePublisher.of(file, 0, 0)).await());
            assertTrue(file.isOpen());
        }
    }

    @Test
    void nothingIsReadThatNobodyRequested() {
        var source = new MemorySource(bytes(100), null);
        var probe = new Probe();
        FilePublisher.of(source).withBufferBytes(10).subscribe(probe);
        assertEquals(0, source.reads());
        probe.subscription.request(3);
        probe.untilItems(3);
        probe.subscription.request(1);
        probe.untilItems(4);
        assertEquals(4, source.reads());
        probe.subscription.cancel();
        Waiting.until(source::isClosed, "the close of the source");
        assertFalse(probe.isOver());
    }

    @Test
    void anItemIsTheSubscribersForGood() throws Exception {
        byte[] content = bytes(100_000);
        var probe = new Probe() {
            @Override
            public void onNext(ByteBuffer item) {
                super.onNext(item.duplicate());
            }
        };
        FilePublisher.of(io, write("a", content)).withBufferBytes(1_000).subscribe(probe);
        probe.subscription.request(Long.MAX_VALUE);
        assertArrayEquals(content, together(probe.untilOver().items));
    }

    @Test
    void whoHasEnoughLeavesNothingOpen() throws Exception {
        FilePublisher publisher =
                FilePublisher.of(io, write("a", bytes(100_000))).withBufferBytes(1_000);
        assertEquals(3, Tasks.list(publisher, 3).await().size());
        publisher.subscribe(new Probe() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.cancel(); // before anything is opened
            }
        });
    }

    @Test
    void cancellingStopsAReadThatWaits() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        Path path = Fifos.make(folder.resolve("fifo"));
        try (AsyncFile fifo = AsyncFile.open(io, path, READ, WRITE).await()) {
            var probe = new Probe();
            FilePublisher.of(fifo).subscribe(probe);
            probe.subscription.request(1);
            Waiting.until(() -> io.pendingOperations() == 1, "a pending read");
            probe.subscription.cancel();
            Waiting.until(() -> io.pendingOperations() == 0, "no pending read");
            assertFalse(probe.isOver());
            fifo.writeFully("later".getBytes(UTF_8), 0).await();
            assertEquals(5, fifo.read(new byte[10], 0).await());
        }
    }

    @Test
    void aFileThatIsNotThereIsAnErrorWithoutARequest() {
        var probe = new Probe();
        FilePublisher.of(io, folder.resolve("missing")).subscribe(probe);
        assertInstanceOf(NoSuchFileException.class, probe.untilOver().error);
    }

    @Test
    void anErrorComesBehindTheItems() {
        var failure = new IOException("unplugged");
        var source = new MemorySource(bytes(20), failure);
        var probe = new Probe();
        FilePublisher.of(source).withBufferBytes(10).subscribe(probe);
        probe.subscription.request(Long.MAX_VALUE);
        assertSame(failure, probe.untilOver().error);
        assertEquals(2, probe.items.size());
        assertTrue(source.isClosed());
    }

    @Test
    void aFileThatIsClosedIsAnError() throws Exception {
        AsyncFile file = AsyncFile.open(io, write("a", bytes(100))).await();
        var probe = new Probe();
        FilePublisher.of(file).withBufferBytes(10).subscribe(probe);
        probe.subscription.request(1);
        probe.untilItems(1);
        file.close();
        probe.subscription.request(1);
        assertInstanceOf(ClosedChannelException.class, probe.untilOver().error);
    }

    @Test
    void aSourceHasOneSubscriber() {
        FilePublisher publisher = FilePublisher.of(new MemorySource(bytes(1), null));
        publisher.subscribe(new Probe());
        var second = new Probe();
        publisher.subscribe(second);
        assertInstanceOf(IllegalStateException.class, second.untilOver().error);
    }

    @Test
    void aSubscriberThatThrowsHasCancelled() throws Exception {
        var source = new MemorySource(bytes(100), null);
        var thrown = new IllegalStateException("I cannot take that");
        var seen = new ConcurrentLinkedQueue<Throwable>();
        var probe = new Probe() {
            @Override
            public void onNext(ByteBuffer item) {
                Thread.currentThread().setUncaughtExceptionHandler((_, e) -> seen.add(e));
                throw thrown;
            }
        };
        FilePublisher.of(source).withBufferBytes(10).subscribe(probe);
        probe.subscription.request(Long.MAX_VALUE);
        Waiting.until(source::isClosed, "the close of the source");
        assertFalse(probe.isOver());
        assertEquals(List.of(thrown), List.copyOf(seen));
    }

    @Test
    void aBufferWithoutRoomIsAnError() throws Exception {
        var probe = new Probe();
        FilePublisher.of(io, write("a", bytes(10)))
                .withBuffers(() -> ByteBuffer.allocate(0))
                .subscribe(probe);
        probe.subscription.request(1);
        assertInstanceOf(IllegalArgumentException.class, probe.untilOver().error);
    }

    @Test
    void wrongArgumentsAreRefusedAtTheCall() throws Exception {
        try (AsyncFile file = AsyncFile.open(io, write("a", bytes(10))).await()) {
            assertThrows(IllegalArgumentException.class, () -> FilePublisher.of(file, -1, 1));
            assertThrows(IllegalArgumentException.class, () -> FilePublisher.of(file, 0, -1));
            assertThrows(
                    IllegalArgumentException.class, () -> FilePublisher.of(file).withBufferBytes(0));
            assertThrows(IllegalArgumentException.class, () -> FileSubscriber.to(file, -1));
            assertThrows(
                    NullPointerException.class, () -> FilePublisher.of(file).subscribe(null));
        }
    }

    // Subscribers.

    private FileSubscriber replacing(Path path) {
        return FileSubscriber.to(
                io,
                path,
                Set.of(
                        java.nio.file.StandardOpenOption.CREATE,
                        java.nio.file.StandardOpenOption.TRUNCATE_EXISTING,
                        WRITE));
    }

    @Test
    void whatAPublisherGivesIsInTheFile() throws Exception {
        Path path = write("a", bytes(100));
        FileSubscriber file = replacing(path);
        try (var publisher = new SubmissionPublisher<ByteBuffer>()) {
            publisher.subscribe(file);
            for (int i = 0; i < 1_000; i++) publisher.submit(UTF_8.encode(i % 10 == 0 ? "" : i + "\n"));
        }
        long size = file.task().await();
        assertEquals(Files.size(path), size);
        assertEquals(900, Files.readAllLines(path).size());
        assertEquals("999", Files.readAllLines(path).getLast());
    }

    @Test
    void aFileFlowsIntoAnother() throws Exception {
        byte[] content = bytes(5_000_000);
        Path copy = folder.resolve("copy");
        FileSubscriber subscriber = replacing(copy);
        FilePublisher.of(io, write("a", content)).subscribe(subscriber);
        assertEquals(content.length, subscriber.task().await());
        assertArrayEquals(content, Files.readAllBytes(copy));
    }

    @Test
    void buffersGoRound() throws Exception {
        byte[] content = bytes(1_000_000);
        Path copy = folder.resolve("copy");
        Queue<ByteBuffer> pool = new ConcurrentLinkedQueue<>();
        var made = new AtomicInteger();
        FileSubscriber subscriber = replacing(copy).onWritten(buffer -> pool.add(buffer.clear()));
        FilePublisher.of(io, write("a", content))
                .withBuffers(() -> {
                    ByteBuffer free = pool.poll();
                    if (free != null) return free;
                    made.incrementAndGet();
                    return ByteBuffer.allocateDirect(10_000);
                })
                .subscribe(subscriber);
        assertEquals(content.length, subscriber.task().await());
        assertArrayEquals(content, Files.readAllBytes(copy));
        assertTrue(made.get() <= 7, () -> made + " buffers"); // four are requested, and one is read ahead
    }

    @Test
    void anOpenFileIsWrittenFromAPositionAndStaysOpen() throws Exception {
        Path path = write("a", "0123456789".getBytes(UTF_8));
        try (AsyncFile file = AsyncFile.open(io, path, READ, WRITE).await()) {
            FileSubscriber subscriber = FileSubscriber.to(file, 3);
            FilePublisher.of(new MemorySource("abc".getBytes(UTF_8), null)).subscribe(subscriber);
            assertEquals(3, subscriber.task().await());
            assertTrue(file.isOpen());
        }
        assertEquals("012abc6789", Files.readString(path));
    }

    @Test
    void aFileThatIsAppendedToGrows() throws Exception {
        Path path = write("a", "before, ".getBytes(UTF_8));
        FileSubscriber subscriber = FileSubscriber.to(io, path, Set.of(APPEND));
        FilePublisher.of(new MemorySource("after".getBytes(UTF_8), null))
                .withBufferBytes(1)
                .subscribe(subscriber);
        assertEquals(5, subscriber.task().await());
        assertEquals("before, after", Files.readString(path));
    }

    @Test
    void aPublisherThatFailsFailsTheTaskBehindWhatItGave() throws Exception {
        var failure = new IOException("unplugged");
        FileSubscriber subscriber = replacing(folder.resolve("a"));
        FilePublisher.of(new MemorySource("as far as this".getBytes(UTF_8), failure))
                .withBufferBytes(3)
                .subscribe(subscriber);
        assertSame(failure, assertThrows(IOException.class, subscriber.task()::await));
        assertEquals("as far as this", Files.readString(folder.resolve("a")));
    }

    @Test
    void aFullDiskCancelsThePublisher() {
        var source = new MemorySource(bytes(100), null);
        Queue<ByteBuffer> back = new ConcurrentLinkedQueue<>();
        FileSubscriber subscriber =
                FileSubscriber.to(io, Path.of("/dev/full"), Set.of(WRITE)).onWritten(back::add);
        FilePublisher.of(source).withBufferBytes(10).subscribe(subscriber);
        var e = assertThrows(FileSystemException.class, subscriber.task()::await);
        assertTrue(e.getMessage().contains("No space left on device"), e.getMessage());
        Waiting.until(source::isClosed, "the close of the source");
        assertTrue(back.size() >= 1, () -> back.toString());
    }

    @Test
    void aFileThatCannotBeOpenedCancelsThePublisher() {
        var source = new MemorySource(bytes(100), null);
        FileSubscriber subscriber = FileSubscriber.to(io, folder.resolve("missing/a"), Set.of(WRITE));
        FilePublisher.of(source).subscribe(subscriber);
        assertThrows(NoSuchFileException.class, subscriber.task()::await);
        Waiting.until(source::isClosed, "the close of the source");
        assertEquals(0, source.reads());
    }

    @Test
    void aFileThatIsNotForWritingFailsTheTask() throws Exception {
        try (AsyncFile file = AsyncFile.open(io, write("a", bytes(10))).await()) {
            FileSubscriber subscriber = FileSubscriber.to(file, 0);
            FilePublisher.of(new MemorySource(bytes(10), null)).subscribe(subscriber);
            assertThrows(NonWritableChannelException.class, subscriber.task()::await);
        }
    }

    @Test
    void cancellingTheTaskStopsEverything() throws Exception {
        Path path = Fifos.make(folder.resolve("fifo"));
        try (AsyncFile fifo = AsyncFile.open(io, path, READ, WRITE).await()) {
            FileSubscriber subscriber = FileSubscriber.to(io, path, Set.of(WRITE));
            var endless = new MemorySource(bytes(10_000_000), null);
            FilePublisher.of(endless).subscribe(subscriber);
            Fifos.untilHolds(path, 65_536); // nobody reads
            Waiting.until(() -> io.pendingOperations() == 1, "a pending write");
            subscriber.task().cancel();
            assertThrows(CancellationException.class, subscriber.task()::await);
            Waiting.until(endless::isClosed, "the close of the source");
            assertTrue(fifo.isOpen());
        }
    }

    @Test
    void aTaskThatIsCancelledBeforeThereIsAPublisherTakesNone() {
        FileSubscriber subscriber = replacing(folder.resolve("a"));
        subscriber.task().cancel();
        assertThrows(CancellationException.class, subscriber.task()::await);
        var source = new MemorySource(bytes(10), null);
        FilePublisher.of(source).subscribe(subscriber);
        Waiting.until(source::isClosed, "the close of the source");
        assertFalse(Files.exists(folder.resolve("a")));
    }

    @Test
    void aSourceIsClosedAlsoIfItIsCancelledAtOnce() {
        for (int i = 0; i < 1_000; i++) {
            var source = new MemorySource(bytes(10), null);
            FilePublisher.of(source).subscribe(new Probe() {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                    subscription.request(1);
                    subscription.cancel();
                }
            });
            Waiting.until(source::isClosed, "the close of the source");
        }
    }

    @Test
    void noMoreIsRequestedThanIsWrittenSoon() throws Exception {
        Path path = Fifos.make(folder.resolve("fifo"));
        try (AsyncFile fifo = AsyncFile.open(io, path, READ, WRITE).await()) {
            FileSubscriber subscriber = FileSubscriber.to(fifo, 0);
            var source = new MemorySource(bytes(10_000_000), null);
            FilePublisher.of(source).withBufferBytes(65_536).subscribe(subscriber);
            Fifos.untilHolds(path, 65_536);
            Waiting.until(() -> source.reads() >= 5, "what is requested ahead"); // one is in the pipe
            assertTrue(source.reads() <= 5, () -> source.reads() + " reads");
            subscriber.task().cancel();
            assertThrows(CancellationException.class, subscriber.task()::await);
        }
    }
}
