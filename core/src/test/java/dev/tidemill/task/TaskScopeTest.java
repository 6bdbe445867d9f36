package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A place for tasks that none of them outlives.
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // the scope waits for what is added
class TaskScopeTest {

    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final TaskSource<String> one = new TaskSource<>();
    private final List<CancellationReason> asked = Collections.synchronizedList(new ArrayList<>());
    private final TaskSource<String> slow = new TaskSource<>(asked::add);

    private AutoCloseable resource(String name) {
        return () -> events.add(name);
    }

    private static List<String> suppressed(Throwable thrown) {
        return Arrays.stream(thrown.getSuppressed()).map(Throwable::getMessage).toList();
    }

    /// Runs the body on a virtual thread that is parked when this returns.
    private static Task<Void> parked(Task.Body body) throws Exception {
        var thread = new TaskSource<Thread>();
        Task<Void> task = Task.run(() -> {
            thread.succeed(Thread.currentThread());
            body.run();
        });
        TestThreads.untilParked(thread.task().await());
        return task;
    }

    @Test
    void awaitWaitsForAllAndThenClosesTheLastResourceFirst() throws Exception {
        var scope = TaskScope.open();
        Task<Void> block = parked(() -> {
            try (scope) {
                scope.own(resource("a"));
                scope.own(resource("b"));
                assertSame(one.task(), scope.add(one.task()));
                scope.run(() -> events.add("body"));
                scope.await();
                events.add("after await");
            }
        });
        assertFalse(events.contains("b"));
        one.succeed("one");
        block.await();
        assertEquals(List.of("body", "b", "a", "after await"), events);
    }

    @Test
    void theOthersFinishAfterAFailureAndTheFirstInTimeIsThrown() throws Exception {
        var scope = TaskScope.open();
        Task<Void> block = parked(() -> {
            try (scope) {
                scope.own(resource("a"));
                scope.add(one.task());
                scope.add(slow.task());
                scope.add(Task.failed(new IOException("first")));
                scope.await();
            }
        });
        one.fail(new IOException("second"));
        assertEquals(List.of(), asked);
        assertEquals(List.of(), events);
        slow.fail(new IllegalStateException("third"));
        var thrown = assertThrows(IOException.class, block::await);
        assertEquals("first", thrown.getMessage());
        assertEquals(List.of("second", "third"), suppressed(thrown));
        assertEquals(List.of("a"), events);
        assertEquals(3, scope.failures().size());
        assertEquals("second", scope.failures().get(1).toException().getMessage());
    }

    @Test
    void whatClosingAResourceThrowsIsAFailureAndTheOthersAreClosed() throws Exception {
        try (var scope = TaskScope.open()) {
            scope.own(resource("a"));
            scope.own(() -> {
                throw new IOException("closed badly");
            });
            scope.own(resource("b"));
            assertEquals(
                    "closed badly",
                    assertThrows(IOException.class, scope::await).getMessage());
        }
        assertEquals(List.of("b", "a"), events);

        var thrown = assertThrows(IOException.class, () -> {
            try (var scope = TaskScope.open()) {
                scope.own(() -> {
                    throw new IllegalStateException("closed badly");
                });
                scope.add(Task.failed(new IOException("failed")));
                scope.await();
            }
        });
        assertEquals("failed", thrown.getMessage());
        assertEquals(List.of("closed badly"), suppressed(thrown));
    }

    @Test
    void anOpenScopeThatIsOnlyClosedFinishesAndThrowsWhatNobodySaw() throws Exception {
        Task<Void> block = parked(() -> {
            try (var scope = TaskScope.open()) {
                scope.own(resource("a"));
                scope.add(one.task());
                scope.add(slow.task());
            }
        });
        one.fail(new IOException("one"));
        assertFalse(block.isDone());
        slow.succeed("slow");
        assertEquals("one", assertThrows(IOException.class, block::await).getMessage());
        assertEquals(List.of("a"), events);
        assertEquals(List.of(), asked);
    }

    @Test
    void aBodyThatThrowsIsWhatIsThrownAndTheTasksFinish() throws Exception {
        Task<Void> block = parked(() -> {
            try (var scope = TaskScope.open()) {
                scope.own(resource("a"));
                scope.add(slow.task());
                throw new IllegalArgumentException("body");
            }
        });
        slow.fail(new IOException("slow"));
        var thrown = assertThrows(IllegalArgumentException.class, block::await);
        assertEquals(List.of("slow"), suppressed(thrown));
        assertEquals(List.of("a"), events);
    }

    @Test
    void failFastCancelsTheRestAtTheFirstFailureAndWaitsForThem() throws Exception {
        var scope = TaskScope.failFast();
        Task<Void> block = parked(() -> {
            try (scope) {
                scope.own(resource("a"));
                scope.add(one.task());
                scope.add(slow.task());
                scope.await();
            }
        });
        one.fail(new IOException("one"));
        assertEquals(1, asked.size());
        assertTrue(scope.isCancelled());
        assertTrue(scope.token().isCancelled());
        assertFalse(block.isDone());
        assertEquals(List.of(), events);
        var late = new TaskSource<String>();
        scope.add(late.task());
        assertTrue(late.task().isCancelled()); // at once
        slow.fail(new IOException("slow"));
        var thrown = assertThrows(IOException.class, block::await);
        assertEquals("one", thrown.getMessage());
        assertEquals(List.of("slow"), suppressed(thrown));
        assertEquals(List.of("a"), events);
    }

    @Test
    void failFastWithoutAwaitCancelsWhatIsPending() throws Exception {
        Task<Void> block = parked(() -> {
            try (var scope = TaskScope.failFast()) {
                scope.own(resource("a"));
                scope.add(one.task());
                scope.add(slow.task());
            }
        });
        assertTrue(one.task().isCancelled());
        assertEquals(List.of(new CancellationReason.Requested("its scope was left")), asked);
        assertFalse(block.isDone());
        slow.cancel();
        block.await(); // that they were cancelled is what leaving means
        assertEquals(List.of("a"), events);
    }

    @Test
    void aScopeThatSucceedsIsNotCancelled() throws Exception {
        try (var scope = TaskScope.failFast()) {
            var value = scope.run(() -> "value");
            var computed = scope.compute(() -> 42);
            scope.compute(() -> {
                events.add("computed");
            });
            scope.await();
            assertEquals("value", value.resultNow());
            assertEquals(42, computed.resultNow());
            assertFalse(scope.isCancelled());
            assertEquals(List.of(), scope.failures());
        }
        try (var scope = TaskScope.failFast()) {
            scope.add(Task.completed("done"));
        }
        try (var scope = TaskScope.open()) {
            scope.await();
            scope.await();
        }
    }

    @Test
    void anInterruptOfAwaitCancelsTheTasksWhenTheScopeIsClosed() throws Exception {
        var left = new CountDownLatch(1);
        Task<Void> block = parked(() -> {
            try (var scope = TaskScope.open()) {
                scope.own(resource("a"));
                scope.add(slow.task());
                try {
                    scope.await();
                } finally {
                    assertEquals(List.of(), asked);
                    left.countDown();
                }
            }
        });
        block.cancel(); // interrupts
        left.await();
        TestThreads.until(() -> asked.size() == 1);
        assertEquals(List.of(new CancellationReason.Interrupted()), asked);
        assertFalse(block.isDone());
        assertEquals(List.of(), events);
        slow.cancel();
        assertThrows(CancellationException.class, block::await);
        assertEquals(List.of("a"), events);
    }

    @Test
    void anInterruptDuringCloseCancelsTheTasksAndStaysSet() throws Exception {
        var thread = new AtomicReference<Thread>();
        var stays = new AtomicBoolean();
        Task<Void> block = parked(() -> {
            thread.set(Thread.currentThread());
            var scope = TaskScope.open();
            scope.add(slow.task());
            scope.close();
            stays.set(Thread.interrupted());
        });
        thread.get().interrupt();
        TestThreads.until(() -> asked.size() == 1);
        assertFalse(block.isDone());
        slow.cancel();
        block.await();
        assertTrue(stays.get());
    }

    @Test
    void aCancelledTaskIsThrownIfNoneFailed() throws Exception {
        one.cancel(new CancellationReason.Requested("this one"));
        try (var scope = TaskScope.open()) {
            scope.add(one.task());
            assertTrue(assertThrows(CancellationException.class, scope::await)
                    .getMessage()
                    .contains("this one"));
        }
        assertThrows(CancellationException.class, () -> {
            try (var scope = TaskScope.open()) {
                scope.add(one.task());
            }
        });
        try (var scope = TaskScope.open()) {
            scope.add(one.task());
            scope.add(Task.failed(new IOException("failed")));
            assertThrows(IOException.class, scope::await);
        }
    }

    @Test
    void cancellingAScopeCancelsItsTasksAndItsToken() throws Exception {
        try (var scope = TaskScope.open()) {
            scope.add(one.task());
            scope.token().onCancel(() -> events.add("told"));
            scope.cancel(new CancellationReason.Requested("enough"));
            assertEquals(List.of("told"), events);
            assertTrue(assertThrows(CancellationException.class, scope::await)
                    .getMessage()
                    .contains("enough"));
        }
    }

    @Test
    void tasksMayAddTasksWhileTheScopeIsAwaited() throws Exception {
        var count = new AtomicInteger();
        try (var scope = TaskScope.open()) {
            addTwo(scope, count, 10);
            scope.await();
            assertEquals((1 << 11) - 2, count.get());
        }
    }

    private static void addTwo(TaskScope scope, AtomicInteger count, int depth) {
        if (depth == 0) return;
        for (int i = 0; i < 2; i++) {
            scope.run(() -> {
                count.incrementAndGet();
                addTwo(scope, count, depth - 1);
            });
        }
    }

    @Test
    void aClosedScopeTakesNothing() throws Exception {
        var scope = TaskScope.open();
        scope.close();
        assertThrows(IllegalStateException.class, () -> scope.add(one.task()));
        assertTrue(one.task().isCancelled());
        assertThrows(IllegalStateException.class, () -> scope.own(resource("late")));
        assertEquals(List.of("late"), events); // it was closed here
        assertThrows(IllegalStateException.class, () -> scope.run(() -> events.add("ran")));
        assertThrows(IllegalStateException.class, () -> scope.compute(() -> events.add("ran")));
        assertEquals(List.of("late"), events);
        scope.close();
        assertEquals("TaskScope.open[0 pending, closed]", scope.toString());
    }

    @Test
    void aTaskThatAwaitsOrClosesItsOwnScopeIsRefused() throws Exception {
        try (var scope = TaskScope.open()) {
            var added = new CountDownLatch(1);
            var thrown = scope.run(() -> {
                added.await();
                return List.of(
                        assertThrows(IllegalStateException.class, scope::await),
                        assertThrows(IllegalStateException.class, scope::close));
            });
            added.countDown();
            scope.await();
            for (var one : thrown.resultNow()) assertTrue(one.getMessage().contains("would wait for itself"));
        }
    }

    @Test
    void aThreadThatMustNotWaitCannotOpenAScope() {
        assertThrows(IllegalStateException.class, () -> TestThreads.onNonBlockingThread(TaskScope::open));
    }

    @Test
    void checkedExceptionsOfForeignCodeComeInAnEnvelope() {
        assertThrows(CompletionException.class, () -> {
            try (var scope = TaskScope.open()) {
                scope.run(() -> {
                    throw new ClassNotFoundException("checked");
                });
                scope.await();
            }
        });
        assertThrows(AssertionError.class, () -> {
            try (var scope = TaskScope.open()) {
                scope.add(Task.failed(new AssertionError("error")));
            }
        });
    }

    /// A task of the scope is cancelled where it waits for the scope's lock, say: all must end.
    @Test
    void noTaskOutlivesItsScopeHoweverTheyMeet() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            var pending = new AtomicInteger();
            var closed = new AtomicBoolean();
            var outlived = new AtomicBoolean();
            int failing = round % 7;
            try (var scope = round % 2 == 0 ? TaskScope.open() : TaskScope.failFast()) {
                scope.own(() -> closed.set(true));
                for (int i = 0; i < 5; i++) {
                    int number = i;
                    scope.run(() -> {
                        pending.incrementAndGet();
                        try {
                            Thread.yield();
                            if (number == failing) throw new IOException("failing");
                            if (closed.get()) outlived.set(true);
                        } finally {
                            pending.decrementAndGet();
                        }
                    });
                }
                if (round % 3 != 0) scope.await();
            } catch (IOException e) {
                assertEquals("failing", e.getMessage());
            }
            assertEquals(0, pending.get());
            assertTrue(closed.get());
            assertFalse(outlived.get());
        }
    }

    @Test
    void aScopeHoldsOnlyWhatIsPending() throws Exception {
        try (var scope = TaskScope.open()) {
            var brief = new TaskSource<byte[]>();
            var gone = new WeakReference<>(scope.add(brief.task()));
            brief.succeed(new byte[1]);
            brief = null;
            TestThreads.untilCollected(gone);
            assertInstanceOf(Task.class, scope.add(Task.completed(1)));
            scope.await();
        }
    }
}
