package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.task.EventAwaiter.Overflow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Many threads raise, take, cancel and close at the same moment: each event goes to exactly one,
/// or is counted.
@Timeout(120)
@SuppressWarnings("try") // closed in the middle on purpose
class EventAwaiterRacesTest {

    private static final int RAISERS = 8;
    private static final int EVENTS = 125_000; // each raises
    private static final int CAPACITY = 100;

    private final AtomicReference<Consumer<Integer>> raise = new AtomicReference<>();

    private EventAwaiter<Integer> awaiter(int capacity, Overflow overflow) {
        return EventAwaiter.<Integer>of(capacity, overflow, given -> {
            raise.set(given);
            return () -> {};
        });
    }

    private List<Thread> raisers(int events, boolean nonBlocking) {
        var threads = new ArrayList<Thread>();
        for (int i = 0; i < RAISERS; i++) {
            int first = i * events;
            Runnable body = () -> {
                for (int event = first; event < first + events; event++) {
                    raise.get().accept(event);
                }
            };
            threads.add(
                    nonBlocking && i % 2 == 0
                            ? new TestThreads.NonBlocking(body)
                            : Thread.ofVirtual().unstarted(body));
        }
        threads.forEach(Thread::start);
        return threads;
    }

    private static void join(List<Thread> threads) throws InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aMillionEventsOfEightThreadsAreAllAccountedFor(Overflow overflow) throws Exception {
        try (var events = awaiter(CAPACITY, overflow)) {
            var delivered = new AtomicLong();
            var last = new int[RAISERS]; // of one thread's events each: they come in order
            Arrays.fill(last, -1);
            var taker = Task.run(() -> {
                try {
                    for (int event : events) {
                        assertTrue(event > last[event / EVENTS]);
                        last[event / EVENTS] = event;
                        delivered.incrementAndGet();
                        assertTrue(events.queuedEvents() <= CAPACITY);
                    }
                } catch (EventOverflowException e) {
                    assertEquals(Overflow.FAIL, overflow);
                }
            });
            join(raisers(EVENTS, true));
            events.close();
            taker.await();
            assertEquals(RAISERS * EVENTS, delivered.get() + events.droppedEvents());
        }
    }

    /// Waiters come and go, by their own will and by tokens.
    @Test
    void noEventMeetsAWaiterThatHasGone() throws Exception {
        long seed = Long.getLong("tidemill.test.seed", System.nanoTime());
        int each = 5_000;
        try (var events = awaiter(RAISERS * each, Overflow.FAIL)) {
            var seen = new ArrayList<Task<List<Integer>>>();
            for (int i = 0; i < 4; i++) {
                var random = new Random(seed + i);
                seen.add(Task.run(() -> takeAndCancel(events, random)));
            }
            join(raisers(each, false));
            TestThreads.until(() -> events.queuedEvents() == 0);
            events.close();
            var all = new ArrayList<Integer>();
            for (Task<List<Integer>> one : seen) {
                all.addAll(one.await());
            }
            String message = "-Dtidemill.test.seed=" + seed;
            assertEquals(RAISERS * each, all.size(), message);
            assertEquals(RAISERS * each, new HashSet<>(all).size(), message);
            assertEquals(0, events.droppedEvents(), message);
        }
    }

    private static List<Integer> takeAndCancel(EventAwaiter<Integer> events, Random random) throws Exception {
        var taken = new ArrayList<Integer>();
        try {
            while (true) {
                Task<Integer> next = events.next();
                if (random.nextBoolean()) {
                    next.cancel();
                    if (next.outcome() instanceof Outcome.Cancelled<Integer>(var cancellation)) {
                        if (cancellation.toString().contains("closed")) {
                            return taken;
                        }
                        continue;
                    }
                }
                taken.add(next.await());
            }
        } catch (CancellationException closed) {
            return taken;
        }
    }

    /// Subscribers that come, take some and cancel while they are given more.
    @Test
    void noEventIsLostToASubscriberThatCancels() throws Exception {
        int each = 1_000;
        try (var events = awaiter(RAISERS * each, Overflow.FAIL)) {
            var taken = new AtomicInteger();
            var subscribing = Task.run(() -> {
                for (int i = 0; i < 500; i++) {
                    var subscriber = new Cancelling(taken);
                    events.subscribe(subscriber);
                    subscriber.subscription.cancel();
                }
            });
            join(raisers(each, false));
            subscribing.await();
            var rest = new AtomicInteger();
            TestThreads.until(() -> {
                Task<Integer> next = events.next();
                next.cancel();
                if (!next.isCancelled()) {
                    rest.incrementAndGet();
                }
                return taken.get() + rest.get() == RAISERS * each;
            });
        }
    }

    @Test
    void itIsClosedOnceWhoeverCloses() throws Exception {
        for (int round = 0; round < 1_000; round++) {
            var closed = new AtomicInteger();
            var events = EventAwaiter.<Integer>of(given -> {
                raise.set(given);
                return closed::incrementAndGet;
            });
            var next = events.next();
            var closers = new ArrayList<Thread>();
            for (int i = 0; i < 3; i++) {
                closers.add(Thread.ofVirtual().start(events::close));
            }
            raise.get().accept(round);
            join(closers);
            assertEquals(1, closed.get());
            assertTrue(next.isDone());
            assertEquals(next.isCancelled() ? 1 : 0, events.droppedEvents());
        }
    }

    private static final class Cancelling implements Flow.Subscriber<Integer> {

        private final AtomicInteger taken;
        private Flow.Subscription subscription;

        Cancelling(AtomicInteger taken) {
            this.taken = taken;
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            this.subscription = subscription;
            subscription.request(3);
        }

        @Override
        public void onNext(Integer event) {
            taken.incrementAndGet();
        }

        @Override
        public void onError(Throwable thrown) {
            throw new AssertionError(thrown);
        }

        @Override
        public void onComplete() {
            // the others are counted elsewhere
        }
    }
}
