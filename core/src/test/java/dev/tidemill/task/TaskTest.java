package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.EOFException;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a task tells once it is done, and before.
@Timeout(60)
class TaskTest {

    private final TaskSource<String> source = new TaskSource<>();
    private final Task<String> task = source.task();

    @Test
    void theValueIsGiven() throws Exception {
        assertTrue(source.succeed("value"));
        assertEquals("value", task.await());
        assertEquals("value", task.get());
        assertEquals("value", task.get(0, TimeUnit.SECONDS));
        assertEquals("value", task.join());
        assertEquals("value", task.resultNow());
        assertEquals(new Outcome.Succeeded<>("value"), task.outcome());
        assertEquals(new Outcome.Succeeded<>("value"), task.outcomeNow());
        assertEquals(Future.State.SUCCESS, task.state());
        assertTrue(task.isDone());
        assertFalse(task.isCancelled());
        assertThrows(IllegalStateException.class, task::exceptionNow);
    }

    @Test
    void nullIsAValue() throws Exception {
        Task<Void> done = Task.completed(null);
        assertTrue(done.isDone());
        assertNull(done.await());
        assertNull(done.get());
        assertNull(done.join());
        assertNull(done.resultNow());
        assertEquals(new Outcome.Succeeded<>(null), done.outcome());

        assertTrue(source.succeed(null));
        assertNull(task.await());
    }

    @Test
    void anythingCanBeAValue() throws Exception {
        for (Object value : new Object[] {
            new Outcome.Failed<>(Failure.of(new IOException())), Task.completed(1), new IOException(), task
        }) {
            Task<Object> done = Task.completed(value);
            assertSame(value, done.await());
            assertEquals(Future.State.SUCCESS, done.state());
            assertSame(value, done.thenApply(v -> v).await());
        }
    }

    @Test
    void onlyTheFirstCompletionCounts() throws Exception {
        assertTrue(source.succeed("first"));
        assertFalse(source.succeed("second"));
        assertFalse(source.fail(new IOException()));
        assertFalse(source.cancel());
        assertEquals("first", task.await());
    }

    @Test
    void aPendingTaskSaysSo() throws Exception {
        assertFalse(task.isDone());
        assertFalse(task.isCancelled());
        assertEquals(Future.State.RUNNING, task.state());
        assertFalse(task.waitFor(Duration.ZERO));
        assertThrows(IllegalStateException.class, task::outcomeNow);
        assertThrows(IllegalStateException.class, task::resultNow);
        assertThrows(IllegalStateException.class, task::exceptionNow);
        assertEquals("task: pending", task.toString());
    }

    @Test
    void aFailureIsMadeAnewForEachWaiterAndShowsWhoWaited() {
        source.fail(() -> new NoSuchFileException("a.bin"));
        var one = assertThrows(NoSuchFileException.class, this::firstWaiter);
        var other = assertThrows(NoSuchFileException.class, this::secondWaiter);
        assertNotSame(one, other);
        assertTrue(names(one).contains("firstWaiter"), () -> names(one));
        assertTrue(names(other).contains("secondWaiter"), () -> names(other));
    }

    private void firstWaiter() throws Exception {
        task.await();
    }

    private void secondWaiter() throws Exception {
        task.await();
    }

    private static String names(Throwable thrown) {
        return Arrays.toString(thrown.getStackTrace());
    }

    @Test
    void whatUserCodeThrewIsTheSameObjectForEveryWaiter() {
        for (Throwable thrown : new Throwable[] {
            new EOFException(), new IllegalStateException(), new StackOverflowError(), new InterruptedException()
        }) {
            Task<String> failed = Task.failed(thrown);
            assertSame(thrown, assertThrows(thrown.getClass(), failed::await));
            assertSame(thrown, assertThrows(thrown.getClass(), failed::await));
            assertSame(
                    thrown, assertThrows(ExecutionException.class, failed::get).getCause());
            assertSame(
                    thrown,
                    assertThrows(CompletionException.class, failed::join).getCause());
            assertSame(thrown, failed.exceptionNow());
            assertEquals(Future.State.FAILED, failed.state());
            assertThrows(IllegalStateException.class, failed::resultNow);
            assertEquals(0, thrown.getSuppressed().length);
        }
    }

    @Test
    void aCheckedExceptionNobodyCouldCatchComesInACompletionException() {
        var checked = new ReflectiveOperationException("checked");
        Task<String> failed = Task.failed(checked);
        assertSame(
                checked, assertThrows(CompletionException.class, failed::await).getCause());
        assertSame(checked, assertThrows(ExecutionException.class, failed::get).getCause());
    }

    @Test
    void getAndJoinUnwrapAsCompletableFutureDoes() {
        var cause = new IOException();
        var wrapped = new CompletionException(cause);
        Task<String> failed = Task.failed(wrapped);
        assertSame(cause, assertThrows(ExecutionException.class, failed::get).getCause());
        assertSame(wrapped, assertThrows(CompletionException.class, failed::join));
        assertSame(wrapped, assertThrows(CompletionException.class, failed::await));
        assertSame(cause, failed.exceptionNow());
    }

    @Test
    void aFailureAsDataIsTheOutcome() throws Exception {
        Failure failure = () -> new IOException("as data");
        assertEquals(new Outcome.Failed<>(failure), Task.failed(failure).outcome());
        assertEquals(new Outcome.Failed<>(failure), Task.failed(failure).outcomeNow());
        assertInstanceOf(
                IOException.class,
                assertThrows(ExecutionException.class, Task.failed(failure)::get)
                        .getCause());
    }

    @Test
    void anErrorAsDataIsGivenInAnException() {
        var error = new AssertionError();
        assertSame(error, Failure.of(error).toException().getCause());
        assertThrows(NullPointerException.class, () -> Failure.of(null));
    }

    @Test
    void aCancelledTaskSaysHowFarItCame() throws Exception {
        var cancellation = Cancellation.of(
                "a.bin: read", new CancellationReason.Requested("not needed"), Cancellation.Reach.NEVER_STARTED);
        source.cancel(cancellation);
        assertTrue(task.isCancelled());
        assertEquals(Future.State.CANCELLED, task.state());
        assertEquals(new Outcome.Cancelled<>(cancellation), task.outcome());
        var thrown = assertThrows(CancellationException.class, task::await);
        assertEquals("a.bin: read cancelled on request: not needed, before it started", thrown.getMessage());
        assertThrows(CancellationException.class, task::get);
        assertThrows(CancellationException.class, task::join);
        assertThrows(IllegalStateException.class, task::resultNow);
        assertThrows(IllegalStateException.class, task::exceptionNow);
    }

    @Test
    void aThrownCancellationIsACancellation() throws Exception {
        var thrown = new CancellationException("somebody else did");
        Task<String> cancelled = Task.failed(thrown);
        assertTrue(cancelled.isCancelled());
        assertSame(thrown, assertThrows(CancellationException.class, cancelled::await));
        var outcome = assertInstanceOf(Outcome.Cancelled.class, cancelled.outcome());
        assertEquals(
                new CancellationReason.Requested("somebody else did"),
                outcome.cancellation().reason());
    }

    @Test
    void aThrownDeadlineKeepsItsReason() throws Exception {
        var deadline = new DeadlineExceededException("late", Duration.ofSeconds(5));
        var outcome =
                assertInstanceOf(Outcome.Cancelled.class, Task.failed(deadline).outcome());
        assertEquals(
                new CancellationReason.Deadline(Duration.ofSeconds(5)),
                outcome.cancellation().reason());
    }

    @Test
    void aTaskTellsWhatItIsWithoutMakingAnException() {
        class Read extends Task<Integer> {
            @Override
            protected String describe() {
                return "a.bin: read of 4096 bytes at 0";
            }
        }
        var pending = new Read();
        assertEquals("a.bin: read of 4096 bytes at 0: pending", pending.toString());
        pending.cancel();
        assertEquals("a.bin: read of 4096 bytes at 0: cancelled on request", pending.toString());

        var failed = new Read();
        failed.fail(new Failure() {
            @Override
            public Exception toException() {
                throw new AssertionError("nobody asked for it");
            }

            @Override
            public String toString() {
                return "EIO";
            }
        });
        assertEquals("a.bin: read of 4096 bytes at 0: failed: EIO", failed.toString());
        assertEquals("task: done", Task.completed(1).toString());
    }

    @Test
    void aTaskNobodyWaitsForIsForgotten() {
        task.forget();
        Task.failed(new IOException()).forget();
    }
}
