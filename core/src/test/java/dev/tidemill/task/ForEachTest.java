package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A task for each item of a source, so many at a time.
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // which takes a task of a task for a mistake
class ForEachTest {

    /// What has begun and was not completed, in its order.
    private final BlockingQueue<TaskSource<Integer>> begun = new LinkedBlockingQueue<>();

    private final Function<Integer, Task<Integer>> begin = _ -> {
        var source = new TaskSource<Integer>();
        begun.add(source);
        return source.task();
    };

    private static Iterable<Integer> numbers(int count) {
        return () -> IntStream.range(0, count).iterator();
    }

    private static Iterator<Integer> endless() {
        return Stream.iterate(0, i -> i + 1).iterator();
    }

    // forEach

    @Test
    void everyItemHasItsTask() throws Exception {
        var sum = new AtomicInteger();
        Function<Integer, Task<Integer>> add = i -> Task.run(() -> sum.addAndGet(i));
        Tasks.forEach(numbers(100), 7, add).await();
        Tasks.forEach(numbers(100).iterator(), 7, add).await();
        Tasks.forEach(IntStream.range(0, 100).boxed(), 7, add).await();
        Tasks.forEach(numbers(100), 7, add, CancellationToken.none()).await();
        assertEquals(4 * 4950, sum.get());
        assertNull(Tasks.forEach(List.<Integer>of(), 1, add).await());
    }

    @Test
    void neverMoreThanSoManyArePending() throws Exception {
        var all = Tasks.forEach(numbers(10), 3, begin);
        for (int left = 10; left > 0; left--) {
            int expected = Math.min(3, left);
            TestThreads.until(() -> begun.size() == expected);
            assertFalse(all.isDone());
            begun.take().succeed(1);
        }
        all.await();
    }

    @Test
    void tasksOnManyThreadsAreBoundedToo() throws Exception {
        var pending = new AtomicInteger();
        var most = new AtomicInteger();
        Tasks.forEach(
                        numbers(20_000),
                        16,
                        _ -> Task.run(() -> {
                            most.accumulateAndGet(pending.incrementAndGet(), Math::max);
                            Thread.yield();
                            pending.decrementAndGet();
                        }))
                .await();
        assertTrue(most.get() <= 16, most::toString);
        assertEquals(0, pending.get());
    }

    /// A heap of any size would do: what is done is garbage, and what has not begun does not exist.
    @Test
    void aMillionItemsNeedTheMemoryOfThoseThatArePending() throws Exception {
        var alive = new AtomicInteger();
        var most = new AtomicInteger();
        var collected = new AtomicInteger();
        var queue = new ReferenceQueue<Object>();
        var references = Collections.synchronizedSet(new HashSet<Reference<?>>());
        Tasks.forEach(numbers(1_000_000), 256, i -> {
                    if (i % 100 == 0) { // one in a hundred is looked after
                        byte[] item = new byte[10_000];
                        references.add(new WeakReference<>(item, queue));
                        most.accumulateAndGet(alive.incrementAndGet(), Math::max);
                        for (var gone = queue.poll(); gone != null; gone = queue.poll()) {
                            references.remove(gone);
                            alive.decrementAndGet();
                            collected.incrementAndGet();
                        }
                        if (alive.get() > 5_000) System.gc();
                        return Task.run(() -> item[0]++);
                    }
                    return Task.completed(i);
                })
                .await();
        assertTrue(collected.get() > 0);
        assertTrue(most.get() < 10_000, most::toString);
    }

    @Test
    void aFailureDoesNotStopTheOthersAndTheFirstInTimeIsThrown() throws Exception {
        var all = Tasks.forEach(numbers(4), 4, begin);
        TestThreads.until(() -> begun.size() == 4);
        var sources = new ArrayList<>(begun);
        sources.get(2).fail(new IOException("third"));
        sources.get(0).fail(new IOException("first"));
        sources.get(1).succeed(1);
        assertFalse(all.isDone());
        sources.get(3).cancel();
        var thrown = assertThrows(IOException.class, all::await);
        assertEquals("third", thrown.getMessage());
        assertEquals("first", thrown.getSuppressed()[0].getMessage());
        assertEquals(1, thrown.getSuppressed().length);
    }

    @Test
    void aThousandFailuresAreKeptAndAllAreCounted() throws Exception {
        var outcome = Tasks.forEach(
                        numbers(5_000), 10, i -> Task.failed((Failure) () -> new IOException("number " + i)))
                .outcome();
        var many = assertInstanceOf(
                ManyFailures.class,
                assertInstanceOf(Outcome.Failed.class, outcome).failure());
        assertEquals(5_000, many.count());
        assertEquals(1_000, many.failures().size());
        assertEquals("number 999", many.failures().getLast().toException().getMessage());
        assertEquals(100, many.toException().getSuppressed().length);
    }

    @Test
    void aFunctionThatThrowsOrGivesNullHasFailedForItsItem() throws Exception {
        var sum = new AtomicInteger();
        var all = Tasks.forEach(numbers(4), 1, i -> switch (i) {
            case 1 -> throw new IllegalStateException("one");
            case 2 -> null;
            default -> Task.run(() -> sum.addAndGet(i));
        });
        var thrown = assertThrows(IllegalStateException.class, all::await);
        assertEquals("one", thrown.getMessage());
        assertEquals("the function gave null for item 2", thrown.getSuppressed()[0].getMessage());
        assertEquals(3, sum.get());
    }

    @Test
    void aSourceThatThrowsEndsTheWorkAfterThePendingTasks() throws Exception {
        var source = Stream.of(0, 1, 2).map(i -> {
            if (i == 2) throw new IllegalStateException("no third");
            return i;
        });
        var closed = new AtomicBoolean();
        var all = Tasks.forEach(source.onClose(() -> closed.set(true)), 10, begin);
        TestThreads.until(() -> begun.size() == 2 && closed.get());
        assertFalse(all.isDone());
        begun.take().succeed(1);
        begun.take().succeed(1);
        assertEquals(
                "no third",
                assertThrows(IllegalStateException.class, all::await).getMessage());

        Iterable<Integer> none = () -> {
            throw new IllegalStateException("none at all");
        };
        assertThrows(
                IllegalStateException.class, () -> Tasks.forEach(none, 1, begin).await());
    }

    @Test
    void aStreamIsClosedAlsoEarlyAndWhatThatThrowsIsAFailure() throws Exception {
        var closed = new AtomicInteger();
        var endless = Stream.iterate(0, i -> i + 1).onClose(closed::incrementAndGet);
        var all = Tasks.forEach(endless, 2, begin);
        TestThreads.until(() -> begun.size() == 2);
        all.cancel();
        assertInstanceOf(Outcome.Cancelled.class, all.outcome());
        assertEquals(1, closed.get());

        Runnable badly = () -> {
            throw new IllegalStateException("closed badly");
        };
        assertThrows(
                IllegalStateException.class,
                () -> Tasks.forEach(Stream.of(1).onClose(badly), 1, Task::completed)
                        .await());
    }

    @Test
    void cancellingStopsPullingAsksThosePendingAndWaitsForTheirEnds() throws Exception {
        var asked = new ConcurrentLinkedQueue<CancellationReason>();
        var sources = Collections.synchronizedList(new ArrayList<TaskSource<Integer>>());
        var all = Tasks.forEach(endless(), 2, _ -> {
            var source = new TaskSource<Integer>(asked::add);
            sources.add(source);
            return source.task();
        });
        TestThreads.until(() -> sources.size() == 2);
        all.cancel(new CancellationReason.Requested("enough"));
        assertEquals(2, asked.size());
        assertFalse(all.isDone());
        sources.get(0).succeed(1);
        assertFalse(all.isDone());
        sources.get(1).cancel(asked.element());
        var thrown = assertThrows(CancellationException.class, all::await);
        assertEquals("forEach cancelled on request: enough", thrown.getMessage());
        assertEquals(2, sources.size());
    }

    @Test
    void cancellingAfterTheLastItemIsTooLateIfAllSucceed() throws Exception {
        var source = new TaskSource<Integer>(_ -> {});
        var exhausted = new AtomicBoolean();
        var all = Tasks.forEach(Stream.of(1).onClose(() -> exhausted.set(true)), 2, _ -> source.task());
        TestThreads.until(exhausted::get);
        all.cancel();
        assertFalse(all.isDone());
        source.succeed(1);
        all.await();
    }

    @Test
    void cancellingEndsASourceThatWaits() throws Exception {
        var waiting = new AtomicReference<Thread>();
        var never = new CountDownLatch(1);
        var source = Stream.generate(() -> {
            waiting.set(Thread.currentThread());
            try {
                never.await();
                return 1;
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
        var cancelling = new CancellationSource();
        var all = Tasks.forEach(source::iterator, 2, begin, cancelling.token());
        TestThreads.until(() -> waiting.get() != null);
        assertTrue(waiting.get().isVirtual());
        cancelling.cancel();
        assertInstanceOf(Outcome.Cancelled.class, all.outcome());
        assertTrue(begun.isEmpty());
    }

    @Test
    void failFastStopsAtTheFirstFailureAndWaitsForTheOthers() throws Exception {
        var asked = new ConcurrentLinkedQueue<CancellationReason>();
        var sources = Collections.synchronizedList(new ArrayList<TaskSource<Integer>>());
        var all = Tasks.forEachFailFast(endless(), 3, _ -> {
            var source = new TaskSource<Integer>(asked::add);
            sources.add(source);
            return source.task();
        });
        TestThreads.until(() -> sources.size() == 3);
        sources.get(1).fail(new IOException("second"));
        assertEquals(2, asked.size());
        assertFalse(all.isDone());
        sources.get(0).fail(new IOException("first"));
        sources.get(2).cancel();
        var thrown = assertThrows(IOException.class, all::await);
        assertEquals("second", thrown.getMessage());
        assertEquals("first", thrown.getSuppressed()[0].getMessage());
        assertEquals(3, sources.size());
    }

    @Test
    void failFastStopsAtACancellationToo() {
        var all = Tasks.forEachFailFast(numbers(1_000_000), 3, i -> {
            Task<Integer> task = new TaskSource<Integer>().task();
            if (i == 1) task.cancel(new CancellationReason.Requested("this one"));
            return task;
        });
        assertTrue(assertThrows(CancellationException.class, all::await)
                .getMessage()
                .contains("this one"));
    }

    @Test
    void failFastWithManyPendingNeedsNoDeepStack() throws Exception {
        int many = 20_000;
        var all = Tasks.forEachFailFast(endless(), many, begin);
        TestThreads.until(() -> begun.size() == many);
        begun.take().fail(new IOException("failed"));
        assertEquals("failed", assertThrows(IOException.class, all::await).getMessage());

        try (var scope = TaskScope.failFast()) {
            for (int i = 0; i < many; i++) {
                var _ = scope.add(new TaskSource<Integer>().task());
            }
            var _ = scope.add(Task.failed(new IOException("failed")));
            assertEquals("failed", assertThrows(IOException.class, scope::await).getMessage());
        }
    }

    @Test
    void aLimitBelowOneAndNullsAreRefused() {
        for (int limit : new int[] {0, -1}) {
            assertEquals(
                    "maxInFlight is " + limit + "; must be at least 1",
                    assertThrows(IllegalArgumentException.class, () -> Tasks.forEach(numbers(1), limit, begin))
                            .getMessage());
            assertThrows(IllegalArgumentException.class, () -> Tasks.map(numbers(1), limit, begin));
            assertThrows(IllegalArgumentException.class, () -> Tasks.mapEach(numbers(1), limit, begin));
        }
        assertThrows(NullPointerException.class, () -> Tasks.forEach((Iterable<Integer>) null, 1, begin));
        assertThrows(NullPointerException.class, () -> Tasks.forEach(numbers(1), 1, null));
    }

    @Test
    void aTaskThatAwaitsTheWholeIsRefused() throws Exception {
        var all = new AtomicReference<Task<Void>>();
        var ready = new CountDownLatch(1);
        all.set(Tasks.forEach(
                numbers(1),
                1,
                _ -> Task.run(() -> {
                    ready.await();
                    // it runs before the function has given its task to the whole
                    TestThreads.until(() -> all.get().isRunBy(Thread.currentThread()));
                    all.get().await();
                })));
        ready.countDown();
        assertTrue(assertThrows(IllegalStateException.class, () -> all.get().await())
                .getMessage()
                .contains("would wait for itself"));
    }

    // map

    @Test
    void theValuesComeInTheOrderOfTheItems() throws Exception {
        var all = Tasks.map(numbers(3), 3, begin);
        TestThreads.until(() -> begun.size() == 3);
        var sources = new ArrayList<>(begun);
        sources.get(2).succeed(20);
        sources.get(0).succeed(0);
        sources.get(1).succeed(10);
        assertEquals(List.of(0, 10, 20), all.await());
        assertThrows(UnsupportedOperationException.class, () -> all.await().add(1));
        assertEquals(List.of(), Tasks.map(List.<Integer>of(), 1, begin).await());
        Task<Void> nothing = Task.completed(null);
        assertEquals(
                Arrays.asList(null, null),
                Tasks.map(Stream.of(1, 2), 1, _ -> nothing).await());
        assertEquals(
                List.of(1, 2),
                Tasks.map(List.of(1, 2).iterator(), 1, Task::completed).await());
    }

    @Test
    void manyValuesOfManyThreadsAreAllThere() throws Exception {
        var values = Tasks.map(numbers(20_000), 64, i -> Task.run(() -> i)).await();
        assertEquals(IntStream.range(0, 20_000).boxed().toList(), values);
    }

    @Test
    void aMapThatFailsHasNoValues() {
        Task<List<Integer>> all = Tasks.map(
                numbers(3), 1, i -> i == 1 ? Task.<Integer>failed(new IOException("one")) : Task.completed(i));
        assertEquals("one", assertThrows(IOException.class, all::await).getMessage());
    }

    // mapEach

    @Test
    void eachIsGivenWhenItIsDone() throws Exception {
        try (var each = Tasks.mapEach(numbers(3), 3, begin)) {
            TestThreads.until(() -> begun.size() == 3);
            var sources = new ArrayList<>(begun);
            sources.get(1).fail(new IOException("one"));
            sources.get(2).succeed(2);
            sources.get(0).succeed(0);
            var order = new ArrayList<Task<Integer>>();
            for (Task<Integer> done : each) order.add(done);
            assertEquals(
                    List.of(
                            sources.get(1).task(),
                            sources.get(2).task(),
                            sources.get(0).task()),
                    order);
        }
    }

    @Test
    void whoTakesSlowlySlowsTheSourceDown() throws Exception {
        var pulled = new AtomicInteger();
        try (var each = Tasks.mapEach(endless(), 4, i -> {
            pulled.incrementAndGet();
            return Task.completed(i);
        })) {
            var iterator = each.iterator();
            for (int taken = 0; taken < 1_000; taken++) {
                int begunSoFar = taken + 4;
                TestThreads.until(() -> pulled.get() == begunSoFar);
                assertEquals(taken, iterator.next().resultNow());
            }
        }
        assertTrue(pulled.get() <= 1_004);
    }

    @Test
    void closingEarlyCancelsWhatIsPendingAndWaitsForIt() throws Exception {
        var ended = new AtomicInteger();
        var closed = new AtomicBoolean();
        var begun = new AtomicInteger();
        var each = Tasks.mapEach(
                Stream.iterate(0, i -> i + 1).onClose(() -> closed.set(true)),
                3,
                _ -> Task.run(() -> {
                    begun.incrementAndGet();
                    try {
                        new CountDownLatch(1).await();
                    } finally {
                        ended.incrementAndGet();
                    }
                }));
        TestThreads.until(() -> begun.get() == 3);
        each.close();
        assertEquals(3, ended.get());
        assertTrue(closed.get());
        assertFalse(each.iterator().hasNext());
    }

    @Test
    void whatTheSourceThrowsComesAfterTheLastTask() throws Exception {
        var source = Stream.of(0, 1).map(i -> {
            if (i == 1) throw new IllegalStateException("no second");
            return i;
        });
        var each = Tasks.mapEach(source, 5, Task::completed);
        var iterator = each.iterator();
        assertEquals(0, iterator.next().resultNow());
        assertEquals(
                "no second",
                assertThrows(IllegalStateException.class, iterator::hasNext).getMessage());
        assertThrows(IllegalStateException.class, () -> each.next().await());
        each.close();
    }

    @Test
    void aFunctionThatThrowsGivesAFailedTask() throws Exception {
        try (var each = Tasks.<Integer, Integer>mapEach(numbers(2), 5, i -> {
            if (i == 0) throw new IllegalStateException("zero");
            return null;
        })) {
            assertThrows(IllegalStateException.class, () -> each.next().await().await());
            assertThrows(NullPointerException.class, () -> each.next().await().await());
            assertThrows(NoSuchElementException.class, () -> each.next().await());
        }
    }

    @Test
    void theTokenEndsAllOfIt() throws Exception {
        var source = new CancellationSource();
        var each = Tasks.mapEach(numbers(1_000), 2, begin, source.token());
        TestThreads.until(() -> begun.size() == 2);
        var next = each.next();
        source.cancel();
        assertTrue(next.isCancelled());
        assertTrue(begun.take().task().isCancelled());
        assertThrows(CancellationException.class, () -> each.iterator().hasNext());
        each.close();
        assertTrue(begun.size() <= 1);
    }

    @Test
    void everyItemIsGivenOnceHoweverItIsTaken() throws Exception {
        var sum = new AtomicInteger();
        try (var each = Tasks.mapEach(numbers(20_000), 32, i -> i % 3 == 0 ? Task.completed(i) : Task.run(() -> i))) {
            Task.Body take = () -> {
                for (Task<Integer> done : each) sum.addAndGet(done.await() % 7);
            };
            Tasks.whenAll(Task.run(take), Task.run(take)).await();
        }
        assertEquals(IntStream.range(0, 20_000).map(i -> i % 7).sum(), sum.get());
    }
}
