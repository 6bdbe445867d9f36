package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Threads that wait for a task.
@Timeout(60)
class WaitingTest {

    private final TaskSource<String> source = new TaskSource<>();
    private final Task<String> task = source.task();

    @AfterEach
    void thisThreadIsNotInterrupted() {
        assertFalse(Thread.interrupted());
    }

    /// A waiting thread, and what came of it.
    private static final class Waiting<T> {
        final FutureTask<T> result;
        final Thread thread;

        Waiting(boolean virtual, Callable<T> body) {
            result = new FutureTask<>(body);
            thread = virtual
                    ? Thread.ofVirtual().start(result)
                    : Thread.ofPlatform().daemon().start(result);
        }

        T get() throws Exception {
            try {
                return result.get();
            } catch (java.util.concurrent.ExecutionException e) {
                throw assertInstanceOf(Exception.class, e.getCause());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void everyWaiterWakes(boolean virtual) throws Exception {
        List<Waiting<String>> waiting = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            waiting.add(new Waiting<>(virtual, task::await));
            waiting.add(new Waiting<>(virtual, task::join));
            waiting.add(new Waiting<>(virtual, task::get));
            waiting.add(new Waiting<>(virtual, () -> task.get(1, TimeUnit.DAYS)));
            waiting.add(new Waiting<>(virtual, () -> task.waitFor(Duration.ofDays(1)) ? "value" : "nothing"));
            waiting.add(new Waiting<>(
                    virtual, () -> task.outcome() instanceof Outcome.Succeeded<String>(var value) ? value : "nothing"));
        }
        Chains.untilLength(task, 60);
        source.succeed("value");
        for (Waiting<String> one : waiting) {
            assertEquals("value", one.get());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anInterruptEndsTheWaitAndNotTheWork(boolean virtual) throws Exception {
        var waiting = new Waiting<>(virtual, task::await);
        TestThreads.untilParked(waiting.thread);
        waiting.thread.interrupt();
        var thrown = assertThrows(InterruptedException.class, waiting::get);
        assertEquals("interrupted while waiting for task", thrown.getMessage());
        assertFalse(task.isDone());
        assertEquals(0, Chains.length(task));
        source.succeed("later");
        assertEquals("later", task.await());
    }

    @Test
    void aThreadThatIsInterruptedAlreadyDoesNotWait() {
        List<org.junit.jupiter.api.function.Executable> ways = List.of(
                task::await,
                task::get,
                task::outcome,
                () -> task.get(1, TimeUnit.DAYS),
                () -> assertFalse(task.waitFor(Duration.ofDays(1))),
                () -> assertFalse(task.waitFor(Duration.ZERO)));
        for (var way : ways) {
            Thread.currentThread().interrupt();
            assertThrows(InterruptedException.class, way);
            assertFalse(Thread.interrupted());
        }
        assertEquals(0, Chains.length(task));
    }

    @Test
    void aTaskThatIsDoneDoesNotCareForInterrupts() throws Exception {
        source.succeed("value");
        Thread.currentThread().interrupt();
        assertEquals("value", task.await());
        assertEquals("value", task.get());
        assertTrue(task.waitFor(Duration.ofDays(1)));
        assertEquals(new Outcome.Succeeded<>("value"), task.outcome());
        assertTrue(Thread.interrupted());
    }

    @Test
    void joinPutsInterruptsOff() throws Exception {
        var interrupted = new AtomicBoolean();
        var waiting = new Waiting<>(false, () -> {
            String value = task.join();
            interrupted.set(Thread.interrupted());
            return value;
        });
        TestThreads.untilParked(waiting.thread);
        waiting.thread.interrupt();
        source.succeed("value");
        assertEquals("value", waiting.get());
        assertTrue(interrupted.get());
    }

    @Test
    void aWaiterThatGivesUpLeavesNothingBehind() throws Exception {
        var staying = new Waiting<>(false, task::await);
        Chains.untilLength(task, 1);
        for (int i = 0; i < 1_000; i++) {
            assertFalse(task.waitFor(Duration.ofNanos(1)));
            assertEquals(1, Chains.length(task));
        }
        assertThrows(TimeoutException.class, () -> task.get(1, TimeUnit.NANOSECONDS));
        assertThrows(TimeoutException.class, () -> task.get(-1, TimeUnit.DAYS));
        assertFalse(task.waitFor(Duration.ofDays(-1)));
        assertEquals(1, Chains.length(task));
        source.succeed("value");
        assertEquals("value", staying.get());
    }

    @Test
    void waitersThatGiveUpAtTheSameTimeLeaveNothingBehind() throws Exception {
        var staying = new ArrayList<Waiting<String>>();
        var leaving = new ArrayList<Waiting<String>>();
        for (int i = 0; i < 200; i++) {
            staying.add(new Waiting<>(true, task::await));
            leaving.add(new Waiting<>(true, task::await));
        }
        Chains.untilLength(task, 400);
        leaving.forEach(one -> one.thread.interrupt());
        for (var one : leaving) {
            assertThrows(InterruptedException.class, one::get);
        }
        assertFalse(task.waitFor(Duration.ofNanos(1))); // two repairs of one link can undo each other, until the next
        assertEquals(200, Chains.length(task));
        source.succeed("value");
        for (var one : staying) {
            assertEquals("value", one.get());
        }
    }

    @Test
    void veryLongTimesAreFine() throws Exception {
        List<Waiting<?>> waiting = List.of(
                new Waiting<>(true, () -> task.waitFor(Duration.ofSeconds(Long.MAX_VALUE))),
                new Waiting<>(true, () -> task.get(Long.MAX_VALUE, TimeUnit.DAYS)),
                new Waiting<>(true, () -> task.get(Long.MAX_VALUE - 1, TimeUnit.NANOSECONDS)));
        Chains.untilLength(task, 3);
        source.succeed("value");
        for (var one : waiting) {
            one.get();
        }
    }

    /// A virtual thread that holds its carrier while it waits stops the others.
    @Test
    void waitingHoldsNoCarrier() throws Exception {
        int count = 64 * Runtime.getRuntime().availableProcessors();
        var waiting = new ArrayList<Task<String>>();
        for (int i = 0; i < count; i++) {
            waiting.add(Task.run(task::await));
        }
        Chains.untilLength(task, count);
        Task.run(() -> assertTrue(source.succeed("value"))).await();
        for (var one : waiting) {
            assertEquals("value", one.await());
        }
    }

    @Test
    void aForkJoinPoolReplacesAThreadThatWaits() throws Exception {
        try (var pool = new ForkJoinPool(1)) {
            var waiting = pool.submit(task::await);
            Chains.untilLength(task, 1);
            assertTrue(pool.submit(() -> source.succeed("from the same pool")).get());
            assertEquals("from the same pool", waiting.get());

            var pending = new TaskSource<String>();
            var interrupted = new AtomicReference<Thread>();
            var leaving = pool.submit(() -> {
                interrupted.set(Thread.currentThread());
                return pending.task().await();
            });
            Chains.untilLength(pending.task(), 1);
            interrupted.get().interrupt();
            var thrown = assertThrows(java.util.concurrent.ExecutionException.class, leaving::get);
            assertInstanceOf(InterruptedException.class, thrown.getCause().getCause());
            assertEquals(0, Chains.length(pending.task()));
        }
    }

    @Test
    void aForkJoinPoolThatMayNotAddAThreadWaitsAllTheSame() throws Exception {
        var factory = ForkJoinPool.defaultForkJoinWorkerThreadFactory;
        try (var pool = new ForkJoinPool(1, factory, null, true, 1, 1, 1, null, 1, TimeUnit.MINUTES)) {
            var waiting = pool.submit(task::await);
            Chains.untilLength(task, 1);
            source.succeed("value");
            assertEquals("value", waiting.get());
        }
    }

    @Test
    void aThreadThatMustNotWaitIsRefused() throws Exception {
        List<Function<Task<String>, Callable<Object>>> ways = List.of(
                t -> t::await,
                t -> t::get,
                t -> t::join,
                t -> t::outcome,
                t -> () -> t.get(1, TimeUnit.DAYS),
                t -> () -> t.waitFor(Duration.ofDays(1)),
                t -> () -> t.waitFor(Duration.ZERO));
        for (var way : ways) {
            var thrown =
                    assertThrows(IllegalStateException.class, () -> TestThreads.onNonBlockingThread(way.apply(task)));
            assertEquals("non-blocking must not wait, and this is pending: task", thrown.getMessage());
            TestThreads.onNonBlockingThread(way.apply(Task.completed("done")));
        }
        assertEquals(0, Chains.length(task));
    }

    /// An operation that only its own blocking method knows.
    private static final class Owned extends Task<String> {
        final CountDownLatch asked = new CountDownLatch(1);
        final AtomicReference<CancellationReason> reason = new AtomicReference<>();

        @Override
        protected void cancelRequested(CancellationReason why) {
            reason.set(why);
            asked.countDown();
        }

        String call() throws IOException, InterruptedException {
            return awaitOwned();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void interruptingTheOnlyOwnerCancelsTheWork(boolean virtual) throws Exception {
        var owned = new Owned();
        var waiting = new Waiting<>(virtual, owned::call);
        TestThreads.untilParked(waiting.thread);
        waiting.thread.interrupt();
        owned.asked.await();
        assertEquals(new CancellationReason.Interrupted(), owned.reason.get());
        TestThreads.untilParked(waiting.thread); // it is in no hurry: the memory is in use
        owned.cancelled(Cancellation.of("a.bin: read", owned.reason.get(), Cancellation.Reach.STOPPED));
        var thrown = assertThrows(InterruptedException.class, waiting::get);
        assertEquals(
                "a.bin: read cancelled by an interrupt of its waiter",
                thrown.getCause().getMessage());
    }

    @Test
    void anOwnerWhoseWorkHasSucceededAllTheSameKeepsItsInterrupt() throws Exception {
        var owned = new Owned();
        var interrupted = new AtomicBoolean();
        var waiting = new Waiting<>(false, () -> {
            String value = owned.call();
            interrupted.set(Thread.interrupted());
            return value;
        });
        TestThreads.untilParked(waiting.thread);
        waiting.thread.interrupt();
        owned.asked.await();
        owned.succeed("too late");
        assertEquals("too late", waiting.get());
        assertTrue(interrupted.get());
    }

    @Test
    void anOwnerWhoseWorkHasFailedKeepsItsInterrupt() throws Exception {
        var failure = new IOException("EIO");
        var owned = new Owned();
        Thread.currentThread().interrupt();
        Thread.ofVirtual().start(() -> {
            try {
                owned.asked.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            owned.fail(Failure.of(failure));
        });
        assertSame(failure, assertThrows(IOException.class, owned::call));
        assertTrue(Thread.interrupted());
    }

    @Test
    void anOwnerWhoseWorkWasCancelledBySomebodyElseIsTold() throws Exception {
        var owned = new Owned();
        Thread.currentThread().interrupt();
        Thread.ofVirtual().start(() -> {
            try {
                owned.asked.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            var deadline = new CancellationReason.Deadline(Duration.ofSeconds(5));
            owned.cancelled(Cancellation.of("a.bin: read", deadline, Cancellation.Reach.STOPPED));
        });
        assertThrows(DeadlineExceededException.class, owned::call);
        assertTrue(Thread.interrupted());
    }

    @Test
    void anOwnerWhoseWorkIsDoneDoesNotCareForInterrupts() throws Exception {
        var owned = new Owned();
        owned.succeed("value");
        Thread.currentThread().interrupt();
        assertEquals("value", owned.call());
        assertTrue(Thread.interrupted());
        assertEquals(1, owned.asked.getCount());
    }
}
