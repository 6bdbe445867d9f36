package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Deadlines, links, and what is left of them after closing.
@Timeout(60)
class CancellationSourceTest {

    private static final Duration FIVE_SECONDS = Duration.ofSeconds(5);

    private final FakeClock clock = new FakeClock();

    @Test
    void aDeadlineCancels() throws Exception {
        try (var source = new CancellationSource(clock.timer()).cancelAfter(FIVE_SECONDS)) {
            var work = new TaskSource<Integer>();
            source.token().onCancel(work.task());
            clock.advance(Duration.ofMillis(4_999));
            assertFalse(source.isCancelled());
            clock.advance(Duration.ofMillis(1));
            assertThrows(DeadlineExceededException.class, work.task()::await);
            assertEquals(
                    new CancellationReason.Deadline(FIVE_SECONDS),
                    source.token().reason());
        }
    }

    @Test
    void theRealClockCancelsToo() throws Exception {
        try (var source = CancellationSource.after(Duration.ofNanos(1))) {
            var called = new CountDownLatch(1);
            source.token().onCancel(called::countDown);
            called.await();
            assertThrows(DeadlineExceededException.class, source.token()::throwIfCancelled);
        }
    }

    @Test
    void aDeadlineReplacesTheOneBefore() throws Exception {
        var source = new CancellationSource(clock.timer()).cancelAfter(FIVE_SECONDS);
        source.cancelAfter(Duration.ofSeconds(10));
        assertEquals(1, clock.timer().pendingAlarms());
        clock.advance(FIVE_SECONDS);
        assertFalse(source.isCancelled());
        var work = new TaskSource<Integer>();
        source.token().onCancel(work.task());
        clock.advance(FIVE_SECONDS);
        assertThrows(DeadlineExceededException.class, work.task()::await);
    }

    @Test
    void cancellingByHandEndsTheDeadline() {
        var source = new CancellationSource(clock.timer()).cancelAfter(FIVE_SECONDS);
        assertTrue(source.cancel());
        assertEquals(0, clock.timer().pendingAlarms());
        assertEquals(CancellationReason.Requested.SILENTLY, source.token().reason());
        source.cancelAfter(FIVE_SECONDS).close();
        assertEquals(0, clock.timer().pendingAlarms());
    }

    @Test
    void closingEndsTheDeadlineAndCancelsNothing() {
        var source = new CancellationSource(clock.timer()).cancelAfter(FIVE_SECONDS);
        source.close();
        source.close();
        assertEquals(0, clock.timer().pendingAlarms());
        assertFalse(source.isCancelled());
        assertThrows(IllegalStateException.class, () -> source.cancelAfter(FIVE_SECONDS));
        assertTrue(source.cancel());
    }

    @Test
    void aLinkedSourceIsCancelledWithEachOfItsTokens() {
        for (int cancelled = 0; cancelled < 3; cancelled++) {
            var parents = List.of(new CancellationSource(), new CancellationSource(), new CancellationSource());
            try (var linked = CancellationSource.linked(
                    parents.get(0).token(),
                    CancellationToken.none(),
                    parents.get(1).token(),
                    parents.get(2).token())) {
                parents.get(cancelled).cancel("parent " + cancelled);
                assertEquals(
                        new CancellationReason.Requested("parent " + cancelled),
                        linked.token().reason());
            }
        }
    }

    @Test
    void aLinkedSourceIsCancelledAtOnceIfATokenIs() {
        var parent = new CancellationSource();
        parent.cancel();
        try (var linked = CancellationSource.linked(new CancellationSource().token(), parent.token())) {
            assertTrue(linked.isCancelled());
        }
    }

    @Test
    void cancellingALinkedSourceDoesNotTouchItsTokens() {
        var parent = new CancellationSource();
        try (var linked = CancellationSource.linked(parent.token())) {
            linked.cancel();
            assertFalse(parent.isCancelled());
        }
    }

    @Test
    void callbacksOfLinkedSourcesRunInTheirPlaceAmongTheOthers() {
        var parent = new CancellationSource();
        var order = new ArrayList<String>();
        parent.token().onCancel(() -> order.add("before"));
        try (var linked = CancellationSource.linked(parent.token())) {
            linked.token().onCancel(() -> order.add("linked 1"));
            linked.token().onCancel(() -> order.add("linked 2"));
            parent.token().onCancel(() -> order.add("after"));
            parent.cancel();
        }
        assertEquals(List.of("after", "linked 2", "linked 1", "before"), order);
    }

    @Test
    void aLinkedSourceThatIsClosedOrCancelledIsForgotten() {
        var parent = new CancellationSource();
        var closed = CancellationSource.linked(parent.token());
        closed.close();
        var cancelled = CancellationSource.linked(parent.token());
        cancelled.cancel("by hand");
        parent.cancel("by the parent");
        assertFalse(closed.isCancelled());
        assertEquals(
                new CancellationReason.Requested("by hand"), cancelled.token().reason());
    }

    @Test
    void aFailedLinkLeavesNothingBehind() {
        var parent = new CancellationSource();
        assertThrows(NullPointerException.class, () -> CancellationSource.linked(parent.token(), null));
        assertEquals("CancellationSource[not cancelled]", parent.toString());
    }

    @Test
    void manyOperationsOnOneTokenAreCancelledWithIt() {
        var source = new CancellationSource();
        var operations = new ArrayList<Task<Integer>>();
        for (int i = 0; i < 100_000; i++) {
            var operation = new TaskSource<Integer>().task();
            source.token().onCancel(operation);
            operations.add(operation);
        }
        source.cancel();
        assertTrue(operations.stream().allMatch(Task::isCancelled));
    }
}
