package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.Fifos;
import dev.tidemill.Tidemill;
import dev.tidemill.Waiting;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.PumpedContext;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import dev.tidemill.task.UnobservedFailures;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// An engine that has as many operations in flight as it may: whoever comes next waits.
@Timeout(60)
interface BackPressureContract extends Workbench {

    int MOST = 16;

    /// An engine with [#MOST] reads pending, and a file to fill the pipe that they read.
    final class Full implements AutoCloseable {

        final Tidemill io;
        final AsyncFile fifo;
        final List<Task<Integer>> reads = new ArrayList<>();

        private Full(Workbench bench) throws Exception {
            io = Tidemill.start(bench.config().withRings(1).withMaxInFlight(MOST));
            fifo = AsyncFile.open(io, Fifos.make(bench.folder().resolve("full")), READ, WRITE)
                    .await();
            for (int i = 0; i < MOST; i++) reads.add(fifo.read(bench.memory(8), 0));
        }

        /// Ends one of the reads.
        void makeRoom() {
            reads.removeLast().cancel();
        }

        @Override
        public void close() throws IOException {
            fifo.close();
            for (Task<Integer> read : reads) assertThrows(AsynchronousCloseException.class, read::await);
            Waiting.until(() -> io.pendingOperations() == 0, "no pending operations");
            io.close();
        }
    }

    private Full full() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        return new Full(this);
    }

    private static List<Thread.Builder> kinds() {
        return List.of(Thread.ofPlatform().name("submitter"), Thread.ofVirtual().name("submitter"));
    }

    @Test
    default void whoeverIsTooMuchWaitsUntilThereIsRoom() throws Exception {
        try (Full full = full();
                AsyncFile file = AsyncFile.open(io(), write("a", "0123456789")).await()) {
            for (Thread.Builder kind : kinds()) {
                var submission = new FutureTask<>(() -> full.fifo.read(memory(8), 0));
                Thread submitter = kind.start(submission);
                Waiting.untilParked(submitter);
                assertFalse(submission.isDone());
                assertEquals(4, file.read(memory(4), 0).await(), "another engine has room");
                full.makeRoom();
                full.reads.add(submission.get());
                assertFalse(full.reads.getLast().isDone());
            }
        }
    }

    /// Who waits in line does not look at what comes of it.
    @Test
    default void aFailureOfOneThatHadToWaitForRoomIsReportedIfNobodyLooks() throws Exception {
        try (Full full = full()) {
            full.makeRoom();
            AsyncFile device =
                    AsyncFile.open(full.io, Path.of("/dev/full"), WRITE).await();
            full.reads.add(full.fifo.read(memory(8), 0));
            var strict = UnobservedFailures.strict();
            var submission = new FutureTask<>(() -> device.write(memory("x"), 0).waitFor(Duration.ofDays(1)));
            Thread submitter = Thread.ofPlatform().name("submitter").start(submission);
            Waiting.untilParked(submitter);
            full.makeRoom();
            assertTrue(submission.get());
            assertEquals(1, assertThrows(AssertionError.class, strict::close).getSuppressed().length);
            device.close();
        }
    }

    /// It is over before it began: that is certain, and the submitter goes on at once.
    @Test
    default void whoeverWaitsForRoomCanBeCancelled() throws Exception {
        try (Full full = full()) {
            for (Thread.Builder kind : kinds()) {
                var source = new CancellationSource();
                var submission = new FutureTask<>(() -> full.fifo.read(memory(8), 0, source.token()));
                Thread submitter = kind.start(submission);
                Waiting.untilParked(submitter);
                source.cancel("changed my mind");
                Task<Integer> read = submission.get();
                var e = assertThrows(CancellationException.class, read::await);
                assertTrue(
                        e.getMessage().endsWith("cancelled on request: changed my mind, before it was started"),
                        e.getMessage());
            }
        }
    }

    @Test
    default void whoeverWaitsForRoomCanBeInterrupted() throws Exception {
        try (Full full = full()) {
            for (Thread.Builder kind : kinds()) {
                var submission = new FutureTask<>(() -> {
                    Task<Integer> read = full.fifo.read(memory(8), 0);
                    assertTrue(Thread.interrupted(), "the interrupt stays set");
                    return read;
                });
                Thread submitter = kind.start(submission);
                Waiting.untilParked(submitter);
                submitter.interrupt();
                Task<Integer> read = submission.get();
                assertTrue(read.isCancelled());
                Cancellation cancellation = ((Outcome.Cancelled<Integer>) read.outcome()).cancellation();
                assertEquals(Cancellation.Reach.NEVER_STARTED, cancellation.reach());
            }
        }
    }

    @Test
    default void aBlockingCallThatWaitsForRoomCanBeInterrupted() throws Exception {
        try (Full full = full()) {
            for (Thread.Builder kind : kinds()) {
                var call = new FutureTask<Throwable>(() -> {
                    var e = assertThrows(
                            InterruptedException.class,
                            () -> full.fifo.blocking().read(memory(8), 0));
                    assertFalse(Thread.interrupted(), "the exception says it");
                    return e;
                });
                Thread caller = kind.start(call);
                Waiting.untilParked(caller);
                caller.interrupt();
                call.get();
            }
        }
    }

    /// Otherwise closing one file would have to wait for operations on others.
    @Test
    default void whoeverWaitsForRoomLearnsThatTheFileIsClosed() throws Exception {
        try (Full full = full()) {
            for (Thread.Builder kind : kinds()) {
                full.makeRoom();
                AsyncFile other = AsyncFile.open(full.io, fifo("other" + kind.hashCode()), READ, WRITE)
                        .await();
                full.reads.add(full.fifo.read(memory(8), 0));
                Waiting.until(() -> full.io.pendingOperations() == MOST, "a full engine");
                var submission = new FutureTask<>(() -> other.read(memory(8), 0));
                Thread submitter = kind.start(submission);
                Waiting.untilParked(submitter);
                other.close();
                Task<Integer> read = submission.get();
                assertThrows(AsynchronousCloseException.class, read::await);
            }
        }
    }

    @Test
    default void whoeverWaitsForRoomLearnsThatTheEngineIsClosed() throws Exception {
        for (Thread.Builder kind : kinds()) {
            Full full = full();
            try {
                var submission = new FutureTask<>(() -> full.fifo.read(memory(8), 0));
                Thread submitter = kind.start(submission);
                Waiting.untilParked(submitter);
                full.io.close();
                Task<Integer> read = submission.get();
                assertThrows(AsynchronousCloseException.class, read::await);
            } finally {
                full.close();
                Files.delete(full.fifo.path());
            }
        }
    }

    @Test
    default void thousandsOfThreadsShareALittleRoom() throws Exception {
        try (Tidemill small = Tidemill.start(config().withRings(1).withMaxInFlight(MOST));
                AsyncFile file = AsyncFile.open(small, write("a", "0123456789"), READ, WRITE)
                        .await()) {
            List<Task<Void>> users = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                int user = i;
                users.add(Task.run(() -> {
                    file.writeFully(memory("x"), 10 + user).await();
                    AsyncFiles.readAllBytes(small, file.path(), CancellationToken.none())
                            .await();
                }));
            }
            Tasks.whenAll(users).await();
            assertEquals(2_010, file.size().await());
            Waiting.until(() -> small.pendingOperations() == 0, "no pending operations");
        }
    }

    /// What a closing file has to tell its ring is not bounded by the operations in flight.
    @Test
    default void thousandsOfFilesAreClosedUnderThoseWhoWaitForRoom() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        Path path = fifo("many");
        try (Tidemill small = Tidemill.start(config().withRings(1).withMaxInFlight(MOST))) {
            List<AsyncFile> files = new ArrayList<>();
            List<Task<?>> reads = new ArrayList<>();
            for (int i = 0; i < 1_000; i++)
                files.add(AsyncFile.open(small, path, READ, WRITE).await());
            for (AsyncFile file : files)
                reads.add(Task.run(() -> file.read(memory(8), 0).await()));
            Waiting.until(() -> small.pendingOperations() >= MOST, "a full engine");
            List<Task<Void>> closings = new ArrayList<>();
            for (AsyncFile file : files) closings.add(Task.run(file::close));
            Tasks.whenAll(closings).await();
            for (Task<?> read : reads) {
                assertThrows(ClosedChannelException.class, read::await);
            }
        }
    }

    // Whoever must not wait is refused.

    private static <T> T in(PumpedContext ui, Callable<T> code) throws Exception {
        var result = new FutureTask<>(code);
        ui.post(result);
        ui.runAll();
        return result.get();
    }

    @Test
    default void whoeverMustNotWaitIsToldThatThereIsNoRoom() throws Exception {
        try (Full full = full();
                PumpedContext ui = new PumpedContext();
                AsyncFile other =
                        AsyncFile.open(io(), fifo("other"), READ, WRITE).await()) {
            String name = Thread.currentThread().getName();
            Task<Integer> refused = in(ui, () -> full.fifo.read(memory(8), 0));
            assertTrue(refused.isDone(), "nobody waits for it");
            var e = assertThrows(IllegalStateException.class, refused::await);
            assertEquals(
                    name + " must not wait, and as many operations are pending as may be, " + MOST
                            + " (maxInFlight): " + full.fifo.path() + ": read of 8 bytes was not started; await some of"
                            + " the others first, or start it on a thread that may wait: Task.run(() -> ...)",
                    e.getMessage());
            assertEquals(MOST, full.io.pendingOperations());
            full.makeRoom();
            Waiting.until(() -> full.io.pendingOperations() < MOST, "room");
            full.reads.add(in(ui, () -> full.fifo.read(memory(8), 0)));
            assertFalse(full.reads.getLast().isDone(), "there is room again");
            Task<Integer> elsewhere = in(ui, () -> other.read(memory(8), 0));
            assertFalse(elsewhere.isDone(), "another engine has room");
            elsewhere.cancel();
        }
    }

    /// The file is not held by what was not started.
    @Test
    default void whatWasRefusedHoldsNothing() throws Exception {
        try (Full full = full();
                PumpedContext ui = new PumpedContext()) {
            full.makeRoom();
            Waiting.until(() -> full.io.pendingOperations() < MOST, "room");
            AsyncFile file = AsyncFile.open(full.io, write("a", "0123456789"), READ, WRITE)
                    .await();
            full.reads.add(full.fifo.read(memory(8), 0));
            var source = new CancellationSource();
            for (int i = 0; i < 100; i++) {
                Task<Void> force = in(ui, () -> file.force(false, source.token()));
                assertThrows(IllegalStateException.class, force::await);
            }
            assertEquals(MOST, full.io.pendingOperations());
            file.close();
            source.cancel("nobody listens");
        }
    }

    // What is counted.

    /// Somebody who keeps looking does not see it for a moment either, and never misses another
    /// one.
    @Test
    default void whatWasStoppedBeforeItBeganIsNotCountedAgain() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        try (AsyncFile fifo = open(fifo("pending"), READ, WRITE)) {
            Task<Integer> pending = fifo.read(memory(8), 0);
            MemorySegment memory = memory(8);
            Waiting.until(() -> io().pendingOperations() == 1, "one pending operation");
            for (int round = 0; round < 10_000; round++) {
                Task<Integer> read = fifo.read(memory, 0);
                read.cancel();
                while (!read.isDone()) Thread.onSpinWait();
                for (int look = 0; look < 200; look++) {
                    assertEquals(1, io().pendingOperations(), "round " + round + ", look " + look);
                }
            }
            assertFalse(pending.isDone());
            pending.cancel();
        }
    }

    @Test
    default void anOperationThatIsDoneIsNotCountedAnyMore() throws Exception {
        Path path = write("a", "0123456789");
        try (AsyncFile file = open(path, READ, WRITE)) {
            for (int round = 0; round < 5_000; round++) {
                Task<Void> force = file.force(false);
                if (round % 3 == 0) force.cancel();
                while (!force.isDone()) Thread.onSpinWait();
                int pending = io().pendingOperations();
                boolean detached = force.outcome() instanceof Outcome.Cancelled<Void>(var cancellation)
                        && cancellation.reach() == Cancellation.Reach.DETACHED; // and the call goes on
                if (!detached) assertEquals(0, pending, "round " + round);
                Waiting.until(() -> io().pendingOperations() == 0, "the end of a detached call");
            }
        }
    }
}
