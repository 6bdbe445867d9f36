package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.Waiting;
import dev.tidemill.directory.DirectoryChange;
import dev.tidemill.directory.DirectoryEntry;
import dev.tidemill.directory.DirectoryWatch;
import dev.tidemill.directory.WalkSettings;
import dev.tidemill.pending.Stage;
import dev.tidemill.pending.Subject;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import dev.tidemill.text.TextReader;
import dev.tidemill.text.TextReaderConfig;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The engine is closed while something goes on, of every kind there is: all of it ends and says
/// so, nothing is lost silently, and what is open can be closed.
@Timeout(60)
interface EngineClosingContract extends Workbench {

    private static CancellationToken none() {
        return CancellationToken.none();
    }

    /// While it happens, something else may be said than that it was not there from the start.
    private static void assertEndedByClose(Task<?> task) {
        assertThrows(AsynchronousCloseException.class, task::await);
    }

    @Test
    default void aWalkEndsWithItsEngine() throws Exception {
        Files.createDirectories(folder().resolve("a").resolve("b"));
        var entered = new CountDownLatch(1);
        var goOn = new CountDownLatch(1);
        var settings = WalkSettings.DEFAULT.withEnters(_ -> {
            entered.countDown();
            await(goOn);
            return true;
        });
        try (var paths = AsyncFiles.walk(io(), folder(), settings, none())) {
            Task<List<DirectoryEntry>> next = paths.nextEntries();
            entered.await();
            Task<Void> closing = Task.run(() -> io().close());
            assertEndedByClose(next);
            goOn.countDown();
            closing.await();
            assertThrows(ClosedChannelException.class, paths.nextEntries()::await);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    default void aDeletionEndsWithItsEngine() throws Exception {
        Path root = folder().resolve("root");
        for (int i = 0; i < 100; i++) {
            Path directory = Files.createDirectories(root.resolve("directory" + i));
            for (int j = 0; j < 10; j++) Files.createFile(directory.resolve("file" + j));
        }
        Task<Long> deletion = AsyncFiles.deleteTree(io(), root, none());
        io().close();
        switch (deletion.outcome()) {
            case Outcome.Succeeded<Long>(Long removed) -> assertEquals(1101, removed);
            case Outcome.Failed<Long>(var failure) ->
                assertInstanceOf(ClosedChannelException.class, failure.toException());
            case Outcome.Cancelled<Long> cancelled -> throw new AssertionError(cancelled);
        }
    }

    @Test
    default void aWatchEndsWithItsEngine() throws Exception {
        needsSystemCalls("a thread of the JDK watches directories");
        try (DirectoryWatch watch = AsyncFiles.watch(io(), folder(), none()).await()) {
            Task<DirectoryChange> next = watch.next();
            Waiting.until(() -> io().pendingOperations() == 1, "a pending read");
            io().close();
            assertEndedByClose(next);
            assertThrows(ClosedChannelException.class, watch.next()::await);
        }
    }

    /// Otherwise a task might be pending that nobody counts as pending any more.
    @Test
    default void whoClosesAnEngineWaitsUntilItsThreadsHaveEndedTheLastTask() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        try (AsyncFile fifo = open(fifo("a"), READ, WRITE)) {
            var goOn = new CountDownLatch(1);
            Task<Integer> read = fifo.read(memory(1), 0);
            Task<Thread> ender = read.handleAsync(
                    (_, _) -> {
                        await(goOn);
                        return Thread.currentThread();
                    },
                    Tasks.inline());
            Subject begun = assertInstanceOf(Subject.class, read);
            Waiting.until( // what has not begun ends the one who closes
                    () -> begun.details().stage() == Stage.STARTED, "the begin of the read");
            Thread closer = Thread.ofPlatform().start(() -> io().close());
            Waiting.until(
                    () -> {
                        assertTrue(closer.isAlive(), "closed, and a thread of the engine is still at work");
                        return Stream.of(closer.getStackTrace())
                                .anyMatch(frame -> frame.getMethodName().equals("awaitEnd"));
                    },
                    "waiting for the end of the engine's threads");
            goOn.countDown();
            closer.join();
            assertTrue(read.isDone());
            assertNotSame(closer, ender.await());
        }
    }

    @Test
    default void whoWaitsForALockGetsNoneFromAClosedEngine() throws Exception {
        Path path = write("a", "content");
        AsyncFile holder = open(path, READ, WRITE);
        AsyncFile waiter = open(path, READ, WRITE);
        RangeLock lock = holder.lock().await();
        List<Task<RangeLock>> waiting = List.of(waiter.lock(), waiter.lock(3, 4, false), holder.lock(0, 1, true));
        io().close();
        for (Task<RangeLock> each : waiting) assertEndedByClose(each);
        assertThrows(ClosedChannelException.class, () -> holder.tryLock().await());
        holder.close(); // with it goes the lock, which nobody can give back otherwise
        assertTrue(!lock.isHeld(), lock::toString);
        waiter.close();
        try (var other = java.nio.channels.FileChannel.open(path, READ, WRITE);
                var free = other.tryLock()) {
            assertTrue(free.isValid());
        }
    }

    @Test
    default void aSourceThatReadsAheadEndsWithItsEngine() throws Exception {
        byte[] content = Workbench.bytes(new Random(1), 5_000_000);
        Path path = write("a", content);
        evict(path);
        ByteSource source = AsyncFiles.source(io(), path, none()).await();
        byte[] target = new byte[100_000];
        int at = source.read(target).await();
        io().close();
        try {
            for (int read; (read = source.read(target).await()) > 0; at += read) { // what has been read is given
                assertTrue(Arrays.equals(content, at, at + read, target, 0, read), "at " + at);
            }
            throw new AssertionError("the engine is closed, and " + at + " bytes were given");
        } catch (ClosedChannelException e) {
            assertTrue(at < content.length);
        }
        source.close();
    }

    @Test
    default void whatASinkHasTakenIsWrittenOrSaidToBeLost() throws Exception {
        for (int bytes : new int[] {10, 1_000_000}) {
            Path path = folder().resolve("sink");
            byte[] content = Workbench.bytes(new Random(2), bytes);
            var own = dev.tidemill.Tidemill.start(config());
            ByteSink sink = AsyncFiles.sink(own, path, none()).await();
            sink.write(content).await();
            own.close();
            try {
                sink.close();
                assertArrayEquals(content, Files.readAllBytes(path));
            } catch (ClosedChannelException e) {
                assertTrue(Files.size(path) <= bytes);
            }
            assertThrows(ClosedChannelException.class, sink.write(content)::await);
        }
    }

    @Test
    default void aTransferWithoutEndEndsWithItsEngine() throws Exception {
        ByteSource source =
                AsyncFiles.source(io(), Path.of("/dev/zero"), none()).await();
        ByteSink sink =
                AsyncFiles.sink(io(), Path.of("/dev/null"), none(), WRITE).await();
        Task<Long> transfer = source.transferTo(sink);
        io().close();
        assertThrows(ClosedChannelException.class, transfer::await);
        source.close();
        sink.close();
    }

    @Test
    default void aCopyOfAFileEndsWithItsEngine() throws Exception {
        Path from = write("from", Workbench.bytes(new Random(3), 30_000_000));
        AsyncFile source = open(from);
        AsyncFile target = open(folder().resolve("to"), WRITE, CREATE);
        Task<Long> copy = source.copyTo(0, Long.MAX_VALUE, target, 0);
        io().close();
        if (copy.outcome() instanceof Outcome.Succeeded<Long>(Long copied)) {
            assertEquals(Files.size(from), copied);
            assertEquals(-1, Files.mismatch(from, target.path()));
        } else {
            assertEndedByClose(copy);
        }
        source.close();
        target.close();
    }

    @Test
    default void readsOfManyPiecesAndOfLinesEndWithTheirEngine() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        Path path = fifo("fifo");
        AsyncFile fifo = open(path, READ, WRITE);
        TextReader reader =
                TextReader.open(io(), path, TextReaderConfig.DEFAULT, none()).await();
        MemorySegment heap = MemorySegment.ofArray(new byte[8]);
        List<Task<?>> waiting = List.of(
                fifo.read(List.of(memory(8), heap), 0), fifo.readFully(List.of(memory(8), heap), 0), reader.readLine());
        Waiting.until(() -> io().pendingOperations() == 3, () -> io().pendingOperations() + " pending reads");
        io().close();
        for (Task<?> each : waiting) assertEndedByClose(each);
        reader.close();
        fifo.close();
    }

    @Test
    default void aClosedEngineBeginsNothing() throws Exception {
        Path path = write("a", "content");
        AsyncFile file = open(path, READ, WRITE);
        AsyncFile other = open(write("b", ""), READ, WRITE);
        io().close();
        MemorySegment memory = memory(4);
        List<Supplier<Task<?>>> all = List.of(
                () -> AsyncFiles.status(io(), path, none()),
                () -> AsyncFiles.exists(io(), path, none()),
                () -> AsyncFiles.delete(io(), path, none()),
                () -> AsyncFiles.createDirectory(io(), folder().resolve("c"), none()),
                () -> AsyncFiles.move(io(), path, folder().resolve("c"), none()),
                () -> AsyncFiles.copy(io(), path, folder().resolve("c"), none()),
                () -> AsyncFiles.readAllLines(io(), path, StandardCharsets.UTF_8, none()),
                () -> AsyncFiles.source(io(), path, none()),
                () -> AsyncFiles.sink(io(), path, none()),
                () -> AsyncFiles.list(io(), folder(), none()).nextEntries(),
                () -> AsyncFiles.deleteTree(io(), path, none()),
                () -> AsyncFiles.watch(io(), folder(), none()),
                () -> AsyncFile.anonymous(io(), folder(), none()),
                () -> AsyncFile.temporary(io(), folder(), "a", "b", Set.of(), none()),
                () -> TextReader.open(io(), path, TextReaderConfig.DEFAULT, none()),
                () -> file.read(List.of(memory, memory), 0),
                () -> file.write(List.of(memory, memory), 0),
                () -> file.allocate(3, 4),
                () -> file.punchHole(3, 4),
                () -> file.zero(3, 4),
                () -> file.writeBack(0, 4),
                () -> file.advise(Advice.WILL_NEED, 0, 4),
                () -> file.nextData(0),
                () -> file.extents(0, 4, none()),
                () -> file.lock(),
                () -> file.tryLock(),
                () -> file.copyTo(0, 4, other, 0));
        for (int i = 0; i < all.size(); i++) {
            Supplier<Task<?>> each = all.get(i);
            assertThrows(ClosedChannelException.class, () -> each.get().await(), "the " + i + "th");
        }
        file.close();
        other.close();
        assertEquals("content", Files.readString(path));
        assertEquals(2, names());
    }

    private long names() throws IOException {
        try (var names = Files.list(folder())) {
            return names.count();
        }
    }
}
