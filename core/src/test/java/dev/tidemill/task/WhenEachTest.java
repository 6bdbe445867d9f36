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
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Tasks in the order in which they are done.
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // which takes a task of a task for a mistake
class WhenEachTest {

    private static List<TaskSource<Integer>> sources(int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> new TaskSource<Integer>())
                .toList();
    }

    private static List<Task<Integer>> tasks(List<TaskSource<Integer>> sources) {
        return sources.stream().map(TaskSource::task).toList();
    }

    // The iterator.

    @Test
    void thoseThatAreDoneComeFirstInTheirOrderThenTheOthersAsTheyAreDone() throws Exception {
        var sources = sources(5);
        var tasks = tasks(sources);
        sources.get(3).succeed(3);
        sources.get(1).fail(new IOException("one"));
        try (var each = Tasks.whenEach(tasks)) {
            sources.get(4).cancel();
            sources.get(0).succeed(0);
            sources.get(2).succeed(2);
            var order = new ArrayList<Task<Integer>>();
            each.forEach(order::add);
            assertEquals(List.of(tasks.get(1), tasks.get(3), tasks.get(4), tasks.get(0), tasks.get(2)), order);
        }
    }

    @Test
    void theIteratorWaitsForTheNextOne() throws Exception {
        var sources = sources(3);
        var values = Collections.synchronizedList(new ArrayList<Integer>());
        Thread thread = Thread.startVirtualThread(() -> {
            for (Task<Integer> done : Tasks.whenEach(tasks(sources))) values.add(done.resultNow());
        });
        for (int i : new int[] {2, 0, 1}) {
            TestThreads.untilParked(thread);
            int before = values.size();
            sources.get(i).succeed(i);
            TestThreads.until(() -> values.size() > before);
        }
        thread.join();
        assertEquals(List.of(2, 0, 1), values);
    }

    @Test
    void ofNoTasksThereIsNothing() {
        var each = Tasks.whenEach(List.<Task<Integer>>of());
        var iterator = each.iterator();
        assertFalse(iterator.hasNext());
        assertThrows(NoSuchElementException.class, iterator::next);
        assertThrows(NoSuchElementException.class, () -> each.next().await());
    }

    @Test
    void whoLeavesEarlyLeavesTheTasksRunningAndNothingInThem() {
        var sources = sources(3);
        var each = Tasks.whenEach(tasks(sources));
        sources.get(0).succeed(0);
        for (Task<Integer> done : each) {
            assertEquals(0, done.resultNow());
            break;
        }
        each.close();
        each.close();
        for (TaskSource<Integer> source : sources.subList(1, 3)) {
            assertFalse(source.task().isDone());
            assertEquals(0, Chains.length(source.task()));
        }
        assertFalse(each.iterator().hasNext());
        assertTrue(each.next().isCancelled());
        sources.get(1).succeed(1);
        assertFalse(each.iterator().hasNext());
    }

    @Test
    void closingEndsTheWaitingOfOthers() throws Exception {
        var each = Tasks.whenEach(tasks(sources(1)));
        var next = each.next();
        var more = new AtomicReference<Boolean>();
        Thread thread = Thread.startVirtualThread(() -> more.set(each.iterator().hasNext()));
        TestThreads.untilParked(thread);
        each.close();
        thread.join();
        assertFalse(more.get());
        assertTrue(next.isCancelled());
    }

    @Test
    void anInterruptEndsTheWaitingAndLosesNothing() throws Exception {
        var source = new TaskSource<Integer>();
        var each = Tasks.whenEach(source.task());
        var thrown = new AtomicReference<Throwable>();
        var still = new AtomicReference<Boolean>();
        Thread thread = Thread.startVirtualThread(() -> {
            thrown.set(assertThrows(
                    CancellationException.class, () -> each.iterator().hasNext()));
            still.set(Thread.interrupted());
        });
        TestThreads.untilParked(thread);
        thread.interrupt();
        thread.join();
        assertInstanceOf(InterruptedException.class, thrown.get().getCause());
        assertTrue(still.get());
        source.succeed(1);
        assertSame(source.task(), each.iterator().next());
    }

    @Test
    void aThreadThatMustNotWaitIsRefusedAndLosesNothing() throws Exception {
        var source = new TaskSource<Integer>();
        var each = Tasks.whenEach(source.task());
        assertThrows(
                IllegalStateException.class,
                () -> TestThreads.onNonBlockingThread(() -> each.iterator().hasNext()));
        source.succeed(1);
        assertTrue(TestThreads.onNonBlockingThread(() -> each.iterator().hasNext()));
    }

    @Test
    void theTokenEndsTheIterationOnly() throws Exception {
        var sources = sources(3);
        var source = new CancellationSource();
        sources.get(0).succeed(0);
        var each = Tasks.whenEach(tasks(sources), source.token());
        var iterator = each.iterator();
        assertEquals(0, iterator.next().resultNow());
        sources.get(1).succeed(1);
        var thrown = new AtomicReference<Throwable>();
        Thread thread = Thread.startVirtualThread(() -> {
            var _ = iterator.next();
            thrown.set(assertThrows(CancellationException.class, iterator::hasNext));
        });
        TestThreads.untilParked(thread);
        source.cancel("enough");
        thread.join();
        assertTrue(thrown.get().getMessage().contains("enough"), thrown.get()::toString);
        assertTrue(each.next().isCancelled());
        assertFalse(sources.get(2).task().isDone());
        assertEquals(0, Chains.length(sources.get(2).task()));
    }

    @Test
    void aTokenThatLivesLongHoldsNothingOfWhatIsOver() {
        var source = new CancellationSource();
        var each = Tasks.whenEach(List.of(Task.completed(1)), source.token());
        var iterator = each.iterator();
        assertTrue(iterator.hasNext());
        var gone = new WeakReference<>(each);
        each = null;
        iterator = null;
        TestThreads.untilCollected(gone);
        assertFalse(source.isCancelled());
    }

    // next()

    @Test
    void nextGivesOneAfterTheOtherWithoutWaiting() throws Exception {
        var sources = sources(3);
        var each = Tasks.whenEach(tasks(sources));
        var first = each.next();
        var second = each.next();
        sources.get(2).succeed(2);
        assertSame(sources.get(2).task(), first.resultNow());
        assertFalse(second.isDone());
        sources.get(0).succeed(0);
        assertSame(sources.get(0).task(), second.resultNow());
        sources.get(1).succeed(1);
        assertSame(sources.get(1).task(), each.next().resultNow());
        assertThrows(NoSuchElementException.class, () -> each.next().await());
    }

    @Test
    void whoAskedForMoreThanThereAreIsToldSoWithTheLastOne() {
        var sources = sources(1);
        var each = Tasks.whenEach(tasks(sources));
        var first = each.next();
        var second = each.next();
        sources.getFirst().succeed(1);
        assertTrue(first.isDone());
        assertInstanceOf(NoSuchElementException.class, second.exceptionNow());
    }

    @Test
    void aNextThatIsCancelledGoesToTheOneAfterIt() {
        var sources = sources(1);
        var each = Tasks.whenEach(tasks(sources));
        var first = each.next();
        var second = each.next();
        first.cancel();
        assertTrue(first.isCancelled());
        sources.getFirst().succeed(1);
        assertSame(sources.getFirst().task(), second.resultNow());
    }

    @Test
    void aLoopOverTenThousandTasksLooksAtEachOnce() throws Exception {
        long seed = Long.getLong("tidemill.test.seed", System.nanoTime());
        var sources = sources(10_000);
        var tasks = tasks(sources);
        var each = Tasks.whenEach(tasks);
        for (Task<Integer> task : tasks) assertEquals(1, Chains.length(task));
        var order = new ArrayList<>(sources);
        Collections.shuffle(order, new Random(seed));
        var seen = new HashSet<Task<Integer>>();
        for (TaskSource<Integer> source : order) {
            var next = each.next();
            assertFalse(next.isDone());
            source.succeed(1);
            assertSame(source.task(), next.await(), "-Dtidemill.test.seed=" + seed);
            seen.add(next.await());
        }
        assertEquals(10_000, seen.size());
    }

    // The publisher.

    /// Notes what it is told, and checks that it is told one thing after the other.
    private static final class Subscriber implements Flow.Subscriber<Task<Integer>> {

        final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
        final List<Task<Integer>> given = Collections.synchronizedList(new ArrayList<>());
        final CompletableFuture<String> end = new CompletableFuture<>();
        private final long requestedAtOnce;
        private final AtomicReference<Thread> inside = new AtomicReference<>();
        volatile boolean onThreadThatMustNotWait;
        volatile boolean twoAtOnce;

        Subscriber(long requestedAtOnce) {
            this.requestedAtOnce = requestedAtOnce;
        }

        private void told(Runnable signal) {
            onThreadThatMustNotWait |= Thread.currentThread() instanceof NonBlockingThread;
            twoAtOnce |= !inside.compareAndSet(null, Thread.currentThread()) || end.isDone();
            signal.run();
            inside.set(null);
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            told(() -> {
                subscription.complete(given);
                if (requestedAtOnce != 0) given.request(requestedAtOnce);
            });
        }

        @Override
        public void onNext(Task<Integer> task) {
            told(() -> given.add(task));
        }

        @Override
        public void onError(Throwable error) {
            told(() -> {});
            end.complete(error.toString());
        }

        @Override
        public void onComplete() {
            told(() -> {});
            end.complete("complete");
        }

        void assertRulesWereKept() {
            assertFalse(onThreadThatMustNotWait);
            assertFalse(twoAtOnce);
        }
    }

    @Test
    void aSubscriberGetsAsManyAsItAskedFor() throws Exception {
        var sources = sources(3);
        var subscriber = new Subscriber(0);
        sources.get(0).succeed(0);
        Tasks.whenEach(tasks(sources)).subscribe(subscriber);
        var subscription = subscriber.subscription.get();
        sources.get(1).succeed(1);
        assertEquals(List.of(), subscriber.given);
        subscription.request(1);
        TestThreads.until(() -> subscriber.given.size() == 1);
        assertEquals(List.of(sources.get(0).task()), subscriber.given);
        subscription.request(Long.MAX_VALUE);
        subscription.request(Long.MAX_VALUE); // more than a long can say
        TestThreads.until(() -> subscriber.given.size() == 2);
        sources.get(2).succeed(2);
        assertEquals("complete", subscriber.end.get());
        assertEquals(3, subscriber.given.size());
        subscriber.assertRulesWereKept();
    }

    @Test
    void theEndIsToldAlsoToWhoAskedForNoMore() throws Exception {
        var subscriber = new Subscriber(1);
        Tasks.whenEach(Task.completed(1)).subscribe(subscriber);
        assertEquals("complete", subscriber.end.get());
        var none = new Subscriber(0);
        Tasks.whenEach(List.<Task<Integer>>of()).subscribe(none);
        assertEquals("complete", none.end.get());
        subscriber.assertRulesWereKept();
    }

    @Test
    void askingForNothingIsAnError() throws Exception {
        for (long n : new long[] {0, -1, Long.MIN_VALUE}) {
            var source = new TaskSource<Integer>();
            var subscriber = new Subscriber(0);
            Tasks.whenEach(source.task()).subscribe(subscriber);
            subscriber.subscription.get().request(n);
            assertEquals(
                    "java.lang.IllegalArgumentException: requested " + n
                            + "; must be positive (Reactive Streams, rule 3.9)",
                    subscriber.end.get());
            assertEquals(0, Chains.length(source.task()));
            subscriber.assertRulesWereKept();
        }
    }

    @Test
    void cancellingASubscriptionLeaves() throws Exception {
        var sources = sources(2);
        var subscriber = new Subscriber(Long.MAX_VALUE);
        Tasks.whenEach(tasks(sources)).subscribe(subscriber);
        subscriber.subscription.get().cancel();
        subscriber.subscription.get().cancel();
        subscriber.subscription.get().request(-1); // means nothing any more
        assertEquals(0, Chains.length(sources.get(0).task()));
        sources.get(0).succeed(1);
        assertEquals(List.of(), subscriber.given);
        assertFalse(subscriber.end.isDone());
    }

    @Test
    void aSecondSubscriberIsToldThatThereIsOne() throws Exception {
        var source = new TaskSource<Integer>();
        var each = Tasks.whenEach(source.task());
        var first = new Subscriber(Long.MAX_VALUE);
        var second = new Subscriber(Long.MAX_VALUE);
        each.subscribe(first);
        each.subscribe(second);
        assertTrue(second.end.get().contains("there can be one subscriber"));
        second.subscription.get().cancel();
        source.succeed(1);
        assertEquals("complete", first.end.get());
        assertEquals(1, first.given.size());
        assertThrows(NullPointerException.class, () -> each.subscribe(null));
    }

    @Test
    void aSubscriberIsToldNothingOnAThreadThatMustNotWait() throws Exception {
        var sources = sources(100);
        var subscriber = new Subscriber(0);
        TestThreads.onNonBlockingThread(() -> {
            Tasks.whenEach(tasks(sources)).subscribe(subscriber);
            return true;
        });
        var subscription = subscriber.subscription.get();
        TestThreads.onNonBlockingThread(() -> {
            for (TaskSource<Integer> source : sources) {
                source.succeed(1);
                subscription.request(1);
            }
            return true;
        });
        assertEquals("complete", subscriber.end.get());
        assertEquals(100, subscriber.given.size());
        subscriber.assertRulesWereKept();
    }

    @Test
    void aSubscriberThatThrowsIsToldNothingMore() throws Exception {
        var source = new TaskSource<Integer>();
        var uncaught = new AtomicReference<Throwable>();
        var thread = new Thread(() -> Tasks.whenEach(Task.completed(1), source.task())
                .subscribe(new Flow.Subscriber<>() {
                    @Override
                    public void onSubscribe(Flow.Subscription subscription) {
                        subscription.request(2);
                    }

                    @Override
                    public void onNext(Task<Integer> item) {
                        throw new IllegalStateException("broken");
                    }

                    @Override
                    public void onError(Throwable throwable) {
                        throw new AssertionError(throwable);
                    }

                    @Override
                    public void onComplete() {
                        throw new AssertionError();
                    }
                }));
        thread.setUncaughtExceptionHandler((_, thrown) -> uncaught.set(thrown));
        thread.start();
        thread.join();
        assertEquals("broken", uncaught.get().getMessage());
        assertEquals(0, Chains.length(source.task()));
    }

    @Test
    void theTokenIsAnErrorForTheSubscriber() throws Exception {
        var source = new CancellationSource();
        var subscriber = new Subscriber(1);
        Tasks.whenEach(tasks(sources(1)), source.token()).subscribe(subscriber);
        assertNull(subscriber.end.getNow(null));
        source.cancel("enough");
        assertTrue(subscriber.end.get().startsWith("java.util.concurrent.CancellationException"));
        subscriber.assertRulesWereKept();
    }

    @Test
    void signalsComeOneAfterTheOtherHoweverTasksAndRequestsMeet() throws Exception {
        for (int round = 0; round < 200; round++) {
            var sources = sources(50);
            var subscriber = new Subscriber(1);
            Tasks.whenEach(tasks(sources)).subscribe(subscriber);
            var subscription = subscriber.subscription.get();
            Thread completing = Thread.startVirtualThread(() -> sources.forEach(source -> source.succeed(1)));
            for (int i = 1; i < 50; i++) subscription.request(1);
            completing.join();
            assertEquals("complete", subscriber.end.get());
            assertEquals(50, new HashSet<>(subscriber.given).size());
            subscriber.assertRulesWereKept();
        }
    }
}
