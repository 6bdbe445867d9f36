package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.task.EventAwaiter.Overflow;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Events that are awaited.
@Timeout(60)
@SuppressWarnings("try") // closed in the middle on purpose
class EventAwaiterTest {

    private final Listeners<Integer> source = new Listeners<>();

    // Taking.

    @Test
    void eventsComeInTheirOrder() throws Exception {
        try (var events = source.awaiter()) {
            source.raise(1);
            source.raise(2);
            var third = events.next().await() + events.next().await();
            assertEquals(3, third);
            Task<Integer> pending = events.next();
            assertFalse(pending.isDone());
            assertEquals("wait for the next event: pending", pending.toString());
            source.raise(3);
            assertEquals(3, pending.resultNow());
        }
        assertEquals(0, source.count());
    }

    @Test
    void waitersAreServedInTheirOrder() throws Exception {
        try (var events = source.awaiter()) {
            var waiters = IntStream.range(0, 100).mapToObj(_ -> events.next()).toList();
            IntStream.range(0, 100).forEach(source::raise);
            assertEquals(
                    IntStream.range(0, 100).boxed().toList(),
                    Tasks.whenAll(waiters).await());
        }
    }

    @Test
    void aCancelledWaiterLeavesTheLineAndItsEventGoesToTheNext() {
        try (var events = source.awaiter()) {
            var first = events.next();
            var second = events.next();
            var third = events.next();
            second.cancel();
            first.cancel();
            source.raise(1);
            source.raise(2);
            assertEquals(1, third.resultNow());
            assertEquals(1, events.queuedEvents());
            assertEquals(
                    "wait for the next event cancelled on request",
                    assertThrows(CancellationException.class, first::await).getMessage());
        }
    }

    @Test
    void cancellingAWaiterThatHasItsEventChangesNothing() {
        try (var events = source.awaiter()) {
            var next = events.next();
            source.raise(1);
            next.cancel();
            assertEquals(1, next.resultNow());
        }
    }

    @Test
    void aTokenTakesAWaiterOutOfTheLine() {
        try (var events = source.awaiter();
                var stop = new CancellationSource()) {
            var next = events.next(stop.token());
            stop.cancel("enough");
            assertEquals(
                    "wait for the next event cancelled on request: enough",
                    assertThrows(CancellationException.class, next::await).getMessage());
            source.raise(1);
            assertThrows(CancellationException.class, events.next(stop.token())::await); // takes no event
            assertEquals(1, events.queuedEvents());
            assertEquals(1, events.next(CancellationToken.none()).resultNow());
        }
    }

    @Test
    void aDeadlineIsOneOfATask() {
        try (var events = source.awaiter()) {
            assertThrows(
                    DeadlineExceededException.class,
                    () -> events.next().cancelAfter(Duration.ofNanos(1)).await());
            source.raise(1);
            assertEquals(1, events.queuedEvents());
        }
    }

    @Test
    void aWaitThatIsInterruptedLosesNoEvent() throws Exception {
        try (var events = source.awaiter()) {
            var thrown = new LinkedBlockingQueue<Throwable>();
            Thread thread = Thread.ofVirtual().start(() -> {
                try {
                    thrown.add(new AssertionError(events.awaitNext()));
                } catch (Throwable t) {
                    thrown.add(t);
                }
            });
            TestThreads.untilParked(thread);
            thread.interrupt();
            assertInstanceOf(InterruptedException.class, thrown.take());
            source.raise(1);
            assertEquals(1, events.awaitNext());
        }
    }

    @Test
    void aThreadThatMustNotWaitIsRefusedAndNotInTheLine() throws Exception {
        try (var events = source.awaiter()) {
            assertThrows(IllegalStateException.class, () -> TestThreads.onNonBlockingThread(events::awaitNext));
            source.raise(1);
            assertEquals(1, TestThreads.onNonBlockingThread(events::awaitNext)); // it need not wait
        }
    }

    // Raising.

    @Test
    void aThreadThatMustNotWaitRaisesAndRunsNoUserCode() throws Exception {
        try (var events = source.awaiter()) {
            var on = new LinkedBlockingQueue<Thread>();
            var told = events.next().thenRun(() -> on.add(Thread.currentThread()));
            TestThreads.onNonBlockingThread(() -> {
                source.raise(1);
                return null;
            });
            told.await();
            assertTrue(on.take().isVirtual());
        }
    }

    @Test
    void aNullEventIsRefusedWhereItIsRaised() {
        try (var events = source.awaiter()) {
            var next = events.next();
            assertThrows(NullPointerException.class, () -> source.raise(null));
            assertFalse(next.isDone());
            source.raise(1);
            assertEquals(1, next.resultNow());
        }
    }

    @Test
    void anEventRaisedDuringRegistrationIsThere() {
        try (var events = EventAwaiter.<Integer>of(raise -> {
            raise.accept(7);
            return () -> {};
        })) {
            assertEquals(7, events.next().resultNow());
        }
    }

    // Overflow.

    @Test
    void theOldestAreDropped() {
        try (var events = source.awaiter(3, Overflow.DROP_OLDEST)) {
            IntStream.range(0, 10).forEach(source::raise);
            assertEquals(7, events.droppedEvents());
            assertEquals("EventAwaiter[3 queued, 0 waiting, 7 dropped, open]", events.toString());
            events.close();
            assertEquals(List.of(7, 8, 9), taken(events));
        }
    }

    @Test
    void theLatestAreDropped() {
        try (var events = source.awaiter(3, Overflow.DROP_LATEST)) {
            IntStream.range(0, 10).forEach(source::raise);
            assertEquals(7, events.droppedEvents());
            assertEquals(0, events.next().resultNow());
            source.raise(10);
            events.close();
            assertEquals(List.of(1, 2, 10), taken(events));
        }
    }

    @Test
    void whoMayLoseNoneIsToldAfterThoseThatAreThere() {
        try (var events = source.awaiter(3, Overflow.FAIL)) {
            IntStream.range(0, 4).forEach(source::raise);
            assertEquals(
                    List.of(0, 1, 2),
                    IntStream.range(0, 3)
                            .mapToObj(_ -> events.next().resultNow())
                            .toList());
            source.raise(4); // too late: there is a hole already
            var thrown = assertThrows(EventOverflowException.class, events.next()::await);
            assertEquals(2, thrown.droppedEvents());
            assertEquals(
                    "2 events were dropped: 3 were waiting to be taken, which is the capacity", thrown.getMessage());
            source.raise(5);
            assertEquals(
                    3,
                    assertThrows(EventOverflowException.class, events::awaitNext)
                            .droppedEvents());
            assertThrows(EventOverflowException.class, () -> events.iterator().hasNext());
            assertEquals(1, source.count());
        }
        assertEquals(0, source.count());
    }

    @Test
    void withoutAWordAThousandEventsAreKeptAndNoneIsLostSilently() {
        try (var events = source.awaiter()) {
            IntStream.range(0, EventAwaiter.DEFAULT_CAPACITY).forEach(source::raise);
            assertEquals(0, events.droppedEvents());
            source.raise(-1);
            assertEquals(1, events.droppedEvents());
            events.close();
            var loop = events.iterator();
            for (int i = 0; i < EventAwaiter.DEFAULT_CAPACITY; i++) {
                assertEquals(i, loop.next());
            }
            assertThrows(EventOverflowException.class, loop::next);
        }
    }

    @Test
    void aQueueWithoutRoomIsRefused() {
        assertEquals(
                "capacity is 0; must be at least 1",
                assertThrows(IllegalArgumentException.class, () -> source.awaiter(0, Overflow.FAIL))
                        .getMessage());
        assertEquals(0, source.count());
    }

    // Closing.

    @Test
    void closingCancelsWhoWaitsAndSaysWhy() {
        var events = source.awaiter();
        var next = events.next();
        events.close();
        var later = events.next();
        for (Task<Integer> waiter : List.of(next, later)) {
            assertEquals(
                    "wait for the next event cancelled on request: the awaiter is closed",
                    assertThrows(CancellationException.class, waiter::await).getMessage());
            assertTrue(waiter.isCancelled());
        }
    }

    @Test
    void whatIsInTheQueueCanStillBeTaken() {
        var events = source.awaiter();
        source.raise(1);
        source.raise(2);
        events.close();
        assertEquals(List.of(1, 2), taken(events));
        assertTrue(events.next().isCancelled());
    }

    @Test
    void whatIsRaisedAfterwardsIsDroppedAndCounted() {
        var raise = new AtomicReference<Consumer<Integer>>();
        var events = EventAwaiter.<Integer>of(given -> {
            raise.set(given);
            return () -> {};
        });
        events.close();
        raise.get().accept(1);
        assertEquals(1, events.droppedEvents());
        assertEquals(0, events.queuedEvents());
    }

    @Test
    void theListenerIsTakenBackOnce() {
        var taken = new AtomicInteger();
        var events = EventAwaiter.<Integer>of(_ -> taken::incrementAndGet);
        assertEquals(0, taken.get());
        events.close();
        events.close();
        assertEquals(1, taken.get());
    }

    @Test
    void takingBackMayThrow() {
        var failure = new IllegalStateException("not registered");
        var events = EventAwaiter.<Integer>of(_ -> () -> {
            throw failure;
        });
        var next = events.next();
        assertSame(failure, assertThrows(IllegalStateException.class, events::close));
        assertTrue(next.isCancelled());
        events.close();

        var checked = EventAwaiter.<Integer>of(_ -> () -> {
            throw new IOException("EIO");
        });
        assertInstanceOf(
                IOException.class,
                assertThrows(CompletionException.class, checked::close).getCause());
    }

    @Test
    void aRegistrationThatThrowsThrowsHere() {
        var raise = new AtomicReference<Consumer<Integer>>();
        var failure = new IllegalStateException("no more listeners");
        assertSame(
                failure,
                assertThrows(
                        IllegalStateException.class,
                        () -> EventAwaiter.<Integer, Consumer<Integer>>of(
                                given -> given,
                                listener -> {
                                    raise.set(listener);
                                    throw failure;
                                },
                                _ -> {
                                    throw new AssertionError("never registered");
                                })));
        raise.get().accept(1); // harmless
        assertThrows(NullPointerException.class, () -> EventAwaiter.<Integer>of(_ -> null));
    }

    /// A source may wait for its callbacks before it takes a listener back.
    @Test
    void closingWaitsForNobodyWhoRaisesButTheSourceMay() throws Exception {
        var raising = new CountDownLatch(1);
        var closing = new CountDownLatch(1);
        var raise = new AtomicReference<Consumer<Integer>>();
        var callback = new AtomicReference<Thread>();
        var events = EventAwaiter.<Integer>of(given -> {
            raise.set(given);
            return () -> {
                closing.countDown();
                callback.get().join();
            };
        });
        callback.set(Thread.ofVirtual().start(() -> {
            raise.get().accept(1);
            raising.countDown();
            try {
                closing.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            raise.get().accept(2);
        }));
        raising.await();
        events.close();
        assertEquals(List.of(1), taken(events));
        assertEquals(1, events.droppedEvents());
    }

    @Test
    void closingInAContinuationOfAnEventIsAllowed() throws Exception {
        var events = source.awaiter();
        var closed = events.next().thenAcceptAsync(_ -> events.close(), Tasks.inline());
        source.raise(1);
        closed.await();
        assertEquals(0, source.count());
    }

    // Loops.

    @Test
    void aLoopEndsWhenTheAwaiterIsClosed() throws Exception {
        var events = source.awaiter();
        var seen = new LinkedBlockingQueue<Integer>();
        var loop = Task.run(() -> {
            for (int event : events) {
                seen.add(event);
            }
        });
        source.raise(1);
        assertEquals(1, seen.take());
        source.raise(2);
        assertEquals(2, seen.take());
        events.close();
        loop.await();
        assertThrows(NoSuchElementException.class, () -> events.iterator().next());
    }

    @Test
    void aLoopThatIsInterruptedSaysSoAndLosesNoEvent() throws Exception {
        var events = source.awaiter();
        var thrown = new LinkedBlockingQueue<Throwable>();
        var interrupted = new LinkedBlockingQueue<Boolean>();
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                events.forEach(_ -> {});
            } catch (Throwable t) {
                interrupted.add(Thread.interrupted());
                thrown.add(t);
            }
        });
        TestThreads.untilParked(thread);
        thread.interrupt();
        assertEquals(
                "wait for the next event cancelled by an interrupt of its waiter",
                assertInstanceOf(CancellationException.class, thrown.take()).getMessage());
        assertTrue(interrupted.take());
        source.raise(1);
        assertEquals(1, events.queuedEvents());
    }

    // Subscribers.

    @Test
    void aSubscriberGetsWhatItRequestsAndThenTheEnd() throws Exception {
        var events = source.awaiter();
        var subscriber = new Recorder();
        events.subscribe(subscriber);
        source.raise(1);
        source.raise(2);
        source.raise(3);
        subscriber.subscription.request(1);
        assertEquals("1", subscriber.told.take());
        TestThreads.until(() -> events.queuedEvents() == 2);
        assertEquals(2, events.awaitNext()); // they share the events
        subscriber.subscription.request(10);
        assertEquals("3", subscriber.told.take());
        source.raise(4);
        assertEquals("4", subscriber.told.take());
        events.close();
        assertEquals("complete", subscriber.told.take());
    }

    @Test
    void aSubscriberIsToldOfTheEndWithoutARequest() throws Exception {
        var events = source.awaiter();
        var subscriber = new Recorder();
        events.subscribe(subscriber);
        source.raise(1);
        events.close();
        assertEquals(1, events.next().resultNow()); // the last one
        assertEquals("complete", subscriber.told.take());
    }

    @Test
    void aSubscriberIsToldOfAnOverflow() throws Exception {
        var events = source.awaiter(1, Overflow.FAIL);
        source.raise(1);
        source.raise(2);
        var subscriber = new Recorder();
        events.subscribe(subscriber);
        subscriber.subscription.request(1);
        assertEquals("1", subscriber.told.take());
        assertEquals("EventOverflowException", subscriber.told.take());
    }

    @Test
    void aSubscriberThatCancelsLosesNoEvent() throws Exception {
        var events = source.awaiter();
        var subscriber = new Recorder();
        events.subscribe(subscriber);
        subscriber.subscription.request(1);
        TestThreads.until(() -> events.toString().contains("1 waiting"));
        subscriber.subscription.cancel();
        source.raise(1);
        assertEquals(1, events.awaitNext());
        assertTrue(subscriber.told.isEmpty());
    }

    @Test
    void aSubscriberThatThrowsHasCancelled() throws Exception {
        var events = source.awaiter();
        var uncaught = new LinkedBlockingQueue<Throwable>();
        events.subscribe(new Recorder() {
            @Override
            public void onSubscribe(Flow.Subscription subscription) {
                subscription.request(Long.MAX_VALUE);
            }

            @Override
            public void onNext(Integer event) {
                Thread.currentThread().setUncaughtExceptionHandler((_, thrown) -> uncaught.add(thrown));
                throw new IllegalStateException("expected");
            }
        });
        source.raise(1);
        assertEquals("expected", uncaught.take().getMessage());
        source.raise(2);
        assertEquals(2, events.awaitNext());
    }

    private static List<Integer> taken(EventAwaiter<Integer> closed) {
        var taken = new ArrayList<Integer>();
        closed.forEach(taken::add);
        return taken;
    }

    private static class Recorder implements Flow.Subscriber<Integer> {

        final LinkedBlockingQueue<String> told = new LinkedBlockingQueue<>();
        Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
        }

        @Override
        public void onNext(Integer event) {
            told.add(String.valueOf(event));
        }

        @Override
        public void onError(Throwable thrown) {
            told.add(thrown.getClass().getSimpleName());
        }

        @Override
        public void onComplete() {
            told.add("complete");
        }
    }
}
