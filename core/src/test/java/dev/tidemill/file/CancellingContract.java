package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.Fifos;
import dev.tidemill.Waiting;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.DeadlineExceededException;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Asking to stop, and being told truthfully what came of it.
@Timeout(60)
interface CancellingContract extends Workbench {

    // What has not begun.

    @Test
    default void whatIsCancelledBeforeItStartsNeverHappens() throws Exception {
        Path path = write("a", "0123456789");
        var source = new CancellationSource();
        source.cancel();
        try (AsyncFile file = open(path, READ, WRITE)) {
            MemorySegment target = memory(4);
            Task<Integer> read = file.read(target, 2, source.token());
            var e = assertThrows(CancellationException.class, read::await);
            assertEquals(path + ": read of 4 bytes at 2 cancelled on request, before it was started", e.getMessage());
            assertEquals(Cancellation.Reach.NEVER_STARTED, cancellation(read).reach());
            assertEquals("\0\0\0\0", Workbench.text(target));
            assertTrue(file.writeFully(memory("xxx"), 0, source.token()).isCancelled());
            assertTrue(file.force(true, source.token()).isCancelled());
        }
        assertEquals("0123456789", Files.readString(path));
        Path never = folder().resolve("never");
        assertTrue(AsyncFile.open(io(), never, Set.of(WRITE, CREATE), source.token())
                .isCancelled());
        assertTrue(AsyncFiles.write(io(), never, memory("x"), source.token()).isCancelled());
        var whole = AsyncFiles.readAllBytes(io(), path, source.token());
        var text = assertThrows(CancellationException.class, whole::await);
        assertTrue(text.getMessage().startsWith(path + ": read of the whole file cancelled"), text.getMessage());
        assertFalse(Files.exists(never));
    }

    // What waits.

    /// Asked early enough it never starts; otherwise it is stopped where it waits.
    @Test
    default void aReadThatWaitsIsStoppedByItsToken() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        Path path = fifo("fifo");
        String message = path + ": read of 16 bytes cancelled on request: not needed any more";
        try (AsyncFile file = open(path, READ, WRITE)) {
            Cancellation.Reach reach;
            int pause = 0;
            do {
                var source = new CancellationSource();
                Task<Integer> read = file.read(memory(16), 0, source.token());
                for (int i = 0; i < pause; i++) Thread.onSpinWait();
                pause = 2 * pause + 1;
                assertFalse(read.isDone());
                assertTrue(source.cancel("not needed any more"));
                var e = assertThrows(CancellationException.class, read::await);
                reach = cancellation(read).reach();
                boolean started = reach == Cancellation.Reach.STOPPED;
                assertEquals(message + (started ? ", 0 bytes were read" : ", before it was started"), e.getMessage());
                assertFalse(e instanceof DeadlineExceededException);
                assertEquals(
                        new CancellationReason.Requested("not needed any more"),
                        cancellation(read).reason());
                assertTrue(read.isCancelled());
            } while (reach != Cancellation.Reach.STOPPED);
        }
    }

    @Test
    default void whatACancelledReadDidNotTakeIsThereForTheNext() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        try (AsyncFile file = open(fifo("fifo"), READ, WRITE)) {
            for (int i = 0; i < 200; i++) {
                MemorySegment cancelled = memory(8);
                Task<Integer> read = file.read(cancelled, 0);
                read.cancel();
                file.writeFully(memory("8 bytes!"), 0).await();
                switch (read.outcome()) {
                    case Outcome.Cancelled<Integer> _ -> {
                        assertArrayEquals(new byte[8], cancelled.toArray(ValueLayout.JAVA_BYTE));
                        assertEquals(8, file.read(memory(16), 0).await());
                    }
                    case Outcome.Succeeded<Integer>(Integer bytes) -> assertEquals(8, bytes);
                    case Outcome.Failed<Integer>(var failure) -> throw failure.toException();
                }
            }
        }
    }

    @Test
    default void aWriteThatIsStoppedTellsHowMuchWasWritten() throws Exception {
        needsSystemCalls("a write to a stream cannot be stopped");
        Path path = fifo("fifo");
        long seed = Workbench.seed();
        byte[] bytes = Workbench.bytes(new Random(seed), 1024 * 1024);
        for (boolean onHeap : new boolean[] {true, false}) {
            try (AsyncFile file = open(path, READ, WRITE)) {
                var source = new CancellationSource();
                MemorySegment heap = MemorySegment.ofArray(bytes);
                ByteBuffer buffer = onHeap
                        ? ByteBuffer.wrap(bytes)
                        : memory(bytes.length).copyFrom(heap).asByteBuffer();
                Task<Void> write = file.writeFully(buffer, 0, source.token());
                Fifos.untilHolds(path, Fifos.CAPACITY);
                source.cancel(new CancellationReason.Deadline(Duration.ofSeconds(5)));
                var e = assertThrows(DeadlineExceededException.class, write::await);
                assertEquals(
                        path + ": write of 1048576 bytes cancelled by its deadline of 5 s, 65536 bytes were written",
                        e.getMessage());
                assertEquals(Duration.ofSeconds(5), e.deadline());
                assertEquals(Fifos.CAPACITY, buffer.position());
                byte[] read = new byte[Fifos.CAPACITY];
                file.readFully(read, 0).await();
                assertArrayEquals(java.util.Arrays.copyOf(bytes, Fifos.CAPACITY), read, "-Dtidemill.test.seed=" + seed);
            }
        }
    }

    @Test
    default void aReadFullyThatIsStoppedTellsHowMuchWasRead() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        Path path = fifo("fifo");
        try (AsyncFile file = open(path, READ, WRITE)) {
            ByteBuffer target = ByteBuffer.allocateDirect(100);
            Task<Void> read = file.readFully(target, 0);
            file.writeFully(memory("a part"), 0).await();
            Fifos.untilHolds(path, 0);
            read.cancel(new CancellationReason.Requested("enough"));
            var e = assertThrows(CancellationException.class, read::await);
            assertEquals(path + ": read of 100 bytes cancelled on request: enough, 6 bytes were read", e.getMessage());
            assertEquals(6, target.position());
        }
    }

    /// One that need not be complete has succeeded with what it has.
    @Test
    default void aWriteThatHasWrittenSomeHasSucceeded() throws Exception {
        needsSystemCalls("a write to a stream cannot be stopped");
        Path path = fifo("fifo");
        try (AsyncFile file = open(path, READ, WRITE)) {
            Task<Integer> write = file.write(memory(1024 * 1024), 0);
            Fifos.untilHolds(path, Fifos.CAPACITY);
            write.cancel();
            assertEquals(Fifos.CAPACITY, write.await());
            assertFalse(write.isCancelled());
        }
    }

    @Test
    default void aWriteWithoutRoomIsStoppedAndWritesNothing() throws Exception {
        needsSystemCalls("a write to a stream cannot be stopped");
        Path path = fifo("fifo");
        try (AsyncFile file = open(path, READ, WRITE)) {
            file.writeFully(memory(Fifos.CAPACITY), 0).await();
            Task<Integer> write = file.write(memory("more"), 0);
            write.cancel();
            var e = assertThrows(CancellationException.class, write::await);
            assertTrue(e.getMessage().startsWith(path + ": write of 4 bytes cancelled on request"), e.getMessage());
            file.readFully(memory(Fifos.CAPACITY), 0).await();
            Fifos.untilHolds(path, 0);
        }
    }

    @Test
    default void oneTokenStopsThousands() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        try (AsyncFile file = open(fifo("fifo"), READ, WRITE)) {
            var source = new CancellationSource();
            List<Task<Integer>> reads = new ArrayList<>();
            for (int i = 0; i < 3_000; i++) reads.add(file.read(memory(8), 0, source.token()));
            assertEquals(3_000, io().pendingOperations());
            source.cancel();
            for (Task<Integer> read : reads) assertThrows(CancellationException.class, read::await);
            Waiting.until(() -> io().pendingOperations() == 0, "no pending operations");
        }
    }

    // Too late.

    @Test
    default void whatWasDoneCannotBeCancelledAnyMore() throws Exception {
        Path path = write("a", "0123456789");
        var source = new CancellationSource();
        try (AsyncFile file = open(path, READ, WRITE)) {
            MemorySegment target = memory(4);
            Task<Integer> read = file.read(target, 0, source.token());
            Task<Integer> write = file.write(memory("AB"), 8, source.token());
            Task<Void> force = file.force(true, source.token());
            assertEquals(4, read.await());
            assertEquals(2, write.await());
            force.await();
            assertTrue(source.cancel());
            assertFalse(read.cancel(true));
            for (Task<?> task : List.of(read, write, force)) {
                assertFalse(task.isCancelled());
                assertInstanceOf(Outcome.Succeeded.class, task.outcome());
            }
        }
        assertEquals("01234567AB", Files.readString(path));
    }

    /// A disk read mostly goes on; whatever it says, it says the truth.
    @Test
    default void aReadOfADiskThatIsCancelledIsEitherWholeOrNothing() throws Exception {
        long seed = Workbench.seed();
        byte[] content = Workbench.bytes(new Random(seed), 2 * 1024 * 1024);
        Path path = write("a", content);
        try (AsyncFile file = open(path)) {
            for (int round = 0; round < 5; round++) {
                evict(path);
                List<MemorySegment> targets = new ArrayList<>();
                List<Task<Integer>> reads = new ArrayList<>();
                for (int i = 0; i < 32; i++) {
                    targets.add(memory(64 * 1024));
                    reads.add(file.read(targets.get(i), i * 64L * 1024));
                }
                for (Task<Integer> read : reads) read.cancel();
                for (int i = 0; i < 32; i++) {
                    String message = "-Dtidemill.test.seed=" + seed + " round " + round + " read " + i;
                    if (reads.get(i).outcome() instanceof Outcome.Succeeded<Integer>(Integer bytes)) {
                        MemorySegment expected = MemorySegment.ofArray(content).asSlice(i * 64L * 1024, bytes);
                        assertNotEquals(0, bytes, message);
                        assertEquals(-1, expected.mismatch(targets.get(i).asSlice(0, bytes)), message);
                    } else {
                        assertTrue(reads.get(i).isCancelled(), message);
                    }
                }
            }
        }
    }

    // Deadlines and links.

    @Test
    default void aDeadlineEndsTheWorkAndSaysSo() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        Path path = fifo("fifo");
        try (AsyncFile file = open(path, READ, WRITE);
                var source = CancellationSource.after(Duration.ofMillis(20))) {
            Task<Integer> read = file.read(memory(16), 0, source.token());
            var e = assertThrows(DeadlineExceededException.class, read::await);
            assertTrue(
                    e.getMessage().startsWith(path + ": read of 16 bytes cancelled by its deadline of 20 ms"),
                    e.getMessage());
            Task<Integer> other = file.read(memory(16), 0).cancelAfter(Duration.ofMillis(10));
            var later = assertThrows(DeadlineExceededException.class, other::await);
            assertEquals(Duration.ofMillis(10), later.deadline());
        }
    }

    @Test
    default void waitingLessLongCancelsNothing() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        try (AsyncFile file = open(fifo("fifo"), READ, WRITE)) {
            MemorySegment target = memory(5);
            Task<Integer> read = file.read(target, 0);
            assertFalse(read.waitFor(Duration.ofMillis(1)));
            file.writeFully(memory("later"), 0).await();
            assertEquals(5, read.await());
            assertEquals("later", Workbench.text(target));
        }
    }

    @Test
    default void aLinkedTokenIsCancelledByEitherSide() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        try (AsyncFile file = open(fifo("fifo"), READ, WRITE)) {
            var one = new CancellationSource();
            var other = new CancellationSource();
            try (var both = CancellationSource.linked(one.token(), other.token());
                    var unrelated = CancellationSource.linked(one.token())) {
                Task<Integer> read = file.read(memory(1), 0, both.token());
                Task<Integer> stays = file.read(memory(1), 0, unrelated.token());
                other.cancel("the other side");
                var e = assertThrows(CancellationException.class, read::await);
                assertTrue(e.getMessage().contains("on request: the other side"), e.getMessage());
                assertFalse(one.isCancelled());
                assertFalse(stays.isDone());
                one.cancel();
                assertThrows(CancellationException.class, stays::await);
            }
        }
    }

    /// The first who asks is the one who is named.
    @Test
    default void cancellingTwiceIsCancellingOnce() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        try (AsyncFile file = open(fifo("fifo"), READ, WRITE)) {
            Task<Integer> read = file.read(memory(1), 0);
            read.cancel(new CancellationReason.Requested("first"));
            read.cancel(new CancellationReason.Requested("second"));
            var e = assertThrows(CancellationException.class, read::await);
            assertTrue(e.getMessage().contains("first"), e.getMessage());
        }
    }

    // Interrupts of those who wait for a task.

    @Test
    default void anInterruptEndsTheWaitAndNotTheOperation() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        for (Thread.Builder kind : List.of(Thread.ofPlatform(), Thread.ofVirtual())) {
            try (AsyncFile file = open(Fifos.make(folder().resolve("fifo" + kind.hashCode())), READ, WRITE)) {
                MemorySegment target = memory(5);
                Task<Integer> read = file.read(target, 0);
                var thrown = new AtomicReference<Throwable>();
                Thread waiter = kind.start(() -> {
                    try {
                        read.await();
                    } catch (IOException | InterruptedException e) {
                        thrown.set(e);
                    }
                });
                Waiting.untilParked(waiter);
                waiter.interrupt();
                waiter.join();
                assertInstanceOf(InterruptedException.class, thrown.get());
                assertFalse(read.isDone());
                file.writeFully(memory("alive"), 0).await();
                assertEquals(5, read.await());
                assertEquals("alive", Workbench.text(target));
            }
        }
    }

    // Whole files.

    @Test
    default void aWholeFileThatNeverComesIsGivenUp() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        Path path = fifo("fifo");
        try (AsyncFile writer = open(path, READ, WRITE)) {
            Task<byte[]> read = AsyncFiles.readAllBytes(io(), path, CancellationToken.none());
            writer.writeFully(memory("a beginning"), 0).await();
            Fifos.untilHolds(path, 0); // it has been read, and there is no end to come
            read.cancel(new CancellationReason.Requested("no patience"));
            var e = assertThrows(CancellationException.class, read::await);
            assertTrue(
                    e.getMessage().startsWith(path + ": read of the whole file cancelled on request: no patience"),
                    e.getMessage());
        }
    }

    /// It must neither leave the file open nor take a deadline for a plain cancellation.
    @Test
    default void aLongFileIsGivenUpInTheMiddle() throws Exception {
        byte[] content = new byte[3_000_000];
        Path path = write("long", content);
        for (int i = 0; i < 200; i++) {
            Task<byte[]> read = AsyncFiles.readAllBytes(io(), path, CancellationToken.none());
            for (int spins = 0; spins < i * 20; spins++) Thread.onSpinWait();
            read.cancel(new CancellationReason.Deadline(Duration.ofSeconds(1)));
            switch (read.outcome()) {
                case Outcome.Succeeded<byte[]>(byte[] bytes) -> assertEquals(content.length, bytes.length);
                case Outcome.Cancelled<byte[]>(var cancellation) -> {
                    var e = assertInstanceOf(DeadlineExceededException.class, cancellation.toException());
                    assertTrue(e.getMessage().contains(path.toString()), e.getMessage());
                }
                case Outcome.Failed<byte[]>(var failure) -> throw failure.toException();
            }
        }
    }

    private static Cancellation cancellation(Task<?> task) throws InterruptedException {
        return ((Outcome.Cancelled<?>) task.outcome()).cancellation();
    }
}
