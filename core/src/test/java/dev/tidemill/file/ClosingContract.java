package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.Leftovers;
import dev.tidemill.Tidemill;
import dev.tidemill.Waiting;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Closing files and engines, also under what is pending.
@Timeout(60)
interface ClosingContract extends Workbench {

    // Files.

    @Test
    default void onAClosedFileNothingStarts() throws Exception {
        Path path = write("a", "0123456789");
        AsyncFile file = open(path, READ, WRITE);
        file.close();
        assertFalse(file.isOpen());
        assertEquals(path + " (closed)", file.toString());
        List<Callable<?>> calls = List.of(
                () -> file.read(memory(4), 0).await(),
                () -> file.read(new byte[4], 0).await(),
                () -> file.readFully(memory(4), 0).await(),
                () -> file.write(memory("x"), 0).await(),
                () -> file.writeFully(memory("x"), 0).await(),
                () -> file.force(true).await(),
                () -> file.size().await(),
                () -> file.truncate(0).await(),
                () -> file.blocking().read(memory(4), 0),
                () -> file.blocking().write(memory("x"), 0),
                () -> file.blocking().size(),
                () -> Task.run(() -> file.blocking().read(memory(4), 0)).await());
        for (Callable<?> call : calls) {
            var e = assertThrows(ClosedChannelException.class, call::call);
            assertFalse(e instanceof AsynchronousCloseException);
        }
        assertEquals(0, io().pendingOperations());
        assertEquals("0123456789", Files.readString(path));
    }

    @Test
    default void closingTwiceIsClosingOnce() throws Exception {
        AsyncFile file = open(write("a", "x"));
        Task<Void> closing = file.closing();
        assertSame(closing, file.closing());
        assertSame(closing, file.closeAfterPending());
        closing.await();
        file.close();
        file.close();
    }

    @Test
    default void closingEndsWhatWaits() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        AsyncFile file = open(fifo("fifo"), READ, WRITE);
        List<Task<?>> pending = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            pending.add(file.read(memory(8), 0));
            pending.add(file.readFully(new byte[8], 0));
        }
        Task<Void> closing = file.closing();
        assertFalse(file.isOpen());
        for (Task<?> task : pending) {
            assertThrows(AsynchronousCloseException.class, task::await);
            assertFalse(task.isCancelled());
        }
        closing.await();
    }

    /// The kernel may use a descriptor's number until the last operation on it is over.
    @Test
    default void aDescriptorGoesAfterTheLastOperationAndNotBefore() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        Path path = fifo("fifo");
        AsyncFile file = open(path, READ, WRITE);
        AsyncFile other = open(path, READ, WRITE);
        Task<Integer> read = file.read(memory(5), 0);
        Task<Void> closing = file.closeAfterPending();
        assertFalse(file.isOpen());
        assertThrows(ClosedChannelException.class, () -> file.read(memory(5), 0).await());
        assertFalse(closing.isDone());
        assertEquals(2, descriptorsOf(path));
        other.writeFully(memory("bytes"), 0).await();
        assertEquals(5, read.await());
        closing.await();
        assertEquals(1, descriptorsOf(path));
        other.close();
        assertEquals(0, descriptorsOf(path));
    }

    /// Whoever closes after somebody who lets the operations finish does not wait for ever.
    @Test
    default void closingEndsWhatClosingAfterPendingWaitsFor() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        AsyncFile file = open(fifo("fifo"), READ, WRITE);
        Task<Integer> read = file.read(memory(5), 0);
        Task<Void> gently = file.closeAfterPending();
        assertFalse(gently.isDone());
        file.close();
        assertThrows(AsynchronousCloseException.class, read::await);
        gently.await();
    }

    private static long descriptorsOf(Path path) {
        return Leftovers.descriptors().values().stream()
                .filter(path.toString()::equals)
                .count();
    }

    /// A number that is given out again too early would show bytes of another file.
    @Test
    default void aFileThatIsClosedUnderItsReadsNeverGivesBytesOfTheNextOne() throws Exception {
        int blocks = 32;
        int blockBytes = 16 * 1024;
        List<Path> paths = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            byte[] content = new byte[blocks * blockBytes];
            java.util.Arrays.fill(content, (byte) (i + 1));
            paths.add(write("file" + i, content));
        }
        List<MemorySegment> targets = new ArrayList<>();
        for (int i = 0; i < blocks; i++) targets.add(memory(blockBytes));
        for (int round = 0; round < 100; round++) {
            Path path = paths.get(round % paths.size());
            if (round % 2 == 0) evict(path);
            byte expected = (byte) (round % paths.size() + 1);
            AsyncFile file = open(path);
            List<Task<Integer>> reads = new ArrayList<>();
            for (int i = 0; i < blocks; i++) reads.add(file.read(targets.get(i), (long) i * blockBytes));
            Task<Void> closing = file.closing();
            AsyncFile next = open(paths.get((round + 1) % paths.size())); // takes the number as soon as it is free
            for (int i = 0; i < blocks; i++) {
                switch (reads.get(i).outcome()) {
                    case Outcome.Succeeded<Integer>(Integer bytes) -> {
                        for (int at = 0; at < bytes; at++) {
                            assertEquals(expected, targets.get(i).get(ValueLayout.JAVA_BYTE, at), "round " + round);
                        }
                    }
                    case Outcome.Failed<Integer>(var failure) ->
                        assertInstanceOf(AsynchronousCloseException.class, failure.toException());
                    case Outcome.Cancelled<Integer> _ -> throw new AssertionError("nobody cancelled");
                }
            }
            closing.await();
            next.close();
        }
    }

    @Test
    default void aFileThatNobodyCanReachIsClosed() throws Exception {
        Path path = write("a", "x");
        forget(path);
        Waiting.until(
                () -> {
                    System.gc();
                    return descriptorsOf(path) == 0;
                },
                "a file that is closed when nobody can reach it");
    }

    private void forget(Path path) throws Exception {
        assertEquals(1, open(path).size().await());
        AsyncFile.open(io(), path).forget(); // opened, and its result never taken
    }

    @Test
    default void anOperationOfAFileThatNobodyCanReachComesToItsEnd() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        Path path = fifo("fifo");
        try (AsyncFile writer = open(path, READ, WRITE)) {
            MemorySegment target = memory(5);
            Task<Integer> read = open(path, READ).read(target, 0);
            for (int i = 0; i < 5; i++) System.gc();
            assertFalse(read.isDone());
            writer.writeFully(memory("found"), 0).await();
            assertEquals(5, read.await());
            assertEquals("found", Workbench.text(target));
            Waiting.until(
                    () -> {
                        System.gc();
                        return descriptorsOf(path) == 1;
                    },
                    "a file that is closed when nobody can reach it");
        }
    }

    // Engines.

    @Test
    default void closingTheEngineEndsWhatWaitsAndLeavesFilesOpen() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        Path path = write("a", "0123456789");
        Leftovers before = Leftovers.before();
        Tidemill own = Tidemill.start(config());
        AsyncFile fifo = AsyncFile.open(own, fifo("fifo"), READ, WRITE).await();
        AsyncFile file = AsyncFile.open(own, path, READ, WRITE).await();
        List<Task<Integer>> reads = new ArrayList<>();
        for (int i = 0; i < 100; i++) reads.add(fifo.read(memory(8), 0));
        own.close();
        for (Task<Integer> read : reads) assertThrows(AsynchronousCloseException.class, read::await);
        assertEquals(0, own.pendingOperations());
        assertThrows(ClosedChannelException.class, () -> file.force(true).await());
        assertThrows(
                ClosedChannelException.class, () -> file.write(memory("x"), 0).await());
        assertThrows(
                ClosedChannelException.class, () -> AsyncFile.open(own, path).await());
        assertTrue(file.isOpen());
        own.close();
        file.close();
        fifo.close();
        before.assertNone();
    }

    /// What is in memory could be read without the engine.
    @Test
    default void aClosedEngineGivesNothingMoreNotEvenWhatIsInMemory() throws Exception {
        Path path = write("a", "0123456789");
        Tidemill own = Tidemill.start(config());
        AsyncFile file = AsyncFile.open(own, path).await();
        assertEquals(10, file.read(memory(10), 0).await());
        own.close();
        List<Callable<?>> calls = List.of(
                () -> file.read(memory(4), 0).await(),
                () -> file.read(new byte[4], 0).await(),
                () -> file.readFully(memory(4), 0).await(),
                () -> file.size().await(),
                () -> file.blocking().read(memory(4), 0),
                () -> file.blocking().size(),
                () -> Task.run(() -> file.blocking().read(memory(4), 0)).await(),
                () -> AsyncFiles.readAllBytes(own, path, CancellationToken.none())
                        .await());
        for (Callable<?> call : calls) assertThrows(ClosedChannelException.class, call::call);
        file.close();
    }

    @Test
    default void operationsThatMeetAClosingEngineEndAllTheSame() throws Exception {
        Path path = write("a", new byte[100_000]);
        for (int round = 0; round < 20; round++) {
            Leftovers before = Leftovers.before();
            Tidemill own = Tidemill.start(config());
            AsyncFile file = AsyncFile.open(own, path, READ, WRITE).await();
            List<Task<Void>> users = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                users.add(Task.run(() -> {
                    while (true) {
                        try {
                            file.force(false).await();
                            AsyncFiles.readAllBytes(own, path, CancellationToken.none())
                                    .await();
                            AsyncFile.open(own, path).await().close();
                        } catch (ClosedChannelException e) { // AsynchronousCloseException is one
                            return;
                        }
                    }
                }));
            }
            Waiting.until(() -> own.pendingOperations() > 0, "something pending");
            own.close();
            Tasks.whenAll(users).await();
            file.close();
            before.assertNone();
        }
    }
}
