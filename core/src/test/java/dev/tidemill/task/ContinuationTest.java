package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// In which order and on which thread functions run that depend on a task, and that there can be
/// many of them.
@Timeout(60)
class ContinuationTest {

    private static final int MANY = 1_000_000;

    private final TaskSource<Integer> source = new TaskSource<>();
    private final Task<Integer> task = source.task();

    @Test
    void functionsRunInTheOrderOfRegistration() throws Exception {
        var order = Collections.synchronizedList(new ArrayList<Integer>());
        var all = new ArrayList<Task<Void>>();
        for (int i = 0; i < 100; i++) {
            int index = i;
            all.add(task.thenAccept(_ -> order.add(index)));
        }
        source.succeed(1);
        Tasks.whenAll(all).await();
        assertEquals(IntStream.range(0, 100).boxed().toList(), order);
    }

    @Test
    void whatOneCompletionSetsOffRunsOnOneVirtualThread() throws Exception {
        Set<Thread> threads = Collections.synchronizedSet(new HashSet<>());
        var order = Collections.synchronizedList(new ArrayList<String>());
        var all = new ArrayList<Task<?>>();
        for (int i = 0; i < 10; i++) {
            int index = i;
            all.add(task.thenRun(() -> note(threads, order, "first " + index))
                    .thenRun(() -> note(threads, order, "second " + index))
                    .thenRun(() -> note(threads, order, "third " + index)));
        }
        source.succeed(1);
        Tasks.whenAll(all).await();
        assertEquals(1, threads.size());
        assertTrue(threads.iterator().next().isVirtual());
        assertFalse(threads.contains(Thread.currentThread()));
        var expected = new ArrayList<String>();
        for (String round : List.of("first ", "second ", "third ")) {
            IntStream.range(0, 10).forEach(i -> expected.add(round + i));
        }
        assertEquals(expected, order);
    }

    private static void note(Set<Thread> threads, List<String> order, String what) {
        threads.add(Thread.currentThread());
        order.add(what);
    }

    @Test
    void nothingOfTheCompletingThreadIsInheritedByTheFunctions() throws Exception {
        var local = new InheritableThreadLocal<String>();
        var seen = task.thenApply(_ -> String.valueOf(local.get()));
        local.set("of the completing thread");
        source.succeed(1);
        assertEquals("null", seen.await());
    }

    @Test
    void aFunctionOfADoneTaskRunsAtOnceOnTheCallersThread() {
        Thread caller = Thread.currentThread();
        assertSame(
                caller, Task.completed(1).thenApply(_ -> Thread.currentThread()).resultNow());
        assertSame(
                caller,
                Task.failed(new IOException())
                        .handle((_, _) -> Thread.currentThread())
                        .resultNow());
        assertEquals(2, Task.completed(1).then(one -> Task.completed(one + 1)).resultNow());
    }

    @Test
    void theAsyncFormsStartAVirtualThread() throws Exception {
        Thread one =
                Task.completed(1).thenApplyAsync(_ -> Thread.currentThread()).await();
        Thread other =
                Task.completed(1).thenApplyAsync(_ -> Thread.currentThread()).await();
        assertTrue(one.isVirtual());
        assertNotSame(one, other);
    }

    @Test
    void anExecutorGetsTheFunctionsInOrderFromTheCompletingThread() throws Exception {
        var handed = new ConcurrentLinkedQueue<Runnable>();
        var from = Collections.synchronizedSet(new HashSet<Thread>());
        Executor executor = code -> {
            from.add(Thread.currentThread());
            handed.add(code);
        };
        var order = new ArrayList<Integer>();
        var all = IntStream.range(0, 10)
                .mapToObj(i -> task.thenRunAsync(() -> order.add(i), executor))
                .toList();
        Thread completing = Thread.ofPlatform().start(() -> source.succeed(1));
        completing.join();
        assertEquals(Set.of(completing), from);
        assertTrue(all.stream().noneMatch(Task::isDone));
        handed.forEach(Runnable::run);
        Tasks.whenAll(all).await();
        assertEquals(IntStream.range(0, 10).boxed().toList(), order);
    }

    @Test
    void anExecutorThatRunsThingsTwiceCallsTheFunctionOnce() throws Exception {
        var calls = new AtomicInteger();
        Executor twice = code -> {
            code.run();
            code.run();
        };
        var first = task.thenApplyAsync(_ -> calls.incrementAndGet(), twice);
        var second = task.thenComposeAsync(_ -> Task.completed(calls.incrementAndGet()), twice);
        source.succeed(1);
        assertEquals(1, first.await());
        assertEquals(2, second.await());
        assertEquals(2, calls.get());
    }

    @Test
    void aRefusingExecutorFailsTheDependentTask() {
        var refused = new RejectedExecutionException();
        Executor executor = _ -> {
            throw refused;
        };
        var before = task.thenApplyAsync(v -> v, executor);
        source.succeed(1);
        var after = task.thenApplyAsync(v -> v, executor);
        assertSame(refused, assertThrows(RejectedExecutionException.class, before::await));
        assertSame(refused, assertThrows(RejectedExecutionException.class, after::await));
    }

    @Test
    void inlineRunsOnTheThreadThatCompletes() {
        var seen = task.thenApplyAsync(_ -> Thread.currentThread(), Tasks.inline());
        source.succeed(1);
        assertSame(Thread.currentThread(), seen.resultNow());
    }

    @Test
    void noFunctionRunsOnAThreadThatMustNotWait() throws Exception {
        Set<Thread> threads = Collections.synchronizedSet(new HashSet<>());
        var all = new ArrayList<Task<?>>();
        all.add(task.thenAccept(_ -> threads.add(Thread.currentThread())));
        all.add(task.then(_ -> Task.completed(threads.add(Thread.currentThread()))));
        all.add(Tasks.fromStage(task.toCompletableFuture().thenAccept(_ -> threads.add(Thread.currentThread()))));
        TestThreads.onNonBlockingThread(() -> {
            assertTrue(source.succeed(1));
            all.add(task.thenAccept(_ -> threads.add(Thread.currentThread())));
            all.add(task.handle((_, _) -> threads.add(Thread.currentThread())));
            all.add(task.then(_ -> Task.completed(threads.add(Thread.currentThread()))));
            all.add(task.thenRunAsync(() -> threads.add(Thread.currentThread())));
            return null;
        });
        Tasks.whenAll(all).await();
        assertTrue(threads.stream().allMatch(Thread::isVirtual), threads::toString);
    }

    @Test
    void inlineCodeRunsEvenOnAThreadThatMustNotWait() throws Exception {
        var before = task.thenApplyAsync(_ -> Thread.currentThread(), Tasks.inline());
        var after = TestThreads.onNonBlockingThread(() -> {
            source.succeed(1);
            return task.thenApplyAsync(_ -> Thread.currentThread(), Tasks.inline());
        });
        assertInstanceOf(NonBlockingThread.class, before.await());
        assertSame(before.await(), after.await());
    }

    @Test
    void waitersNeedNoVirtualThread() throws Exception {
        var blocked = new CountDownLatch(1);
        var blocking = task.thenRun(() -> {
            try {
                blocked.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        var waiting = Task.run(task::await);
        Chains.untilLength(task, 2);
        source.succeed(1);
        assertEquals(1, waiting.await());
        assertFalse(blocking.isDone());
        blocked.countDown();
        blocking.await();
    }

    @Test
    void aFailureReachesTheEndOfAChainAsItIs() {
        var failure = new IOException();
        var end = task.thenApply(v -> v + 1)
                .then(Task::completed)
                .thenCombine(Task.completed(1), Integer::sum)
                .applyToEither(new TaskSource<Integer>().task(), v -> v)
                .whenComplete((_, _) -> {});
        source.fail(failure);
        assertSame(failure, assertThrows(IOException.class, end::await));
        assertSame(
                failure,
                assertThrows(IOException.class, () -> task.thenRun(() -> {}).await()));
    }

    @Test
    void aFailureAsDataIsMadeAnewAtTheEndOfAChain() {
        var made = new AtomicInteger();
        var end = task.thenApply(v -> v + 1);
        source.fail(() -> new IOException("number " + made.incrementAndGet()));
        assertEquals("number 1", assertThrows(IOException.class, end::await).getMessage());
        assertEquals("number 2", assertThrows(IOException.class, end::await).getMessage());
    }

    @Test
    void aCancellationReachesTheEndOfAChainAsACancellation() throws Exception {
        var end = task.thenApply(v -> v + 1).then(Task::completed);
        var cancellation =
                Cancellation.of("a.bin: read", CancellationReason.Requested.SILENTLY, Cancellation.Reach.NEVER_STARTED);
        source.cancel(cancellation);
        assertEquals(new Outcome.Cancelled<>(cancellation), end.outcome());
    }

    @Test
    void anActionThatThrowsAfterAFailureIsAttachedToIt() throws Exception {
        var failure = new IOException();
        var later = new IllegalStateException();
        var end = task.thenApply(v -> v).whenComplete((_, _) -> {
            throw later;
        });
        source.fail(failure);
        var thrown = assertThrows(IOException.class, end::await);
        assertSame(failure, thrown);
        assertEquals(List.of(later), List.of(thrown.getSuppressed()));

        var cancelled = new TaskSource<Integer>();
        var afterCancel = cancelled.task().whenComplete((_, _) -> {
            throw later;
        });
        var reason = new CancellationReason.Requested("enough");
        cancelled.cancel(Cancellation.of("work", reason, Cancellation.Reach.NEVER_STARTED));
        var outcome = assertInstanceOf(Outcome.Cancelled.class, afterCancel.outcome());
        assertEquals(reason, outcome.cancellation().reason());
        assertEquals(Cancellation.Reach.NEVER_STARTED, outcome.cancellation().reach());
        assertSame(later, outcome.cancellation().toException().getSuppressed()[0]);
    }

    @Test
    void anEnvelopeThrownByAFunctionIsOpened() {
        var cause = new IOException();
        var end = task.thenApply(_ -> {
            throw new java.util.concurrent.CompletionException(cause);
        });
        source.succeed(1);
        assertSame(cause, assertThrows(IOException.class, end::await));
    }

    @Test
    void theLoserOfTwoTasksForgetsTheDependentOne() throws Exception {
        var never = new TaskSource<Integer>().task();
        for (int i = 0; i < 1_000; i++) {
            var winner = new TaskSource<Integer>();
            var first = i % 2 == 0
                    ? winner.task().applyToEither(never, v -> v)
                    : never.applyToEither(winner.task(), v -> v);
            assertEquals(1, Chains.length(never));
            winner.succeed(i);
            assertEquals(i, first.await());
            assertEquals(0, Chains.length(never));
        }
        assertEquals(1, never.applyToEither(Task.completed(1), v -> v).await());
        assertEquals(0, Chains.length(never));
    }

    @Test
    void aLongChainOfDoneTasksNeedsNoStack() throws Exception {
        Task<Integer> end = Task.completed(0);
        for (int i = 0; i < MANY; i++) {
            end = end.then(v -> Task.completed(v + 1));
        }
        assertEquals(MANY, end.await());
    }

    @Test
    void aLongChainOfPendingTasksNeedsNoStack() throws Exception {
        Task<Integer> applied = task;
        Task<Integer> inline = task;
        Task<Integer> inherited = task;
        for (int i = 0; i < MANY / 10; i++) {
            applied = applied.thenApply(v -> v + 1);
            inline = inline.thenApplyAsync(v -> v + 1, Tasks.inline());
            inherited = inherited.exceptionally(_ -> -1);
        }
        source.succeed(0);
        assertEquals(MANY / 10, applied.await());
        assertEquals(MANY / 10, inline.await());
        assertEquals(0, inherited.await());
    }

    @Test
    void cancellingALongChainNeedsNoStack() throws Exception {
        Task<Integer> end = task;
        for (int i = 0; i < MANY / 10; i++) {
            end = i % 2 == 0 ? end.thenApply(v -> v + 1) : end.thenCombine(task, Integer::sum);
        }
        end.cancel();
        assertTrue(task.isCancelled());
        assertInstanceOf(Outcome.Cancelled.class, end.outcome());
    }

    @Test
    void thereMayBeManyWaysFromOneTaskToAnother() throws Exception {
        Task<Integer> end = task;
        for (int i = 0; i < 60; i++) {
            end = end.thenCombine(end, Integer::max); // 2^60 ways
        }
        end.cancel();
        assertTrue(task.isCancelled());
        assertInstanceOf(Outcome.Cancelled.class, end.outcome());
    }

    @Test
    void nestedFunctionsOfDoneTasksNeedNoStack() throws Exception {
        assertEquals(MANY, countUp(0, MANY).await());
    }

    @Test
    void nestedInlineFunctionsOfDoneTasksNeedNoStack() throws Exception {
        assertEquals(MANY, countUpInline(0, MANY).await());
    }

    @Test
    void nestedFunctionsNeedNoStackWhereManyThreadsWaitInsideOfFunctions() throws Exception {
        var release = new CountDownLatch(1);
        var inside = new CountDownLatch(500);
        var blocked = IntStream.range(0, 500)
                .mapToObj(_ -> Task.run(() -> Task.completed(1)
                        .thenAccept(_ -> {
                            inside.countDown();
                            await(release);
                        })
                        .await()))
                .toList();
        inside.await();
        assertEquals(10_000, countUp(0, 10_000).await());
        assertEquals(1, Task.completed(1).thenApply(v -> v).resultNow());
        release.countDown();
        Tasks.whenAll(blocked).await();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Task<Integer> countUp(int from, int to) {
        return from == to ? Task.completed(to) : Task.completed(from).then(v -> countUp(v + 1, to));
    }

    private static Task<Integer> countUpInline(int from, int to) {
        return from == to
                ? Task.completed(to)
                : Task.completed(from).thenComposeAsync(v -> countUpInline(v + 1, to), Tasks.inline());
    }

    @Test
    void aDoneTaskHoldsNeitherItsSourceNorItsFunction() throws Exception {
        var big = new AtomicReference<>(new byte[1]);
        var ofSource = new WeakReference<>(big.get());
        Task<byte[]> first = Task.completed(big.get());
        byte[] captured = new byte[1];
        var ofFunction = new WeakReference<>(captured);
        Task<Integer> end = dependentOn(first, captured);
        big.set(null);
        first = null;
        captured = null;
        TestThreads.untilCollected(ofSource);
        TestThreads.untilCollected(ofFunction);
        assertEquals(2, end.await());
    }

    private static Task<Integer> dependentOn(Task<byte[]> task, byte[] captured) {
        return task.thenApply(bytes -> bytes.length + captured.length);
    }
}
