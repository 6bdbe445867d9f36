package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The first of several tasks, the first success, all or none, and no longer waiting for one.
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // which takes a task of a task for a mistake
class CombiningTest {

    private final TaskSource<String> one = new TaskSource<>();
    private final TaskSource<String> other = new TaskSource<>();

    /// A source whose task stays pending when somebody asks to cancel it, and notes the reasons.
    private final List<CancellationReason> asked = Collections.synchronizedList(new ArrayList<>());

    private final TaskSource<String> slow = new TaskSource<>(asked::add);

    private static List<String> suppressed(Throwable thrown) {
        return Arrays.stream(thrown.getSuppressed()).map(Throwable::getMessage).toList();
    }

    // whenAny

    @Test
    void anyIsTheFirstThatIsDoneWhateverItCameTo() throws Exception {
        var any = Tasks.whenAny(one.task(), other.task());
        assertFalse(any.isDone());
        other.fail(new IOException("other"));
        assertSame(other.task(), any.await());
        one.succeed("one");
        assertSame(other.task(), any.await());
    }

    @Test
    void anyOfCompleteTasksIsTheFirstOfThem() throws Exception {
        var second = Task.completed("second");
        var third = Task.completed("third");
        var any = Tasks.whenAny(List.of(one.task(), second, third));
        assertTrue(any.isDone());
        assertSame(second, any.await());
        assertEquals(0, Chains.length(one.task())); // it was not touched
    }

    @Test
    void anyIsACancelledTaskToo() throws Exception {
        var any = Tasks.whenAny(one.task(), other.task());
        one.cancel();
        assertSame(one.task(), any.await());
        assertInstanceOf(Outcome.Succeeded.class, any.outcome());
    }

    @Test
    void anyForgetsTheLosers() throws Exception {
        for (int i = 0; i < 100_000; i++) {
            var brief = new TaskSource<String>();
            var any = Tasks.whenAny(one.task(), brief.task());
            brief.succeed("brief");
            assertSame(brief.task(), any.await());
            assertEquals(0, Chains.length(one.task()));
        }
        var any = new WeakReference<>(Tasks.whenAny(one.task(), Task.completed("done")));
        TestThreads.untilCollected(any);
        assertFalse(one.task().isDone());
    }

    @Test
    void cancellingAnyOnlyEndsTheWaiting() throws Exception {
        var any = Tasks.whenAny(one.task(), slow.task());
        any.cancel();
        var cancelled = assertInstanceOf(Outcome.Cancelled.class, any.outcome());
        assertEquals(Cancellation.Reach.DETACHED, cancelled.cancellation().reach());
        assertEquals(
                "any of 2 tasks cancelled on request; what was begun may still happen",
                assertThrows(CancellationException.class, any::await).getMessage());
        assertEquals(List.of(), asked);
        assertFalse(one.task().isDone());
        assertEquals(0, Chains.length(one.task()) + Chains.length(slow.task()));
    }

    @Test
    void anyOfNothingAndAnyOfNullAreRefused() {
        List<Task<String>> withNull = Arrays.asList(one.task(), null);
        assertEquals(
                "there are no tasks; must be at least 1",
                assertThrows(IllegalArgumentException.class, () -> Tasks.whenAny(List.<Task<String>>of()))
                        .getMessage());
        assertEquals(
                "tasks[1] is null",
                assertThrows(NullPointerException.class, () -> Tasks.whenAny(withNull))
                        .getMessage());
        assertEquals(
                "tasks[1] is null",
                assertThrows(NullPointerException.class, () -> Tasks.whenAnySuccess(withNull))
                        .getMessage());
        assertEquals(
                "tasks[1] is null",
                assertThrows(NullPointerException.class, () -> Tasks.raceToSuccess(withNull))
                        .getMessage());
        assertEquals(
                "tasks[1] is null",
                assertThrows(NullPointerException.class, () -> Tasks.whenAllFailFast(withNull))
                        .getMessage());
        assertEquals(
                "tasks[1] is null",
                assertThrows(NullPointerException.class, () -> Tasks.whenEach(withNull))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> Tasks.whenAnySuccess(List.<Task<String>>of()));
        assertThrows(IllegalArgumentException.class, () -> Tasks.raceToSuccess(List.<Task<String>>of()));
        assertEquals(0, Chains.length(one.task()));
    }

    @Test
    void theSameTaskMayBeGivenTwice() throws Exception {
        var any = Tasks.whenAny(one.task(), one.task());
        var all = Tasks.whenAllFailFast(one.task(), one.task());
        one.succeed("one");
        assertSame(one.task(), any.await());
        assertEquals(List.of("one", "one"), all.await());
    }

    // whenAnySuccess

    @Test
    void theFirstSuccessCountsAndTheOthersGoOn() throws Exception {
        var success = Tasks.whenAnySuccess(one.task(), slow.task(), other.task());
        one.fail(new IOException("one"));
        assertFalse(success.isDone());
        other.succeed("other");
        assertEquals("other", success.await());
        assertEquals(List.of(), asked);
        assertEquals(0, Chains.length(slow.task()));
    }

    @Test
    void ofCompleteTasksTheFirstSuccessCounts() throws Exception {
        var failed = Task.<String>failed(new IOException("failed"));
        assertEquals(
                "b",
                Tasks.whenAnySuccess(failed, one.task(), Task.completed("b"), Task.completed("c"))
                        .await());
        assertEquals(0, Chains.length(one.task()));
    }

    @Test
    void withoutASuccessTheFirstFailureInTheirOrderIsThrown() {
        var success = Tasks.whenAnySuccess(one.task(), other.task(), slow.task());
        slow.fail(new IOException("third"));
        one.cancel();
        assertFalse(success.isDone());
        other.fail(new IOException("second"));
        var thrown = assertThrows(IOException.class, success::await);
        assertEquals("second", thrown.getMessage());
        assertEquals(List.of("third"), suppressed(thrown));
    }

    @Test
    void ifAllWereCancelledNoneSucceededAndThatIsACancellation() {
        var success = Tasks.whenAnySuccess(one.task(), other.task());
        success.cancel(new CancellationReason.Requested("enough"));
        assertTrue(one.task().isCancelled() && other.task().isCancelled());
        assertTrue(success.isCancelled());
        assertTrue(assertThrows(CancellationException.class, success::await)
                .getMessage()
                .contains("enough"));
    }

    // raceToSuccess

    @Test
    void theWinnerOfARaceIsKnownWhenTheOthersHaveEnded() throws Exception {
        var race = Tasks.raceToSuccess(one.task(), slow.task(), other.task());
        one.succeed("one");
        assertTrue(other.task().isCancelled());
        assertEquals(List.of(new CancellationReason.Requested("another of the tasks has won")), asked);
        assertFalse(race.isDone()); // one is still at it
        slow.succeed("slow"); // too late
        assertEquals("one", race.await());
    }

    @Test
    void aRaceThatNobodyWinsFailsAsTheFirstInTheirOrder() {
        var race = Tasks.raceToSuccess(one.task(), other.task());
        other.fail(new IOException("other"));
        one.fail(new IOException("one"));
        var thrown = assertThrows(IOException.class, race::await);
        assertEquals("one", thrown.getMessage());
        assertEquals(List.of("other"), suppressed(thrown));
    }

    // whenAllFailFast

    @Test
    void theFirstFailureCancelsTheOthersAndWaitsForTheirEnds() {
        var all = Tasks.whenAllFailFast(slow.task(), one.task(), other.task());
        other.fail(new IOException("other"));
        assertTrue(one.task().isCancelled());
        assertEquals(List.of(new CancellationReason.Requested("another task failed")), asked);
        assertFalse(all.isDone());
        slow.fail(new IOException("slow")); // it had failed before it was asked, say
        var thrown = assertThrows(IOException.class, all::await);
        assertEquals("other", thrown.getMessage()); // the first in time
        assertEquals(List.of("slow"), suppressed(thrown));
    }

    @Test
    void theFirstCancellationCancelsTheOthersToo() throws Exception {
        var all = Tasks.whenAllFailFast(one.task(), slow.task());
        one.cancel(new CancellationReason.Deadline(Duration.ofSeconds(5)));
        assertEquals(List.of(new CancellationReason.Requested("another task was cancelled")), asked);
        slow.succeed("all the same");
        assertThrows(DeadlineExceededException.class, all::await);
        assertTrue(all.isCancelled());
    }

    @Test
    void aFailureAfterACancellationCountsMore() {
        var all = Tasks.whenAllFailFast(one.task(), slow.task());
        one.cancel();
        slow.fail(new IOException("slow"));
        assertEquals("slow", assertThrows(IOException.class, all::await).getMessage());
    }

    @Test
    void ifNothingFailsAllValuesComeInTheirOrder() throws Exception {
        var all = Tasks.whenAllFailFast(one.task(), Task.completed("done"), other.task());
        other.succeed("other");
        one.succeed("one");
        assertEquals(List.of("one", "done", "other"), all.await());
        assertEquals(List.of(), Tasks.whenAllFailFast(List.<Task<String>>of()).resultNow());
        assertNull(Tasks.<Void>whenAllFailFast(Task.completed(null)).await().getFirst());
    }

    @Test
    void aTaskThatFailedBeforeCancelsThoseBehindItToo() {
        var all = Tasks.whenAllFailFast(one.task(), Task.failed(new IOException("before")), other.task());
        assertTrue(one.task().isCancelled() && other.task().isCancelled());
        assertEquals("before", assertThrows(IOException.class, all::await).getMessage());
    }

    @Test
    void manyLevelsOfFailFastNeedNoDeepStack() throws Exception {
        var outer = new TaskSource<List<String>>();
        Task<List<List<String>>> top = Tasks.whenAllFailFast(outer.task());
        Task<?> level = one.task();
        for (int i = 0; i < 100_000; i++) {
            level = Tasks.whenAllFailFast(new TaskSource<String>().task(), level);
        }
        level.cancel();
        assertTrue(level.isCancelled());
        assertTrue(one.task().isCancelled());
        assertFalse(top.isDone());

        Task<?> upwards = other.task();
        for (int i = 0; i < 100_000; i++) {
            upwards = Tasks.whenAllFailFast(upwards, new TaskSource<String>().task());
        }
        other.fail(new IOException("at the bottom"));
        assertEquals(
                "at the bottom", assertThrows(IOException.class, upwards::await).getMessage());
    }

    /// It is told on the thread that fails, where nobody is there who could catch it.
    @Test
    void whoThrowsWhenItIsAskedToCancelDoesNotKeepTheOthersFromBeingAsked() throws Exception {
        var uncaught = new AtomicReference<Throwable>();
        var rude = new TaskSource<String>(_ -> {
            throw new IllegalStateException("rude");
        });
        var all = Tasks.whenAllFailFast(rude.task(), one.task(), other.task());
        var thread = new Thread(() -> one.fail(new IOException("one")));
        thread.setUncaughtExceptionHandler((_, thrown) -> uncaught.set(thrown));
        thread.start();
        thread.join();
        assertEquals("rude", uncaught.get().getMessage());
        assertTrue(other.task().isCancelled());
        rude.succeed("at last");
        assertThrows(IOException.class, all::await);

        var asker = Tasks.whenAll(
                new TaskSource<>(_ -> {
                            throw new IllegalStateException("rude");
                        })
                        .task(),
                slow.task());
        assertEquals(
                "rude", assertThrows(IllegalStateException.class, asker::cancel).getMessage());
        assertEquals(1, asked.size());
    }

    // Many failures.

    @Test
    void manyFailuresAreReadableAsData() throws Exception {
        var failed = IntStream.range(0, 3_000)
                .mapToObj(i -> Task.<Integer>failed(() -> new IOException("number " + i)))
                .toList();
        var failure = assertInstanceOf(
                        Outcome.Failed.class, Tasks.whenAll(failed).outcome())
                .failure();
        var many = assertInstanceOf(ManyFailures.class, failure);
        assertEquals(3_000, many.count());
        assertEquals(1_000, many.failures().size());
        assertEquals("number 999", many.failures().get(999).toException().getMessage());
    }

    @Test
    void failuresOfFailuresAreOnOneLevel() {
        Task<List<Integer>> two = Tasks.whenAll(Task.failed(new IOException("a")), Task.failed(new IOException("b")));
        var thrown = assertThrows(
                IOException.class,
                () -> Tasks.whenAll(two, Task.failed(new IOException("c"))).await());
        assertEquals("a", thrown.getMessage());
        assertEquals(List.of("b", "c"), suppressed(thrown));
    }

    // withCancellation

    @Test
    void whoStopsWaitingLeavesTheWorkAlone() {
        var source = new CancellationSource();
        var waiting = slow.task().withCancellation(source.token());
        assertFalse(waiting.isDone());
        source.cancel("not interested");
        var thrown = assertThrows(CancellationException.class, waiting::await);
        assertTrue(thrown.getMessage().contains("not interested; what was begun may still happen"), thrown::toString);
        assertEquals(List.of(), asked);
        assertFalse(slow.task().isDone());
        assertEquals(0, Chains.length(slow.task()));
    }

    @Test
    void aDeadlineThatEndsTheWaitingIsADeadline() throws Exception {
        var clock = new FakeClock();
        var source = new CancellationSource(clock.timer()).cancelAfter(Duration.ofSeconds(5));
        var waiting = one.task().withCancellation(source.token());
        clock.advance(Duration.ofSeconds(5));
        assertThrows(DeadlineExceededException.class, waiting::await);
        assertFalse(one.task().isDone());
    }

    @Test
    void whatIsDoneInTimeIsSeenAsItIs() throws Exception {
        var source = new CancellationSource();
        var waiting = one.task().withCancellation(source.token());
        var failing = other.task().withCancellation(source.token());
        one.succeed("one");
        other.fail(new IOException("other"));
        assertEquals("one", waiting.await());
        assertEquals("other", assertThrows(IOException.class, failing::await).getMessage());
        source.cancel();
        assertEquals("one", waiting.await());
    }

    @Test
    void aTaskThatIsDoneOrATokenThatNeverIsCancelledNeedNothing() {
        assertSame(one.task(), one.task().withCancellation(CancellationToken.none()));
        var source = new CancellationSource();
        source.cancel();
        assertTrue(one.task().withCancellation(source.token()).isCancelled());
        one.succeed("one");
        assertSame(one.task(), one.task().withCancellation(source.token()));
    }

    @Test
    void aTokenThatLivesLongHoldsNothingOfWhatWasWaitedFor() {
        var source = new CancellationSource();
        var brief = new TaskSource<byte[]>();
        var waiting = new WeakReference<>(brief.task().withCancellation(source.token()));
        brief.succeed(new byte[1]);
        brief = null;
        TestThreads.untilCollected(waiting);
        assertFalse(source.isCancelled());
    }

    // Awaiting oneself.

    @Test
    void aBodyThatAwaitsItselfIsRefused() throws Exception {
        var self = new AtomicReference<Task<String>>();
        var ready = new TaskSource<Boolean>();
        var thrown = new AtomicReference<Throwable>();
        var calls = new AtomicInteger();
        self.set(Task.run(() -> {
            ready.task().await();
            calls.incrementAndGet();
            thrown.set(
                    assertThrows(IllegalStateException.class, () -> self.get().await()));
            return "done";
        }));
        ready.succeed(true);
        assertEquals("done", self.get().await());
        assertEquals(1, calls.get());
        assertTrue(thrown.get().getMessage().contains("would wait for itself"), thrown.get()::toString);
    }
}
