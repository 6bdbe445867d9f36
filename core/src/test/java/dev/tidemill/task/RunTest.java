package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Code as a task, on a virtual thread and on the compute pool.
@Timeout(60)
class RunTest {

    private enum Where {
        RUN,
        COMPUTE;

        <T> Task<T> start(Callable<T> body) {
            return this == RUN ? Task.run(body) : Task.compute(body);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theValueOfTheBodyIsTheValueOfTheTask(Where where) throws Exception {
        assertEquals("value", where.start(() -> "value").await());
        assertNull(where.start(() -> null).await());
    }

    @Test
    void aBodyMayHaveNoValue() throws Exception {
        var ran = new AtomicBoolean();
        Task<Void> run = Task.run(() -> ran.set(true));
        assertNull(run.await());
        assertTrue(ran.getAndSet(false));
        Task<Void> computed = Task.compute(() -> ran.set(true));
        assertNull(computed.await());
        assertTrue(ran.get());
        assertThrows(NullPointerException.class, () -> Task.run((Task.Body) null));
        assertThrows(NullPointerException.class, () -> Task.run((Callable<String>) null));
    }

    @ParameterizedTest
    @EnumSource
    void whatTheBodyThrowsIsThrownAsItIs(Where where) {
        for (Throwable thrown : new Throwable[] {
            new IOException(),
            new InterruptedException(),
            new IllegalStateException(),
            new StackOverflowError(),
            new CompletionException(new IOException())
        }) {
            var failed = where.start(() -> {
                Sneaky.rethrow(thrown);
                return "unreachable";
            });
            assertSame(thrown, assertThrows(thrown.getClass(), failed::await));
        }
        var checked = new ReflectiveOperationException();
        var wrapped = where.start(() -> {
            throw checked;
        });
        assertSame(
                checked, assertThrows(CompletionException.class, wrapped::await).getCause());
    }

    @Test
    void bodiesRunOnVirtualThreadsAndOnThePool() throws Exception {
        assertTrue(Task.run(() -> Thread.currentThread().isVirtual()).await());
        Thread computing = Task.compute(() -> Thread.currentThread()).await();
        assertFalse(computing.isVirtual());
        assertTrue(computing.isDaemon());
        assertTrue(computing.getName().startsWith("tidemill-compute-"), computing.getName());
    }

    @Test
    void thePoolIsAsWideAsTheMachine() throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        var together = new CountDownLatch(cores);
        var bodies = IntStream.range(0, cores)
                .mapToObj(_ -> Task.compute(() -> {
                    together.countDown();
                    together.await();
                }))
                .toList();
        Tasks.whenAll(bodies).await();
    }

    @Test
    void aBodyOnThePoolMayWaitForAnother() throws Exception {
        assertEquals(100, nested(100).await());
    }

    private static Task<Integer> nested(int depth) {
        return Task.compute(() -> depth == 0 ? 0 : nested(depth - 1).await() + 1);
    }

    @ParameterizedTest
    @EnumSource
    void cancellingInterruptsTheBody(Where where) throws Exception {
        var begun = new CountDownLatch(1);
        var task = where.start(() -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return "unreachable";
        });
        begun.await();
        task.cancel(new CancellationReason.Requested("enough"));
        var thrown = assertThrows(CancellationException.class, task::await);
        assertEquals("task cancelled on request: enough", thrown.getMessage());
        assertInstanceOf(InterruptedException.class, thrown.getCause());
        assertTrue(task.isCancelled());
        var outcome = assertInstanceOf(Outcome.Cancelled.class, task.outcome());
        assertEquals(Cancellation.Reach.STOPPED, outcome.cancellation().reach());
    }

    @ParameterizedTest
    @EnumSource
    void aDeadlineEndsABodyThatWaitsForAnotherTask(Where where) {
        var pending = new TaskSource<String>();
        var task = where.start(() -> pending.task().await()).cancelAfter(Duration.ofNanos(1));
        assertThrows(DeadlineExceededException.class, task::await);
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatSucceedsAllTheSameHasSucceeded(Where where) throws Exception {
        var begun = new CountDownLatch(1);
        var task = where.start(() -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return "cleaned up";
        });
        begun.await();
        task.cancel();
        assertEquals("cleaned up", task.await());
        assertFalse(task.isCancelled());
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatFailsInAnotherWayHasFailed(Where where) throws Exception {
        var begun = new CountDownLatch(1);
        var task = where.start(() -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                throw new IOException("half written");
            }
            return "unreachable";
        });
        begun.await();
        task.cancel();
        assertThrows(IOException.class, task::await);
        assertFalse(task.isCancelled());
    }

    /// It knows which operation was stopped.
    @ParameterizedTest
    @EnumSource
    void theCancellationInsideOfTheBodyIsShown(Where where) throws Exception {
        var inner = new CancellationException("a.bin: write cancelled, 262144 bytes were written");
        Function<CancellationReason, Task<String>> cancelledBy = reason -> {
            var begun = new CountDownLatch(1);
            var task = where.<String>start(() -> {
                begun.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    throw inner;
                }
                return "unreachable";
            });
            await(begun);
            task.cancel(reason);
            return task;
        };
        var requested = cancelledBy.apply(new CancellationReason.Requested("enough"));
        assertSame(inner, assertThrows(CancellationException.class, requested::await));
        var outcome = assertInstanceOf(Outcome.Cancelled.class, requested.outcome());
        assertEquals(
                new CancellationReason.Requested("enough"),
                outcome.cancellation().reason());

        var late = cancelledBy.apply(new CancellationReason.Deadline(Duration.ofSeconds(5)));
        assertSame(
                inner,
                assertThrows(DeadlineExceededException.class, late::await).getCause());
    }

    @ParameterizedTest
    @EnumSource
    void aBodyThatIsCancelledByWhatItWaitsForIsCancelled(Where where) throws Exception {
        var cancellation = new CancellationSource();
        cancellation.cancel("enough");
        var task = where.start(() -> {
            cancellation.token().throwIfCancelled();
            return "unreachable";
        });
        assertThrows(CancellationException.class, task::await);
        assertTrue(task.isCancelled());
    }

    @Test
    void aBodyThatHasNotBegunNeverDoes() throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        var release = new CountDownLatch(1);
        var busy = IntStream.range(0, cores)
                .mapToObj(_ -> Task.compute(() -> release.await()))
                .toList();
        var ran = new AtomicBoolean();
        Task<Void> waiting = Task.compute(() -> ran.set(true));
        waiting.cancel();
        var outcome = assertInstanceOf(Outcome.Cancelled.class, waiting.outcome());
        assertEquals(Cancellation.Reach.NEVER_STARTED, outcome.cancellation().reach());
        assertEquals(
                "task cancelled on request, before it started",
                assertThrows(CancellationException.class, waiting::await).getMessage());
        release.countDown();
        Tasks.whenAll(busy).await();
        Task.compute(() -> {}).await();
        assertFalse(ran.get());
    }

    @Test
    void anInterruptDoesNotMeetTheNextBodyOfTheThread() throws Exception {
        var tasks = new ArrayList<Task<Boolean>>();
        var cancelling = new ArrayList<Task<Void>>();
        for (int i = 0; i < 20_000; i++) {
            if (i % 2 == 0) {
                Task<Boolean> victim = Task.compute(() -> false);
                cancelling.add(Task.run(() -> victim.cancel()));
            } else {
                tasks.add(Task.compute(() -> Thread.interrupted()));
            }
        }
        Tasks.whenAll(cancelling).await();
        assertFalse(Tasks.whenAll(tasks).await().contains(true));
    }

    @Test
    void aBodyThatLeavesItsThreadInterruptedDoesNotHarmTheNext() throws Exception {
        var looking = new ArrayList<Task<Boolean>>();
        for (int i = 0; i < 10_000; i++) { // so many that the threads have no time to rest
            Task.compute(() -> Thread.currentThread().interrupt()).forget();
            looking.add(Task.compute(() -> Thread.currentThread().isInterrupted()));
        }
        assertFalse(Tasks.whenAll(looking).await().contains(true));
    }

    @Test
    void aBodyThatLeavesItsThreadInterruptedDoesNotHarmWhatHangsOnIt() throws Exception {
        var release = new CountDownLatch(1);
        Task<Void> body = Task.compute(() -> {
            release.await();
            Thread.currentThread().interrupt();
        });
        var after = body.thenApplyAsync(_ -> Thread.currentThread().isInterrupted(), Tasks.inline());
        release.countDown();
        assertFalse(after.await());
    }

    @Test
    void theCallersInheritableThreadLocalsAreSeenByABodyOfItsOwnThread() throws Exception {
        var local = new InheritableThreadLocal<String>();
        local.set("of the caller");
        assertEquals("of the caller", Task.run(local::get).await());
    }

    @Test
    void theShapeOfAnAsynchronousFunctionIsThatOfASynchronousOne() throws Exception {
        var order = new ArrayList<String>();
        var failing = new AtomicReference<>(new TaskSource<Integer>());
        Task<String> function = Task.run(() -> {
            try {
                for (int i = 0; i < 3; i++) {
                    order.add("step " + failing.get().task().await());
                    failing.set(new TaskSource<>());
                    if (i == 1) {
                        failing.get().fail(() -> new IOException());
                    } else {
                        failing.get().succeed(i + 1);
                    }
                }
            } catch (IOException e) {
                order.add("catch");
            } finally {
                order.add("finally");
            }
            return "done";
        });
        failing.get().succeed(0);
        assertEquals("done", function.await());
        assertEquals(List.of("step 0", "step 1", "catch", "finally"), order);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
