package dev.tidemill.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What [Task#toCompletableFuture()] gives, with what only a [CompletableFuture] can do; and the
/// stages of others where a task takes one.
@Timeout(60)
class FutureViewTest {

    private final TaskSource<String> source = new TaskSource<>();
    private final CompletableFuture<String> view = source.task().toCompletableFuture();

    @Test
    void itTellsWhatTheTaskCameTo() {
        assertEquals("not yet", view.getNow("not yet"));
        assertEquals(Future.State.RUNNING, view.state());
        assertThrows(IllegalStateException.class, view::resultNow);
        source.succeed("value");
        assertEquals("value", view.join()); // a virtual thread completes it
        assertEquals("value", view.resultNow());
        assertEquals("value", view.getNow("not yet"));
    }

    @Test
    void aFailureIsWrappedAsFuturesDo() {
        var thrown = new IOException();
        var chained = source.task().thenApply(v -> v).toCompletableFuture();
        source.fail(thrown);
        for (var future : List.of(view, chained)) {
            assertSame(
                    thrown, assertThrows(ExecutionException.class, future::get).getCause());
            assertSame(
                    thrown,
                    assertThrows(CompletionException.class, future::join).getCause());
            assertSame(thrown, future.exceptionNow());
            assertEquals(Future.State.FAILED, future.state());
            assertTrue(future.isCompletedExceptionally());
            assertFalse(future.isCancelled());
        }
    }

    @Test
    void whoeverCompletesTheFutureDoesNotTouchTheTask() {
        assertTrue(view.complete("other"));
        assertFalse(source.task().isDone());
        assertTrue(source.succeed("value"));
        assertEquals("other", view.join());
        assertEquals("value", source.task().join());
    }

    @Test
    void obtrudingChangesTheFutureOnly() {
        view.obtrudeValue("obtruded");
        assertTrue(source.succeed("value"));
        assertEquals("obtruded", view.join());
        view.obtrudeException(new IOException());
        assertTrue(view.isCompletedExceptionally());
        assertEquals("value", source.task().join());
        assertEquals("value", source.task().toCompletableFuture().join());
    }

    @Test
    void aTimeOfTheFutureEndsTheFutureOnly() {
        var late = view.orTimeout(1, TimeUnit.NANOSECONDS);
        assertThat(assertThrows(CompletionException.class, late::join)).hasCauseInstanceOf(TimeoutException.class);
        assertEquals(
                "instead",
                source.task()
                        .toCompletableFuture()
                        .completeOnTimeout("instead", 1, TimeUnit.NANOSECONDS)
                        .join());
        assertFalse(source.task().isDone());
    }

    @Test
    void aFutureThatIsDoneHasNothingToCancel() {
        var asked = new ArrayList<CancellationReason>();
        var pending = new TaskSource<String>(asked::add);
        var future = pending.task().toCompletableFuture();
        assertTrue(future.complete("other"));
        assertFalse(future.cancel(true));
        assertEquals(List.of(), asked);
    }

    @Test
    void aCopyIsAFutureOfItsOwn() {
        var asked = new ArrayList<CancellationReason>();
        var pending = new TaskSource<String>(asked::add);
        var future = pending.task().toCompletableFuture();
        var copy = future.copy();
        assertTrue(copy.cancel(true));
        assertTrue(copy.isCancelled());
        assertEquals(List.of(), asked);
        assertFalse(future.isDone());
        pending.succeed("value");
        assertEquals("value", future.join());
    }

    @Test
    void whatDependsOnTheFutureIsAFutureWithItsExecutor() {
        assertSame(new CompletableFuture<>().defaultExecutor(), view.defaultExecutor());
        assertEquals(CompletableFuture.class, view.newIncompleteFuture().getClass());
        var dependent = view.thenApply(v -> v + "!");
        assertNotSame(view, dependent);
        source.succeed("value");
        assertEquals("value!", dependent.join());
    }

    @Test
    void aMinimalStageIsAView() {
        CompletionStage<String> minimal = view.minimalCompletionStage();
        assertThrows(UnsupportedOperationException.class, () -> ((CompletableFuture<String>) minimal).complete("x"));
        var task = Tasks.fromStage(minimal);
        source.succeed("value");
        assertEquals("value", task.join());
    }

    @Test
    void allAndAnyOfFuturesTakeIt() {
        var all = CompletableFuture.allOf(view, Task.completed(1).toCompletableFuture());
        var any = CompletableFuture.anyOf(view, new CompletableFuture<>());
        assertFalse(all.isDone());
        source.succeed("value");
        all.join();
        assertEquals("value", any.join());
    }

    @Test
    void everyCallGivesAFutureOfItsOwn() {
        assertNotSame(view, source.task().toCompletableFuture());
        assertSame(view, view.toCompletableFuture());
    }

    // Cancelling, both ways.

    @Test
    void aCancelledTaskCancelsTheFutureAndItsDependentsFailAsFuturesDo() {
        var dependent = view.thenApply(v -> v);
        source.cancel();
        assertThat(assertThrows(CompletionException.class, dependent::join))
                .hasCauseInstanceOf(CancellationException.class);
        assertFalse(dependent.isCancelled()); // that of a task is
        assertTrue(dependent.isCompletedExceptionally());
        assertTrue(view.isCancelled());
        assertThrows(CancellationException.class, view::join);
        assertThrows(IllegalStateException.class, view::exceptionNow);
    }

    @Test
    void cancellingATaskOfAStageCancelsTheStage() {
        var stage = new CompletableFuture<String>();
        var task = Tasks.fromStage(stage);
        task.cancel();
        assertTrue(stage.isCancelled());
        assertTrue(task.isCancelled());

        var cancelledElsewhere = new CompletableFuture<String>();
        var other = Tasks.fromStage(cancelledElsewhere);
        assertTrue(cancelledElsewhere.cancel(true));
        assertTrue(other.isCancelled());
    }

    @Test
    void aStageThatCannotBeCancelledIsLeftAlone() {
        var future = new CompletableFuture<String>();
        var task = Tasks.fromStage(future.minimalCompletionStage());
        task.cancel();
        assertTrue(task.isCancelled());
        assertFalse(future.isDone());
    }

    @Test
    void aStageThatDependsOnACancelledOneIsCancelledAsATask() {
        var stage = new CompletableFuture<String>();
        var task = Tasks.fromStage(stage.thenApply(v -> v));
        assertTrue(stage.cancel(true));
        assertTrue(task.isCancelled()); // the future says: failed
    }

    // Stages of others.

    @Test
    void aMinimalStageCanBeTheOther() throws Exception {
        Task<Integer> one = Task.completed(1);
        assertEquals(
                3,
                one.thenCombine(CompletableFuture.completedStage(2), Integer::sum)
                        .await());
        assertEquals(
                1,
                one.applyToEither(new CompletableFuture<Integer>().minimalCompletionStage(), v -> v)
                        .await());
        assertEquals(
                2, one.thenCompose(_ -> CompletableFuture.completedStage(2)).await());
        var thrown = new IOException();
        assertSame(
                thrown,
                assertThrows(IOException.class, one.thenCompose(_ -> CompletableFuture.failedStage(thrown))::await));
        assertEquals(
                2,
                Task.<Integer>failed(thrown)
                        .exceptionallyCompose(_ -> CompletableFuture.completedStage(2))
                        .await());
    }

    @Test
    void whatIsNotDoneOrDidNotFailHasNoException() {
        for (Future<?> future : List.<Future<?>>of(
                source.task(), view, Task.completed(1), Task.completed(1).toCompletableFuture())) {
            assertThrows(IllegalStateException.class, future::exceptionNow);
        }
        source.cancel();
        assertThrows(IllegalStateException.class, source.task()::exceptionNow);
        assertThrows(IllegalStateException.class, source.task()::resultNow);
    }
}
