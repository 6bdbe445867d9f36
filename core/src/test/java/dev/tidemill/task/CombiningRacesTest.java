package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Several tasks, and what is made of them, that end and are cancelled at the same moment.
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // which takes a task of a task for a mistake
class CombiningRacesTest {

    private static final int ROUNDS = 2_000;

    private final Racers racers = new Racers();

    @AfterEach
    void nothingRunsAnyMore() {
        racers.close();
    }

    @Test
    void anyIsOneOfThemAndForgetsTheOthersHoweverTheyMeet() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var one = new TaskSource<String>();
            var other = new TaskSource<String>();
            var losers = IntStream.range(0, 20)
                    .mapToObj(_ -> new TaskSource<String>().task())
                    .toList();
            var made = new AtomicReference<Task<Task<String>>>();
            var tasks = new ArrayList<Task<String>>(losers);
            tasks.add(round % 20, one.task());
            tasks.add(other.task());
            racers.race(() -> one.succeed("one"), () -> other.succeed("other"), () -> {
                made.set(Tasks.whenAny(tasks));
                return true;
            });
            var first = made.get().await();
            assertTrue(first.equals(one.task()) || first.equals(other.task()));
            TestThreads.until(() -> losers.stream().allMatch(loser -> Chains.length(loser) == 0));
        }
    }

    @Test
    void anyThatIsCancelledMeanwhileLeavesNothingBehind() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var one = new TaskSource<String>();
            var loser = new TaskSource<String>();
            var any = Tasks.whenAny(one.task(), loser.task());
            racers.race(() -> one.succeed("one"), () -> {
                any.cancel();
                return true;
            });
            if (any.outcome() instanceof Outcome.Succeeded<Task<String>>(var task)) assertSame(one.task(), task);
            else assertTrue(any.isCancelled());
            TestThreads.until(() -> Chains.length(loser.task()) == 0);
        }
    }

    @Test
    void aRaceHasOneWinnerAndEndsAfterAll() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var one = new TaskSource<String>();
            var other = new TaskSource<String>();
            var third = new TaskSource<String>();
            var race = Tasks.raceToSuccess(one.task(), other.task(), third.task());
            var won = racers.race(
                    () -> one.succeed("one"), () -> other.succeed("other"), () -> third.fail(new IOException("third")));
            var value = race.await();
            assertTrue(won.get(value.equals("one") ? 0 : 1));
            assertTrue(
                    one.task().isDone() && other.task().isDone() && third.task().isDone());
        }
    }

    @Test
    void failFastThrowsOneOfTheFailuresWithTheOther() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var one = new TaskSource<String>(_ -> {});
            var other = new TaskSource<String>(_ -> {});
            var idle = new TaskSource<String>();
            var all = Tasks.whenAllFailFast(one.task(), other.task(), idle.task());
            racers.race(() -> one.fail(new IOException("one")), () -> other.fail(new IOException("other")));
            var thrown = assertThrows(IOException.class, all::await);
            assertEquals(1, thrown.getSuppressed().length);
            assertEquals(Set.of("one", "other"), Set.of(thrown.getMessage(), thrown.getSuppressed()[0].getMessage()));
            assertTrue(idle.task().isCancelled());
        }
    }

    @Test
    void eachIsGivenOnceToOneOfThoseWhoTake() throws Exception {
        for (int round = 0; round < ROUNDS / 4; round++) {
            var sources = IntStream.range(0, 20)
                    .mapToObj(_ -> new TaskSource<Integer>())
                    .toList();
            var each = Tasks.whenEach(sources.stream().map(TaskSource::task).toList());
            Callable<List<Task<Integer>>> take = () -> {
                var taken = new ArrayList<Task<Integer>>();
                for (Task<Integer> task : each) taken.add(task);
                return taken;
            };
            Callable<List<Task<Integer>>> give = () -> {
                sources.forEach(source -> source.succeed(1));
                return List.of();
            };
            var taken = racers.race(take, take, give);
            var all = new HashSet<>(taken.get(0));
            all.addAll(taken.get(1));
            assertEquals(20, all.size());
            assertEquals(20, taken.get(0).size() + taken.get(1).size());
        }
    }

    @Test
    void aNextIsCancelledOrHasItsTask() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var source = new TaskSource<Integer>();
            var each = Tasks.whenEach(source.task());
            var next = each.next();
            var after = new AtomicReference<Task<Task<Integer>>>();
            racers.race(() -> source.succeed(1), () -> {
                next.cancel();
                return true;
            });
            after.set(each.next());
            if (next.outcome() instanceof Outcome.Cancelled)
                assertSame(source.task(), after.get().await());
            else assertFalse(after.get().outcome() instanceof Outcome.Succeeded);
        }
    }

    @Test
    void whoIsInterruptedHasTheTaskOrCanTakeItLater() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var source = new TaskSource<Integer>();
            var each = Tasks.whenEach(source.task());
            var got = new AtomicReference<Task<Integer>>();
            var thread = new Thread(() -> {
                try {
                    got.set(each.iterator().next());
                } catch (CancellationException e) {
                    got.set(null);
                }
            });
            thread.start();
            racers.race(() -> source.succeed(1), () -> {
                thread.interrupt();
                return true;
            });
            thread.join();
            var rest = each.iterator();
            assertSame(source.task(), got.get() != null ? got.get() : rest.next());
            assertFalse(rest.hasNext());
        }
    }

    @Test
    void whoLeavesMeanwhileLeavesNothingBehind() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var one = new TaskSource<Integer>();
            var other = new TaskSource<Integer>();
            var each = Tasks.whenEach(one.task(), other.task());
            racers.race(() -> one.succeed(1), () -> {
                each.close();
                return true;
            });
            assertFalse(each.iterator().hasNext());
            TestThreads.until(() -> Chains.length(other.task()) == 0);
        }
    }

    @Test
    void whoStopsWaitingIsCancelledOrHasTheValue() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var source = new CancellationSource();
            var work = new TaskSource<String>();
            var waiting = work.task().withCancellation(source.token());
            racers.race(() -> work.succeed("value"), source::cancel);
            switch (waiting.outcome()) {
                case Outcome.Succeeded<String>(var value) -> assertEquals("value", value);
                case Outcome.Cancelled<String>(var how) -> assertEquals(Cancellation.Reach.DETACHED, how.reach());
                case Outcome.Failed<String> failed -> throw new AssertionError(failed);
            }
            assertEquals("value", work.task().await());
        }
    }

    @Test
    void aForEachThatIsCancelledWheneverItIsEndsAfterItsTasks() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var pending = new AtomicInteger();
            var all = Tasks.forEach(IntStream.range(0, 50).boxed(), 4, _ -> {
                pending.incrementAndGet();
                return Task.run(Thread::yield).handle((_, _) -> pending.decrementAndGet());
            });
            racers.race(
                    () -> {
                        all.cancel();
                        return true;
                    },
                    () -> true);
            assertFalse(all.outcome() instanceof Outcome.Failed);
            assertEquals(0, pending.get());
        }
    }

    @Test
    void mapEachThatIsLeftWheneverItIsEndsAfterItsTasks() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var pending = new AtomicInteger();
            var closed = new AtomicInteger();
            var each = Tasks.mapEach(IntStream.range(0, 50).boxed().onClose(closed::incrementAndGet), 4, i -> {
                pending.incrementAndGet();
                return Task.run(() -> i).whenComplete((_, _) -> pending.decrementAndGet());
            });
            racers.race(
                    () -> {
                        each.close();
                        assertEquals(0, pending.get());
                        assertEquals(1, closed.get());
                        return true;
                    },
                    () -> {
                        for (Task<Integer> task : each) assertTrue(task.isDone());
                        return true;
                    });
            assertTrue(each.next().isDone());
        }
    }

    @Test
    void whatIsAddedWhileAScopeClosesIsWaitedForOrRefused() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var scope = round % 2 == 0 ? TaskScope.open() : TaskScope.failFast();
            var first = scope.run(Thread::yield);
            var late = Task.run(Thread::yield);
            var closed = new AtomicInteger();
            var said = racers.race(
                    () -> accepted(() -> scope.add(late)),
                    () -> accepted(() -> scope.own(closed::incrementAndGet)),
                    () -> {
                        scope.close();
                        return first.isDone();
                    });
            assertTrue(said.get(2));
            assertTrue(!said.get(0) || late.isDone());
            assertEquals(1, closed.get());
            assertInstanceOf(Outcome.class, late.outcome());
        }
    }

    private static boolean accepted(Callable<?> adding) throws Exception {
        try {
            adding.call();
            return true;
        } catch (IllegalStateException refused) {
            return false;
        }
    }

    @Test
    void aRetryThatIsCancelledWheneverItIsEnds() throws Exception {
        var policy = RetryPolicy.DEFAULT
                .withAttempts(Integer.MAX_VALUE)
                .withDelays(Duration.ofNanos(1), 1, Duration.ofNanos(1));
        for (int round = 0; round < ROUNDS; round++) {
            var task = Tasks.<Void>retry(
                    policy,
                    () -> Task.run(() -> {
                        throw new IOException("again");
                    }));
            racers.race(
                    () -> {
                        task.cancel();
                        return true;
                    },
                    () -> true);
            assertInstanceOf(Outcome.Cancelled.class, task.outcome());
        }
    }
}
