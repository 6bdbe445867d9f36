package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Combining tasks, and making them of other things.
@Timeout(60)
class TasksTest {

    private final FakeClock clock = new FakeClock();

    private static List<TaskSource<Integer>> sources(int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> new TaskSource<Integer>())
                .toList();
    }

    private static Task<List<Integer>> all(List<TaskSource<Integer>> sources) {
        return Tasks.whenAll(sources.stream().map(TaskSource::task).toList());
    }

    @Test
    void theValuesOfAllComeInTheOrderOfTheTasks() throws Exception {
        var sources = sources(3);
        var all = all(sources);
        sources.get(2).succeed(2);
        sources.get(0).succeed(0);
        assertFalse(all.isDone());
        sources.get(1).succeed(1);
        assertEquals(List.of(0, 1, 2), all.await());
        assertThrows(UnsupportedOperationException.class, () -> all.await().add(3));
    }

    @Test
    void tasksThatAreDoneAndTasksThatAreNotCanBeMixed() throws Exception {
        var source = new TaskSource<Integer>();
        Task<List<Number>> all = Tasks.whenAll(Task.completed(1), source.task(), Task.completed(3.0));
        source.succeed(2);
        assertEquals(List.of(1, 2, 3.0), all.await());
        assertEquals(
                List.of(1, 1),
                Tasks.whenAll(Task.completed(1), Task.completed(1)).resultNow());
        Task<Void> nothing = Task.completed(null);
        assertEquals(Arrays.asList(null, null), Tasks.whenAll(nothing, nothing).await());
        assertEquals(List.of(2, 2), Tasks.whenAll(source.task(), source.task()).await());
    }

    @Test
    void ofNoTasksAllAreDone() {
        assertEquals(List.of(), Tasks.whenAll(List.<Task<Integer>>of()).resultNow());
        assertEquals(List.of(), Tasks.whenAll().resultNow());
    }

    @Test
    void aFailureDoesNotStopTheOthers() throws Exception {
        var sources = sources(4);
        var all = all(sources);
        sources.get(2).fail(() -> new IOException("third"));
        sources.get(3).cancel();
        sources.get(1).fail(() -> new IOException("second"));
        assertFalse(all.isDone());
        sources.get(0).succeed(1);
        var thrown = assertThrows(IOException.class, all::await);
        assertEquals("second", thrown.getMessage()); // the first one in the order of the tasks
        assertEquals(
                List.of("third"),
                Arrays.stream(thrown.getSuppressed()).map(Throwable::getMessage).toList());
        assertEquals(1, assertThrows(IOException.class, all::await).getSuppressed().length);
    }

    @Test
    void ofManyFailuresAHundredOthersAreShown() {
        var failed = IntStream.range(0, 1_000)
                .mapToObj(i -> Task.<Integer>failed(() -> new IOException("number " + i)))
                .toList();
        var thrown = assertThrows(IOException.class, () -> Tasks.whenAll(failed).await());
        assertEquals("number 0", thrown.getMessage());
        assertEquals(100, thrown.getSuppressed().length);
        assertEquals("number 100", thrown.getSuppressed()[99].getMessage());
    }

    /// The exception is the same object each time, so nothing may be added twice.
    @Test
    void othersAreAttachedOnceToWhatUserCodeThrew() {
        var first = new IllegalStateException("first");
        var second = new IllegalStateException("second");
        var third = new AssertionError("third");
        for (int i = 0; i < 3; i++) {
            var all = Tasks.whenAll(Task.failed(first), Task.failed(second), Task.failed(first), Task.failed(third));
            assertSame(first, assertThrows(IllegalStateException.class, all::await));
            assertSame(first, assertThrows(IllegalStateException.class, all::await));
            assertEquals(List.of(second, third), List.of(first.getSuppressed()));
        }
    }

    @Test
    void anErrorIsThrownAsItIsWithTheOthersAttached() {
        var error = new AssertionError();
        var all = Tasks.whenAll(Task.failed(error), Task.failed(new IOException()));
        assertSame(error, assertThrows(AssertionError.class, all::await));
        assertEquals(1, error.getSuppressed().length);
    }

    @Test
    void withoutAFailureTheFirstCancellationCounts() throws Exception {
        var sources = sources(3);
        var all = all(sources);
        sources.get(2).cancel(new CancellationReason.Requested("third"));
        sources.get(1).cancel(new CancellationReason.Requested("second"));
        sources.get(0).succeed(1);
        var outcome = assertInstanceOf(Outcome.Cancelled.class, all.outcome());
        assertEquals(
                new CancellationReason.Requested("second"),
                outcome.cancellation().reason());
    }

    @Test
    void cancellingAllAsksEach() {
        var sources = sources(3);
        var all = all(sources);
        sources.get(0).succeed(1);
        all.cancel();
        assertTrue(sources.get(1).task().isCancelled());
        assertTrue(sources.get(2).task().isCancelled());
        assertThrows(CancellationException.class, all::await);
        all.cancel();
    }

    @Test
    void aTaskThatIsNullIsNamed() {
        var tasks = Arrays.asList(Task.completed(1), null);
        assertEquals(
                "tasks[1] is null",
                assertThrows(NullPointerException.class, () -> Tasks.whenAll(tasks))
                        .getMessage());
        assertThrows(NullPointerException.class, () -> Tasks.whenAll(Task.completed(1), null));
    }

    @Test
    void theListOfTasksMayChangeMeanwhile() throws Exception {
        var source = new TaskSource<Integer>();
        var tasks = new ArrayList<>(List.of(source.task(), Task.completed(2)));
        var all = Tasks.whenAll(tasks);
        tasks.clear();
        Task<Integer>[] array = generic(source.task(), Task.completed(2));
        var ofArray = Tasks.whenAll(array);
        array[1] = Task.completed(3);
        source.succeed(1);
        assertEquals(List.of(1, 2), all.await());
        assertEquals(List.of(1, 2), ofArray.await());
    }

    @SafeVarargs
    @SuppressWarnings("varargs")
    private static <T> Task<T>[] generic(Task<T>... tasks) {
        return tasks;
    }

    @Test
    void thereMayBeVeryManyTasks() throws Exception {
        var sources = sources(100_000);
        var all = all(sources);
        var running = Task.run(() -> sources.forEach(source -> source.succeed(1)));
        assertEquals(Collections.nCopies(100_000, 1), all.await());
        running.await();
    }

    @Test
    void aWaiterForAllHoldsNoFinishedTask() throws Exception {
        var source = new TaskSource<Integer>();
        for (int i = 0; i < 1_000; i++) {
            assertFalse(Tasks.whenAll(source.task()).waitFor(Duration.ZERO));
        }
        source.succeed(1);
        assertEquals(List.of(1), Tasks.whenAll(source.task()).await());
    }

    @Test
    void aDelayIsDoneWhenItsTimeIsOver() throws Exception {
        var delay = Tasks.delay(Duration.ofSeconds(5), clock.timer());
        assertEquals("delay of 5 s: pending", delay.toString());
        clock.advance(Duration.ofMillis(4_999));
        assertFalse(delay.isDone());
        clock.advance(Duration.ofMillis(1));
        assertNull(delay.await());
        assertTrue(Tasks.delay(Duration.ZERO).isDone());
        assertTrue(Tasks.delay(Duration.ofDays(-1)).isDone());
        assertNull(Tasks.delay(Duration.ofNanos(1)).await());
    }

    @Test
    void aCancelledDelayIsForgotten() {
        var delay = Tasks.delay(Duration.ofSeconds(5), clock.timer());
        delay.cancel();
        assertEquals(0, clock.timer().pendingAlarms());
        assertEquals(
                "delay of 5 s cancelled on request",
                assertThrows(CancellationException.class, delay::await).getMessage());
    }

    @Test
    void aStageBecomesATask() throws Exception {
        var future = new CompletableFuture<String>();
        var task = Tasks.fromStage(future);
        assertFalse(task.isDone());
        future.complete("value");
        assertEquals("value", task.await());
        assertSame(task, Tasks.fromStage(task));

        var thrown = new IOException();
        assertSame(
                thrown,
                assertThrows(IOException.class, Tasks.fromStage(CompletableFuture.failedFuture(thrown))::await));
        var dependent = CompletableFuture.failedFuture(thrown).thenApply(v -> v);
        assertSame(thrown, assertThrows(IOException.class, Tasks.fromStage(dependent)::await));
        var checked = CompletableFuture.failedFuture(new ReflectiveOperationException())
                .thenApply(v -> v);
        assertInstanceOf(
                ReflectiveOperationException.class,
                assertThrows(CompletionException.class, Tasks.fromStage(checked)::await)
                        .getCause());
        var cancelled = new CompletableFuture<String>();
        cancelled.cancel(true);
        assertTrue(Tasks.fromStage(cancelled).isCancelled());
        assertTrue(Tasks.fromStage(cancelled.thenApply(v -> v)).isCancelled());
    }

    @Test
    void cancellingAForeignStageDetaches() throws Exception {
        var future = new CompletableFuture<String>();
        var task = Tasks.fromStage(future);
        var deadline = new CancellationReason.Deadline(Duration.ofSeconds(5));
        task.cancel(deadline);
        var outcome = assertInstanceOf(Outcome.Cancelled.class, task.outcome());
        assertEquals(deadline, outcome.cancellation().reason());
        assertEquals(Cancellation.Reach.DETACHED, outcome.cancellation().reach());
        assertTrue(future.isCancelled());

        var minimal = new CompletableFuture<String>();
        var ofMinimal = Tasks.fromStage(minimal.minimalCompletionStage());
        ofMinimal.cancel();
        assertTrue(ofMinimal.isCancelled());
        assertTrue(minimal.complete("nobody cares"));
    }

    @Test
    void whatHangsOnAForeignFutureIsNotRunOnAThreadThatMustNotWait() throws Exception {
        var future = new CompletableFuture<String>();
        var on = new CompletableFuture<Thread>();
        var hanging = future.whenComplete((_, _) -> on.complete(Thread.currentThread()));
        var task = Tasks.fromStage(future);
        TestThreads.onNonBlockingThread(() -> {
            task.cancel();
            assertTrue(task.isCancelled());
            return null;
        });
        assertTrue(on.get().isVirtual());
        assertThrows(CompletionException.class, hanging::join);
    }

    @Test
    void aFutureBecomesATask() throws Exception {
        var future = new FutureTask<>(() -> "value");
        var task = Tasks.fromFuture(future);
        future.run();
        assertEquals("value", task.await());
        assertEquals("value", Tasks.fromFuture(future).resultNow());
        assertSame(task, Tasks.fromFuture(task));
        assertEquals(1, Tasks.fromFuture(CompletableFuture.completedFuture(1)).resultNow());

        var failing = new FutureTask<>(() -> {
            throw new IOException("EIO");
        });
        var failed = Tasks.fromFuture(failing);
        failing.run();
        assertEquals("EIO", assertThrows(IOException.class, failed::await).getMessage());
    }

    @Test
    void cancellingATaskOfAFutureCancelsTheFuture() throws Exception {
        var interrupted = new CountDownLatch(1);
        var begun = new CountDownLatch(1);
        var future = new FutureTask<>(() -> {
            begun.countDown();
            try {
                new CountDownLatch(1).await();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
            return "value";
        });
        Thread.ofVirtual().start(future);
        begun.await();
        var task = Tasks.fromFuture(future);
        task.cancel();
        assertTrue(task.isCancelled());
        interrupted.await();
        assertTrue(future.isCancelled());

        var cancelled = new FutureTask<>(() -> "value");
        var ofCancelled = Tasks.fromFuture(cancelled);
        cancelled.cancel(false);
        assertThrows(CancellationException.class, ofCancelled::await);
    }

    @Test
    void whatAHandlerIsToldBecomesATask() throws Exception {
        var handler = new AtomicReference<CompletionHandler<Integer, Object>>();
        Task<Integer> read = Tasks.fromHandler(handler::set);
        handler.get().completed(42, null);
        assertEquals(42, read.await());

        Task<Integer> failing = Tasks.fromHandler(handler::set);
        handler.get().failed(new IOException("EIO"), null);
        assertThrows(IOException.class, failing::await);

        assertThrows(
                IllegalStateException.class,
                () -> Tasks.fromHandler(_ -> {
                    throw new IllegalStateException();
                }));
    }

    @Test
    void whatComesTooLateForACancelledTaskIsClosed() {
        var handler = new AtomicReference<CompletionHandler<AutoCloseable, Object>>();
        var closed = new AtomicBoolean();
        Task<AutoCloseable> accept = Tasks.fromHandler(handler::set);
        accept.cancel();
        assertTrue(accept.isCancelled());
        handler.get().completed(() -> closed.set(true), null);
        assertTrue(closed.get());
    }
}
