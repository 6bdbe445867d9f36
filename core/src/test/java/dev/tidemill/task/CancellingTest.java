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
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Asking a task to stop: by hand, by a deadline, by a token, through what depends on it.
@Timeout(60)
class CancellingTest {

    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

    private final FakeClock clock = new FakeClock();
    private final List<CancellationReason> asked = new ArrayList<>();
    private final TaskSource<Integer> source = new TaskSource<>(asked::add);
    private final Task<Integer> task = source.task();

    @Test
    void askingIsNotCancelling() throws Exception {
        task.cancel(new CancellationReason.Requested("enough"));
        assertEquals(List.of(new CancellationReason.Requested("enough")), asked);
        assertFalse(task.isDone());
        assertFalse(task.isCancelled());
        source.succeed(1); // it was too late
        assertEquals(1, task.await());
        assertFalse(task.isCancelled());
    }

    @Test
    void cancelAsFutureHasItTellsWhetherItIsTooLate() {
        assertTrue(task.cancel(true));
        source.cancel();
        assertTrue(task.cancel(true));
        assertTrue(task.isCancelled());

        Task<Integer> done = Task.completed(1);
        assertFalse(done.cancel(true));
        assertFalse(done.isCancelled());
    }

    @Test
    void aTaskThatIsDoneIsNotAsked() {
        source.succeed(1);
        task.cancel();
        task.cancel(new CancellationReason.Interrupted());
        assertEquals(List.of(), asked);
        assertThrows(NullPointerException.class, () -> task.cancel(null));
    }

    @Test
    void anOperationThatKnowsNoBetterIsDetached() throws Exception {
        var operation = new Task<Integer>() {};
        operation.cancel();
        var outcome = assertInstanceOf(Outcome.Cancelled.class, operation.outcome());
        assertEquals(Cancellation.Reach.DETACHED, outcome.cancellation().reach());
    }

    @Test
    void aDeadlineCancelsTheWork() throws Exception {
        var simple = new TaskSource<Integer>();
        Task<Integer> limited = simple.task().cancelAfter(FIVE_SECONDS, clock.timer());
        assertSame(simple.task(), limited);
        clock.advance(Duration.ofMillis(4_999));
        assertFalse(limited.isDone());
        clock.advance(Duration.ofMillis(1));
        var thrown = assertThrows(DeadlineExceededException.class, limited::await);
        assertEquals(FIVE_SECONDS, thrown.deadline());
        assertEquals("task cancelled by its deadline of 5 s; what was begun may still happen", thrown.getMessage());
        assertEquals(0, clock.timer().pendingAlarms());
    }

    @Test
    void aDeadlineInThePastCancelsAtOnce() {
        task.cancelAfter(Duration.ZERO).forget();
        new TaskSource<Integer>().task().cancelAfter(Duration.ofDays(-1)).forget();
        assertEquals(List.of(new CancellationReason.Deadline(Duration.ZERO)), asked);
    }

    @Test
    void aDeadlineIsForgottenWhenTheTaskIsDone() throws Exception {
        task.cancelAfter(FIVE_SECONDS, clock.timer()).forget();
        task.cancelAfter(Duration.ofSeconds(Long.MAX_VALUE), clock.timer()).forget();
        assertEquals(2, clock.timer().pendingAlarms());
        source.succeed(1);
        assertEquals(0, clock.timer().pendingAlarms());
        task.cancelAfter(FIVE_SECONDS, clock.timer()).forget();
        assertEquals(0, clock.timer().pendingAlarms());
        clock.advance(FIVE_SECONDS);
        assertEquals(1, task.await());
        assertEquals(List.of(), asked);
    }

    @Test
    void theRealClockCancelsToo() {
        var thrown = assertThrows(
                DeadlineExceededException.class,
                () -> new TaskSource<Integer>()
                        .task()
                        .cancelAfter(Duration.ofNanos(1))
                        .await());
        assertEquals(Duration.ofNanos(1), thrown.deadline());
    }

    @Test
    void aTokenCancelsATaskThatWasNotGivenIt() {
        var cancellation = new CancellationSource();
        assertSame(task, task.cancelOn(cancellation.token()));
        cancellation.cancel("enough");
        assertEquals(List.of(new CancellationReason.Requested("enough")), asked);
        var late = new TaskSource<Integer>();
        late.task().cancelOn(cancellation.token()).forget();
        assertTrue(late.task().isCancelled());
    }

    @Test
    void aTokenForgetsTheTaskWhenItIsDone() {
        var cancellation = new CancellationSource();
        assertSame(task, task.cancelOn(CancellationToken.none()));
        assertEquals(0, Chains.length(task));
        TestThreads.untilCollected(doneOn(cancellation.token()));
        cancellation.cancel();
    }

    private static WeakReference<Task<Integer>> doneOn(CancellationToken token) {
        var work = new TaskSource<Integer>();
        work.task().cancelOn(token).forget();
        work.succeed(1);
        work.task().cancelOn(token).forget();
        return new WeakReference<>(work.task());
    }

    @Test
    void cancellingADependentTaskAsksItsSource() {
        var end = task.thenApply(v -> v + 1).then(Task::completed).thenCombine(Task.completed(1), Integer::sum);
        end.cancel(new CancellationReason.Requested("enough"));
        assertEquals(List.of(new CancellationReason.Requested("enough")), asked);
        assertFalse(end.isDone());
        source.cancel(asked.getFirst());
        assertThrows(CancellationException.class, end::await);
    }

    @Test
    void aDeadlineOfADependentTaskCancelsTheWork() {
        var simple = new TaskSource<Integer>();
        var end = simple.task().thenApply(v -> v + 1).cancelAfter(FIVE_SECONDS, clock.timer());
        clock.advance(FIVE_SECONDS);
        assertThrows(DeadlineExceededException.class, end::await);
        assertTrue(simple.task().isCancelled());
    }

    @Test
    void cancellingOneOfTwoAsksBoth() {
        var other = new TaskSource<Integer>();
        task.applyToEither(other.task(), v -> v).cancel();
        assertEquals(1, asked.size());
        assertTrue(other.task().isCancelled());
    }

    /// It may have to close what the source opened.
    @Test
    void theFunctionIsCalledAllTheSameIfTheSourceSucceeded() throws Exception {
        var next = new TaskSource<String>();
        var closed = new AtomicReference<Integer>();
        var end = task.then(opened -> next.task().whenComplete((_, _) -> closed.set(opened)));
        end.cancel();
        source.succeed(42);
        assertThrows(CancellationException.class, end::await);
        assertTrue(next.task().isCancelled()); // it is asked as soon as it is there
        assertEquals(42, closed.get());
    }

    @Test
    void aTaskThatIsFollowedIsAsked() throws Exception {
        var reasons = new ArrayList<CancellationReason>();
        var next = new TaskSource<String>(reasons::add);
        var end = task.thenComposeAsync(_ -> next.task(), Tasks.inline());
        source.succeed(1);
        end.cancel();
        assertEquals(1, reasons.size());
        assertEquals(List.of(), asked);
        next.succeed("too late");
        assertEquals("too late", end.await());
    }

    @Test
    void aWorkThatFailsWhileItIsCancelledHasFailed() {
        task.cancel();
        source.fail(() -> new IOException("EIO"));
        assertThrows(IOException.class, task::await);
        assertFalse(task.isCancelled());
    }

    @Test
    void reasonsAreSentences() {
        assertEquals("on request", CancellationReason.Requested.SILENTLY.describe());
        assertEquals(
                "on request: the window was closed",
                new CancellationReason.Requested("the window was closed").describe());
        assertEquals("by an interrupt of its waiter", new CancellationReason.Interrupted().describe());
        assertEquals("by its deadline of 5 s", new CancellationReason.Deadline(FIVE_SECONDS).describe());
    }

    @Test
    void durationsAreExact() {
        assertEquals("0 s", Durations.describe(Duration.ZERO));
        assertEquals("90 s", Durations.describe(Duration.ofSeconds(90)));
        assertEquals("1500 ms", Durations.describe(Duration.ofMillis(1_500)));
        assertEquals("1001 µs", Durations.describe(Duration.ofNanos(1_001_000)));
        assertEquals("-1 ns", Durations.describe(Duration.ofNanos(-1)));
        assertEquals("PT2562047788015215H30M7.000000001S", Durations.describe(Duration.ofSeconds(Long.MAX_VALUE, 1)));
        assertEquals(Long.MIN_VALUE + " s", Durations.describe(Duration.ofSeconds(Long.MIN_VALUE)));
    }

    @Test
    void durationsFitTheClock() {
        assertEquals(0, Durations.toNanos(Duration.ofSeconds(Long.MIN_VALUE)));
        assertEquals(1_500, Durations.toNanos(Duration.ofNanos(1_500)));
        assertEquals(Long.MAX_VALUE / 2, Durations.toNanos(Duration.ofSeconds(Long.MAX_VALUE)));
    }
}
