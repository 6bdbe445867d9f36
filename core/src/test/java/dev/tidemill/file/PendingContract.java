package dev.tidemill.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.Tidemill;
import dev.tidemill.Waiting;
import dev.tidemill.program.Program;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import dev.tidemill.trace.PendingTask;
import dev.tidemill.trace.TaskCounts;
import dev.tidemill.trace.TaskLogger;
import dev.tidemill.trace.TaskLogger.Level;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedChannelException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What is pending is in the list, with all that is known about it, and what is done is not.
@Timeout(60)
interface PendingContract extends Workbench {

    @AfterEach
    default void recordNothing() {
        TaskLogger.level(Level.OFF);
    }

    private static List<PendingTask> on(Path path, String kind) {
        return TaskLogger.pending(
                task -> task.kind().equals(kind) && task.path().equals(Optional.of(path.toString())));
    }

    private static PendingTask only(Path path, String kind) {
        List<PendingTask> found = on(path, kind);
        assertEquals(1, found.size(), found::toString);
        return found.getFirst();
    }

    private static void untilStarted(Path path, String kind) {
        Waiting.until(() -> only(path, kind).state() == PendingTask.State.STARTED, "started");
    }

    @Test
    default void aPendingReadIsListedWithAllThatIsKnown() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        TaskLogger.level(Level.CALLER);
        Path path = fifo("fifo");
        try (AsyncFile file = open(path, READ, WRITE)) {
            Task<Integer> read = Program.read(file, memory(5), 0).tag("a read");
            var reader = new FutureTask<>(read::await);
            Thread thread = Thread.ofPlatform().name("the reader").start(reader);
            Waiting.untilParked(thread);
            untilStarted(path, "read");

            PendingTask listed = only(path, "read");
            assertEquals(path + ": read of 5 bytes", listed.description());
            assertEquals(Optional.of("a read"), listed.tag());
            assertEquals(OptionalLong.of(5), listed.length());
            assertEquals(OptionalLong.empty(), listed.position()); // a pipe has none
            assertEquals(List.of("the reader"), listed.waiters());
            StackTraceElement caller = listed.caller().orElseThrow();
            assertEquals("read", caller.getMethodName());
            assertEquals("Program.java", caller.getFileName());
            assertTrue(listed.toString().contains("Program.read(Program.java:" + caller.getLineNumber() + ")"));

            file.writeFully(memory("12345"), 0).await();
            assertEquals(5, reader.get());
            assertEquals(List.of(), on(path, "read"));
        }
        assertEquals(List.of(), TaskLogger.pending(task -> task.path().equals(Optional.of(path.toString()))));
    }

    @Test
    default void whatHasNoRoomInTheEngineIsQueued() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        TaskLogger.level(Level.PENDING);
        Path path = write("a", "0123456789");
        try (var own = Tidemill.start(config().withRings(1).withMaxInFlight(16));
                AsyncFile pipe = AsyncFile.open(own, fifo("fifo"), READ, WRITE).await();
                AsyncFile file = AsyncFile.open(own, path, READ, WRITE).await()) {
            List<Task<Integer>> reads = new ArrayList<>();
            for (int i = 0; i < 16; i++) reads.add(pipe.read(memory(8), 0));
            MemorySegment source = memory("abc");
            var write = new FutureTask<>(() -> file.writeFully(source, 4).await());
            Thread writer = Thread.ofVirtual().start(write);
            Waiting.until(() -> !on(path, "write").isEmpty(), "listed");
            Waiting.untilParked(writer);
            PendingTask listed = only(path, "write");
            assertEquals(PendingTask.State.QUEUED, listed.state());
            assertEquals(OptionalLong.of(4), listed.position());
            assertEquals(OptionalLong.of(3), listed.length());
            reads.forEach(Task::cancel);
            write.get();
            assertEquals(List.of(), on(path, "write"));
        }
    }

    @Test
    default void whatWasCancelledIsGone() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        TaskLogger.level(Level.PENDING);
        Path path = fifo("fifo");
        try (AsyncFile file = open(path, READ, WRITE)) {
            Task<Integer> read = file.read(memory(5), 0);
            untilStarted(path, "read");
            read.cancel();
            assertThrows(CancellationException.class, read::await);
            assertEquals(List.of(), on(path, "read"));
        }
    }

    /// A file that is open has a task for its closing, which has not begun.
    @Test
    default void aFileThatClosesAfterItsLastOperationIsListed() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        TaskLogger.level(Level.PENDING);
        Path path = fifo("fifo");
        AsyncFile file = open(path, READ, WRITE);
        AsyncFile other = open(path, READ, WRITE);
        assertEquals(List.of(), on(path, "close"));
        Task<Integer> read = file.read(memory(5), 0);
        Task<Void> closing = file.closeAfterPending();
        assertFalse(closing.isDone());
        assertEquals(path + ": close", only(path, "close").description());
        other.writeFully(memory("12345"), 0).await();
        assertEquals(5, read.await());
        closing.await();
        other.close();
        assertEquals(List.of(), on(path, "close"));
    }

    @Test
    default void whatIsRefusedOrFailsLeavesNothing() throws Exception {
        TaskCounts before = TaskLogger.counts();
        TaskLogger.level(Level.PENDING);
        Path path = write("a", "0123456789");
        AsyncFile file = open(path, READ, WRITE);
        file.close();
        assertThrows(ClosedChannelException.class, file.writeFully(memory("x"), 0)::await);
        assertThrows(ClosedChannelException.class, file.force(true)::await);
        Path missing = folder().resolve("missing");
        assertThrows(NoSuchFileException.class, AsyncFile.open(io(), missing)::await);
        assertThrows(NoSuchFileException.class, readAll(missing)::await);
        assertEquals("0123456789", new String(readAll(path).await(), UTF_8));
        Waiting.until( // what hangs on a task that is done may be done a moment later
                () -> TaskLogger.counts().pendingByKind().equals(before.pendingByKind()),
                () -> "pending: " + TaskLogger.counts() + ", " + TaskLogger.pending() + " and not " + before);
        TaskLogger.level(Level.OFF);
        TaskCounts after = TaskLogger.counts();
        assertTrue(after.started() - before.started() >= 4, after::toString);
        assertEquals(before.abandoned(), after.abandoned());
    }

    private Task<byte[]> readAll(Path path) throws IOException {
        return AsyncFiles.readAllBytes(io(), path, CancellationToken.none());
    }
}
