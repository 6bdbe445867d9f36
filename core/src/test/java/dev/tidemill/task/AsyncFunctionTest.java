package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Code that awaits in the middle, and whose parts run in a context.
@Timeout(60)
class AsyncFunctionTest {

    private static final ScopedValue<String> VALUE = ScopedValue.newInstance();

    private final PumpedContext context = new PumpedContext();
    private final TaskSource<String> source = new TaskSource<>();
    private final List<String> order = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();

    @Test
    void thePartsRunInTheContextAndTheThreadGoesOnInBetween() throws Exception {
        Thread pump = Thread.currentThread();
        var launched = context.run(() -> {
            order.add("before");
            order.add(source.task().await());
            assertSame(context, SyncContext.current());
            assertSame(pump, Thread.currentThread());
        });
        context.runAll();
        context.post(() -> order.add("other work"));
        context.runAll();
        assertFalse(launched.isDone());
        source.succeed("value");
        context.runUntil(launched);
        assertEquals(List.of("before", "other work", "value"), order);
    }

    @Test
    void fromInsideItBeginsAtOnce() {
        context.post(() -> {
            context.launch(() -> {
                order.add("part");
                source.task().await();
                order.add("rest");
            });
            order.add("handler");
        });
        context.runAll();
        source.succeed("");
        context.runAll();
        assertEquals(List.of("part", "handler", "rest"), order);
    }

    @Test
    void aTaskThatIsDoneDoesNotSuspend() {
        context.launch(() -> order.add(Task.completed("value").await()));
        assertEquals(1, context.runAll());
        assertEquals(List.of("value"), order);
    }

    @Test
    void loopsAndFinallyRunAsWritten() throws Exception {
        List<TaskSource<String>> sources =
                List.of(new TaskSource<>(), new TaskSource<>(), new TaskSource<>(), new TaskSource<>());
        var launched = context.run(() -> {
            try {
                for (var each : sources) {
                    try {
                        order.add(each.task().await());
                    } finally {
                        order.add("inner");
                    }
                }
            } catch (IOException e) {
                order.add("catch");
            } finally {
                order.add("finally");
            }
        });
        context.runAll();
        sources.get(0).succeed("0");
        context.runAll();
        sources.get(1).succeed("1");
        context.runAll();
        sources.get(2).fail(new IOException());
        context.runUntil(launched);
        assertEquals(List.of("0", "inner", "1", "inner", "inner", "catch", "finally"), order);
    }

    @Test
    void everyWayOfWaitingSuspends() throws Exception {
        var failing = new TaskSource<String>();
        var launched = context.run(() -> {
            order.add(source.task().get());
            order.add(source.task().join());
            assertInstanceOf(Outcome.Failed.class, failing.task().outcome());
        });
        context.runAll();
        source.succeed("value");
        context.runAll();
        assertFalse(launched.isDone());
        failing.fail(new IOException());
        context.runUntil(launched);
        assertEquals(List.of("value", "value"), order);
    }

    @Test
    void waitingForAWhileEndsWithTheTime() throws Exception {
        var launched = context.run(() -> {
            assertFalse(source.task().waitFor(Duration.ZERO));
            assertFalse(source.task().waitFor(Duration.ofMillis(1)));
            order.add("over");
            assertTrue(source.task().waitFor(Duration.ofHours(1)));
        });
        while (order.isEmpty()) {
            context.runOne();
        }
        source.succeed("value");
        context.runUntil(launched);
    }

    @Test
    void whatItGivesOrThrowsIsWhatTheTaskComesTo() throws Exception {
        context.onFailure(failures::add);
        var thrown = new IOException();
        var failing = context.run(() -> {
            source.task().await();
            throw thrown;
        });
        var giving = context.run(() -> source.task().await());
        context.runAll();
        source.succeed("value");
        assertEquals("value", context.runUntil(giving));
        assertSame(thrown, assertThrows(IOException.class, () -> context.runUntil(failing)));
        assertEquals(List.of(), failures);
    }

    @Test
    void theFailureOfALaunchedOneGoesToTheHandler() {
        context.onFailure(failures::add);
        var thrown = new IOException();
        context.launch(() -> {
            source.task().await();
            throw thrown;
        });
        context.launch(() -> {
            throw new CancellationException(); // no failure
        });
        context.runAll();
        source.succeed("value");
        context.runAll();
        assertEquals(List.of(thrown), failures);
        assertEquals(2, context.ended());
    }

    @Test
    void cancellingEndsTheWaitAndRunsFinally() {
        context.onFailure(failures::add);
        var launched = context.run(() -> {
            try {
                source.task().await();
            } finally {
                order.add("finally");
            }
        });
        context.runAll();
        launched.cancel();
        assertFalse(launched.isDone());
        context.runAll();
        assertTrue(launched.isCancelled());
        assertEquals(List.of("finally"), order);
        assertEquals(List.of(), failures);
        assertFalse(source.task().isDone());
        assertFalse(Thread.currentThread().isInterrupted());
    }

    @Test
    void cancellingWhileAPartRunsEndsItsNextWait() {
        var launched = new AtomicReference<Task<Void>>();
        launched.set(context.run(() -> {
            launched.get().cancel();
            assertThrows(InterruptedException.class, () -> source.task().await());
            order.add("goes on");
            source.task().await(); // once is enough
        }));
        context.runAll();
        source.succeed("value");
        context.runAll();
        assertEquals(List.of("goes on"), order);
        assertEquals(Task.State.SUCCESS, launched.get().state());
    }

    @Test
    void anInterruptThatTheFunctionSetsAgainIsItsOwn() throws Exception {
        var launched = context.run(() -> {
            try {
                source.task().await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // for those who wait next
            }
            context.post(() -> order.add("handler " + Thread.currentThread().isInterrupted()));
            assertThrows(InterruptedException.class, () -> source.task().await());
            Thread.currentThread().interrupt();
            source.task().join(); // puts it off
            assertThrows(
                    InterruptedException.class, () -> new TaskSource<>().task().await());
            Thread.currentThread().interrupt();
        });
        context.runAll();
        launched.cancel();
        context.runAll();
        source.succeed("value");
        context.runUntil(launched);
        assertFalse(Thread.currentThread().isInterrupted());
        Thread.currentThread().interrupt(); // meant for the thread, and for no function
        var another = context.run(() -> assertFalse(Thread.currentThread().isInterrupted()));
        context.runAll();
        assertTrue(Thread.interrupted());
        another.await();
        assertEquals(List.of("handler false"), order);
    }

    @Test
    void cancelledBeforeItBeganItNeverRuns() throws Exception {
        var launched = context.run(() -> order.add("ran"));
        launched.cancel();
        assertThrows(CancellationException.class, launched::await);
        context.runAll();
        assertEquals(List.of(), order);
    }

    @Test
    void launchedFunctionsAreCounted() {
        context.launch(() -> source.task().await());
        assertEquals(1, context.launched());
        assertEquals(0, context.ended());
        var idle = context.whenIdle();
        context.runAll();
        assertFalse(idle.isDone());
        source.succeed("value");
        context.runAll();
        assertTrue(idle.isDone());
        assertEquals(1, context.ended());
        assertTrue(context.whenIdle().isDone());
    }

    @Test
    void aContextThatWasShutDownFailsTheFunction() {
        context.onFailure(failures::add);
        var suspended = context.run(() -> source.task().await());
        context.runAll();
        context.close();
        var refused = context.run(() -> {});
        assertInstanceOf(RejectedExecutionException.class, refused.exceptionNow());
        context.launch(() -> {});
        source.succeed("value");
        assertInstanceOf(RejectedExecutionException.class, suspended.exceptionNow());
        assertEquals(1, failures.size());
        assertTrue(context.whenIdle().isDone());
    }

    @Test
    void scopedValuesStayWhereTheyBelong() throws Exception {
        var launched = context.run(() -> ScopedValue.where(VALUE, "function").call(() -> {
            source.task().await();
            order.add(VALUE.get());
            ScopedValue.where(VALUE, "inner").run(() -> order.add(VALUE.get()));
            order.add(VALUE.get());
            return "end";
        }));
        context.runAll();
        assertFalse(VALUE.isBound());
        source.succeed("value");
        ScopedValue.where(VALUE, "event").run(() -> {
            context.runAll();
            order.add(VALUE.get());
        });
        assertEquals(List.of("function", "inner", "function", "event"), order);
        launched.await();
    }

    @Test
    void aHandlerInsideOfAFunctionIsRefusedToWait() {
        context.onFailure(failures::add);
        context.launch(() -> {
            context.post(() -> source.task().join()); // a handler
            context.runAll(); // an event loop inside of the function: a modal dialog
            order.add("dialog closed");
            source.task().await();
            order.add("end");
        });
        context.runAll();
        assertEquals(1, failures.size());
        assertInstanceOf(IllegalStateException.class, failures.getFirst());
        source.succeed("value");
        context.runAll();
        assertEquals(List.of("dialog closed", "end"), order);
    }

    @Test
    void aFunctionLaunchedInsideOfAFunctionIsSuspendedAlone() {
        var inner = new TaskSource<String>();
        context.launch(() -> {
            context.launch(() -> {
                order.add("inner");
                inner.task().await();
                order.add("inner rest");
                source.task().await();
                order.add("inner end");
            });
            order.add("outer");
            inner.succeed("value");
            context.runAll(); // the inner one goes on, on top of the outer one
            order.add("outer rest");
            source.task().await();
            order.add("outer end");
        });
        context.runAll();
        source.succeed("value");
        context.runAll();
        assertEquals(List.of("inner", "outer", "inner rest", "outer rest", "inner end", "outer end"), order);
    }

    @Test
    void aFunctionUnderAClassInitializerCannotBeSuspended() {
        Waiting.pending = source.task();
        var launched = context.run(() -> {
            assertInstanceOf(
                    IllegalStateException.class,
                    assertThrows(ExceptionInInitializerError.class, Waiting::load)
                            .getCause());
            order.add("goes on");
            source.task().await();
        });
        context.runAll();
        assertFalse(launched.isDone());
        source.succeed("value");
        context.runAll();
        assertEquals(Task.State.SUCCESS, launched.state());
        assertEquals(List.of("goes on"), order);
    }

    private static final class Waiting {

        static Task<String> pending;

        static final class Initialized {
            static final String VALUE = pending.join();
        }

        static String load() {
            return Initialized.VALUE;
        }
    }

    @Test
    void aDeepStackIsSuspended() {
        var depth = new AtomicInteger();
        context.launch(() -> depth.set(deep(2_000)));
        context.runAll();
        source.succeed("value");
        context.runAll();
        assertEquals(2_000, depth.get());
    }

    private int deep(int left) throws Exception {
        if (left == 0) {
            source.task().await();
            return 0;
        }
        return deep(left - 1) + 1;
    }

    @Test
    void tenThousandFunctionsWait() throws Exception {
        var ended = new AtomicInteger();
        for (int i = 0; i < 10_000; i++) {
            context.launch(() -> {
                source.task().await();
                ended.incrementAndGet();
            });
        }
        context.runAll();
        assertEquals(10_000, context.launched());
        source.succeed("value");
        context.runUntil(context.whenIdle());
        assertEquals(10_000, ended.get());
    }

    @Test
    void aFunctionNobodyCanResumeIsCollected() {
        var body = suspendForEver();
        TestThreads.untilCollected(body);
        assertEquals(0, context.ended());
    }

    private WeakReference<Object> suspendForEver() {
        var never = new TaskSource<String>();
        var held = new Object();
        context.launch(() -> {
            never.task().await();
            order.add(held.toString());
        });
        context.runAll();
        return new WeakReference<>(held);
    }

    @Test
    void awaitingTheViewWithoutContextGoesOnHereToo() throws Exception {
        Thread pump = Thread.currentThread();
        var launched = context.run(() -> {
            source.task().configureAwait(false).await();
            assertSame(pump, Thread.currentThread());
        });
        context.runAll();
        source.succeed("value");
        context.runUntil(launched);
    }

    @Test
    void anyExecutorWithOneThreadWillDo() throws Exception {
        try (var executor = Executors.newSingleThreadExecutor()) {
            var one = SyncContext.of(executor);
            var launched = one.run(() -> {
                Thread first = Thread.currentThread();
                source.task().await();
                assertSame(first, Thread.currentThread());
            });
            one.call(() -> "other work").await();
            source.succeed("value");
            launched.await();
        }
    }

    @Test
    void aContextWithManyThreadsIsRefused() throws Exception {
        List<Thread> threads = new ArrayList<>();
        var some = SyncContext.of(code -> threads.add(Thread.ofPlatform().start(code)));
        var launched = some.run(() -> source.task().await());
        threads.getFirst().join(); // suspended
        source.succeed("value");
        var refused = assertThrows(IllegalStateException.class, launched::await);
        assertTrue(refused.getMessage().contains("one thread"), refused.getMessage());
        var virtual = SyncContext.of(code -> Thread.ofVirtual().start(code));
        assertThrows(IllegalStateException.class, virtual.run(() -> {})::await);
    }

    /// The function keeps what it holds. Others in the context that need it would freeze its
    /// thread, so this must not be done; this is what happens.
    @Test
    void aMonitorHeldAcrossAnAwaitStaysHeldByTheFunction() throws Exception {
        var monitor = new Object();
        var entered = new AtomicBoolean();
        var launched = context.run(() -> {
            synchronized (monitor) {
                source.task().await();
                assertTrue(Thread.holdsLock(monitor));
            }
        });
        context.runAll();
        assertFalse(Thread.holdsLock(monitor));
        Thread other = Thread.ofPlatform().start(() -> {
            synchronized (monitor) {
                entered.set(true);
            }
        });
        TestThreads.until(() -> other.getState() == Thread.State.BLOCKED);
        assertFalse(entered.get());
        source.succeed("value");
        context.runUntil(launched);
        other.join();
        assertTrue(entered.get());
    }

    /// A lock belongs to the thread, and so to all code in the context: it does not keep them out.
    @Test
    void aLockHeldAcrossAnAwaitKeepsOnlyOtherThreadsOut() throws Exception {
        var lock = new ReentrantLock();
        var launched = context.run(() -> {
            lock.lock();
            try {
                source.task().await();
            } finally {
                lock.unlock();
            }
        });
        context.runAll();
        assertTrue(lock.isHeldByCurrentThread());
        assertFalse(Task.run(() -> lock.tryLock()).await());
        source.succeed("value");
        context.runUntil(launched);
        assertFalse(lock.isLocked());
    }

    @Test
    void aVirtualThreadThatWaitsWithAMonitorKeepsItAndFreesItsCarrier() throws Exception {
        int many = 4 * Runtime.getRuntime().availableProcessors();
        var waiting = new CountDownLatch(many);
        List<Task<String>> tasks = new ArrayList<>();
        for (int i = 0; i < many; i++) {
            var monitor = new Object();
            tasks.add(Task.run(() -> {
                synchronized (monitor) {
                    waiting.countDown();
                    return source.task().await();
                }
            }));
        }
        waiting.await(); // more than there are carriers
        source.succeed("value");
        for (var task : tasks) {
            assertEquals("value", task.await());
        }
    }
}
