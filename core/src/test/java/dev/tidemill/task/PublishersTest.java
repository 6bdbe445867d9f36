package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SubmissionPublisher;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Publishers as tasks, good ones and bad ones, and tasks as publishers.
@Timeout(60)
class PublishersTest {

    // As tasks.

    @Test
    void theFirstItemIsAskedForAloneAndTheRestIsCancelled() throws Exception {
        var publisher = new ByHand();
        Task<Integer> first = Tasks.first(publisher);
        assertEquals(List.of("request 1"), publisher.asked);
        assertFalse(first.isDone());
        publisher.subscriber.onNext(7);
        assertEquals(7, first.await());
        assertEquals(List.of("request 1", "cancel"), publisher.asked);
    }

    @Test
    void aPublisherWithoutAnItemHasNoFirstOne() throws Exception {
        var publisher = new ByHand();
        Task<Integer> first = Tasks.first(publisher);
        publisher.subscriber.onComplete();
        assertEquals(
                "the publisher completed without an item",
                assertThrows(NoSuchElementException.class, first::await).getMessage());

        var other = new ByHand();
        Task<List<Integer>> atMostOne = Tasks.list(other, 1);
        other.subscriber.onComplete();
        assertEquals(List.of(), atMostOne.await());
    }

    @Test
    void aFailureComesAsItIs() {
        var failure = new IOException("EIO");
        for (var thrown : List.of(failure, new CompletionException(failure))) {
            var publisher = new ByHand();
            Task<Integer> first = Tasks.first(publisher);
            publisher.subscriber.onError(thrown);
            assertSame(failure, assertThrows(IOException.class, first::await));
            assertEquals(List.of("request 1"), publisher.asked); // nothing is cancelled that is over
        }
    }

    @Test
    void allItemsCome() throws Exception {
        Task<List<Integer>> list;
        Task<Void> end;
        try (var publisher = new SubmissionPublisher<Integer>()) {
            list = Tasks.list(publisher);
            end = Tasks.ignore(publisher);
            IntStream.range(0, 10_000).forEach(publisher::submit);
        }
        assertEquals(IntStream.range(0, 10_000).boxed().toList(), list.await());
        assertNull(end.await());
        assertThrows(UnsupportedOperationException.class, () -> list.await().add(1));
    }

    @Test
    void itemsAreRequestedAsTheyCome() {
        var publisher = new ByHand();
        var list = Tasks.list(publisher);
        IntStream.range(0, 127).forEach(publisher.subscriber::onNext);
        assertEquals(List.of("request 256"), publisher.asked);
        publisher.subscriber.onNext(127);
        assertEquals(List.of("request 256", "request 128"), publisher.asked);
        assertFalse(list.isDone());
    }

    @Test
    void neverMoreAreRequestedThanAreWanted() throws Exception {
        var publisher = new ByHand();
        var list = Tasks.list(publisher, 300);
        IntStream.range(0, 299).forEach(publisher.subscriber::onNext);
        assertFalse(list.isDone());
        publisher.subscriber.onNext(299);
        assertEquals(300, list.await().size());
        assertEquals(List.of("request 256", "request 44", "cancel"), publisher.asked);

        var nothing = new ByHand();
        assertEquals(List.of(), Tasks.list(nothing, 0).await());
        assertEquals(List.of("cancel"), nothing.asked);
        assertThrows(IllegalArgumentException.class, () -> Tasks.list(nothing, -1));
    }

    /// A publisher that gives items inside of `request` must not nest deeper and deeper, and ends
    /// although it is endless.
    @Test
    void anEndlessPublisherThatGivesAtOnceIsStopped() throws Exception {
        Flow.Publisher<Integer> endless = subscriber -> subscriber.onSubscribe(new Flow.Subscription() {
            private boolean cancelled;

            @Override
            public void request(long items) {
                for (long i = 0; i < items && !cancelled; i++) {
                    subscriber.onNext(1);
                }
            }

            @Override
            public void cancel() {
                cancelled = true;
            }
        });
        assertEquals(1_000_000, Tasks.list(endless, 1_000_000).await().size());
    }

    @Test
    void cancellingTheTaskCancelsTheSubscription() throws Exception {
        var publisher = new ByHand();
        var list = Tasks.list(publisher);
        list.cancel();
        list.cancel();
        assertEquals(List.of("request 256", "cancel"), publisher.asked);
        var outcome = assertInstanceOf(Outcome.Cancelled.class, list.outcome());
        assertEquals(Cancellation.Reach.DETACHED, outcome.cancellation().reach());
        publisher.subscriber.onNext(1); // may come all the same
        publisher.subscriber.onComplete();
        assertTrue(list.isCancelled());
    }

    @Test
    void aSubscriptionThatComesAfterTheCancellationIsCancelled() {
        var late = new ByHand() {
            @Override
            public void subscribe(Flow.Subscriber<? super Integer> subscriber) {
                this.subscriber = subscriber;
            }
        };
        var first = Tasks.first(late);
        first.cancel();
        late.subscriber.onSubscribe(late);
        assertEquals(List.of("cancel"), late.asked);
    }

    @Test
    void aThreadThatMustNotWaitLeavesTheCancellingToAnother() throws Exception {
        var on = new LinkedBlockingQueue<Thread>();
        var publisher = new ByHand() {
            @Override
            public void cancel() {
                on.add(Thread.currentThread());
            }
        };
        var first = Tasks.first(publisher);
        TestThreads.onNonBlockingThread(() -> {
            first.cancel();
            return null;
        });
        assertTrue(on.take().isVirtual());
    }

    // Publishers that break the rules.

    @Test
    void whatComesAfterTheEndIsIgnored() throws Exception {
        var publisher = new ByHand();
        var list = Tasks.list(publisher);
        publisher.subscriber.onNext(1);
        publisher.subscriber.onComplete();
        publisher.subscriber.onNext(2);
        publisher.subscriber.onError(new IOException("EIO"));
        publisher.subscriber.onComplete();
        assertEquals(List.of(1), list.await());
        var second = new ByHand();
        publisher.subscriber.onSubscribe(second);
        assertEquals(List.of("cancel"), second.asked);
    }

    @Test
    void aNullItemIsAFailureAndNoHang() {
        var publisher = new ByHand();
        var list = Tasks.list(publisher);
        assertThrows(NullPointerException.class, () -> publisher.subscriber.onNext(null));
        assertEquals(
                "the publisher gave null",
                assertThrows(NullPointerException.class, list::await).getMessage());
        assertEquals(List.of("request 256", "cancel"), publisher.asked);

        var failing = new ByHand();
        var first = Tasks.first(failing);
        assertThrows(NullPointerException.class, () -> failing.subscriber.onError(null));
        assertThrows(NullPointerException.class, first::await);
    }

    @Test
    void aSecondSubscriptionIsCancelledAndTheFirstGoesOn() throws Exception {
        var publisher = new ByHand();
        var first = Tasks.first(publisher);
        var second = new ByHand();
        publisher.subscriber.onSubscribe(second);
        assertEquals(List.of("cancel"), second.asked);
        publisher.subscriber.onNext(1);
        assertEquals(1, first.await());
        assertThrows(NullPointerException.class, () -> publisher.subscriber.onSubscribe(null));
    }

    @Test
    void aPublisherThatThrowsHasFailed() {
        var failure = new IllegalStateException("expected");
        Flow.Publisher<Integer> refusing = _ -> {
            throw failure;
        };
        assertSame(failure, assertThrows(IllegalStateException.class, Tasks.first(refusing)::await));

        var publisher = new ByHand() {
            @Override
            public void request(long items) {
                super.request(items);
                throw failure;
            }
        };
        assertSame(failure, assertThrows(IllegalStateException.class, Tasks.first(publisher)::await));
        assertEquals(List.of("request 1", "cancel"), publisher.asked);
        assertThrows(NullPointerException.class, () -> Tasks.first(null));
    }

    // Tasks as publishers.

    @Test
    void aTaskGivesItsValueAndTheEnd() throws Exception {
        var source = new TaskSource<Integer>();
        assertEquals(7, roundTrip(source, () -> source.succeed(7)).await());
        assertEquals(7, Tasks.first(source.task().toPublisher()).resultNow()); // at once
        assertEquals(List.of(7), Tasks.list(source.task().toPublisher()).resultNow());
    }

    @Test
    void aTaskWithoutAValueGivesTheEnd() throws Exception {
        assertNull(Tasks.ignore(Task.completed(null).toPublisher()).resultNow());
        assertEquals(List.of(), Tasks.list(Task.run(() -> {}).toPublisher()).await());
    }

    @Test
    void aTaskGivesItsFailureAndItsCancellation() {
        var failing = new TaskSource<Integer>();
        assertThrows(IOException.class, roundTrip(failing, () -> failing.fail(new IOException("EIO")))::await);
        var cancelled = new TaskSource<Integer>();
        assertThrows(CancellationException.class, roundTrip(cancelled, cancelled::cancel)::await);
    }

    /// What a subscriber makes of what the task comes to.
    private static Task<Integer> roundTrip(TaskSource<Integer> source, BooleanSupplier completing) {
        var back = Tasks.first(source.task().toPublisher());
        assertFalse(back.isDone());
        assertTrue(completing.getAsBoolean());
        return back;
    }

    @Test
    void cancellingASubscriptionLeavesTheTaskAlone() throws Exception {
        var source = new TaskSource<Integer>();
        var one = Tasks.first(source.task().toPublisher());
        var other = Tasks.first(source.task().toPublisher());
        one.cancel();
        assertEquals(1, Chains.length(source.task())); // and is forgotten there
        source.succeed(1);
        assertEquals(1, other.await());
    }

    @Test
    void whoRequestsLessThanOneItemIsToldSoAndNothingElse() {
        var source = new TaskSource<Integer>();
        var told = new ArrayList<String>();
        var subscriber = new OnThread() {
            @Override
            public void onError(Throwable thrown) {
                told.add(thrown.getClass().getSimpleName());
            }
        };
        source.task().toPublisher().subscribe(subscriber);
        subscriber.subscription.request(0);
        assertEquals(List.of("IllegalArgumentException"), told);
        assertEquals(0, Chains.length(source.task()));
        subscriber.subscription.request(1);
        source.succeed(1);
        assertEquals(1, told.size());
        assertTrue(subscriber.threads.isEmpty());
    }

    @Test
    void aSubscriberIsToldOnAVirtualThreadOrWhereItAsks() throws Exception {
        var source = new TaskSource<Integer>();
        var pending = new OnThread();
        source.task().toPublisher().subscribe(pending);
        pending.subscription.request(1);
        TestThreads.onNonBlockingThread(() -> source.succeed(1));
        assertTrue(pending.threads.take().isVirtual());

        var asking = new OnThread();
        source.task().toPublisher().subscribe(asking);
        asking.subscription.request(1);
        assertSame(Thread.currentThread(), asking.threads.take());

        var notWaiting = new OnThread();
        source.task().toPublisher().subscribe(notWaiting);
        TestThreads.onNonBlockingThread(() -> {
            notWaiting.subscription.request(1);
            return null;
        });
        assertTrue(notWaiting.threads.take().isVirtual());
    }

    /// What an [OnThread] throws is not told to it, and not to whoever requested.
    @Test
    void aSubscriberThatThrowsIsToldNothingMore() throws Exception {
        var uncaught = new LinkedBlockingQueue<Throwable>();
        var subscriber = new OnThread() {
            @Override
            public void onNext(Integer item) {
                throw new IllegalStateException("expected");
            }
        };
        Thread thread = Thread.ofVirtual()
                .uncaughtExceptionHandler((_, thrown) -> uncaught.add(thrown))
                .start(() -> {
                    Task.completed(1).toPublisher().subscribe(subscriber);
                    subscriber.subscription.request(1);
                });
        thread.join();
        assertEquals("expected", uncaught.take().getMessage());
        assertTrue(subscriber.threads.isEmpty());
    }

    private static class OnThread implements Flow.Subscriber<Integer> {

        final LinkedBlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
        Flow.Subscription subscription;

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
        }

        @Override
        public void onNext(Integer item) {
            threads.add(Thread.currentThread());
        }

        @Override
        public void onError(Throwable thrown) {
            throw new AssertionError(thrown);
        }

        @Override
        public void onComplete() {
            threads.add(Thread.currentThread());
        }
    }

    /// A publisher whose signals the test gives, and which writes down what it is asked for.
    private static class ByHand implements Flow.Publisher<Integer>, Flow.Subscription {

        final List<String> asked = new ArrayList<>();
        Flow.Subscriber<? super Integer> subscriber;

        @Override
        public void subscribe(Flow.Subscriber<? super Integer> subscriber) {
            this.subscriber = subscriber;
            subscriber.onSubscribe(this);
        }

        @Override
        public void request(long items) {
            asked.add("request " + items);
        }

        @Override
        public void cancel() {
            asked.add("cancel");
        }
    }
}
