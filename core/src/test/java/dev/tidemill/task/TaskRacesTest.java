package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Threads that do contrary things to one task at the same moment, again and again.
@Timeout(60)
class TaskRacesTest {

    private static final int ROUNDS = 2_000;

    private final Racers racers = new Racers();

    @AfterEach
    void nothingRunsAnyMore() {
        racers.close();
    }

    @Test
    void exactlyOneOfTwoCompletersWins() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var source = new TaskSource<String>();
            var called = new AtomicInteger();
            var dependent = source.task().thenRun(called::incrementAndGet);
            var won = racers.race(() -> source.succeed("one"), () -> source.succeed("other"));
            assertEquals(1, Collections.frequency(won, true));
            assertEquals(won.get(0) ? "one" : "other", source.task().resultNow());
            dependent.await();
            assertEquals(1, called.get());
        }
    }

    @Test
    void aTaskIsCancelledOrHasSucceededAndSaysWhich() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var source = new TaskSource<String>();
            var end = source.task().thenApply(v -> v);
            var said = racers.race(() -> source.succeed("value"), () -> {
                source.task().cancel();
                return source.task().isCancelled();
            });
            assertTrue(said.get(0) ^ said.get(1), said::toString);
            assertEquals(said.get(1), end.outcome() instanceof Outcome.Cancelled);
        }
    }

    @Test
    void everyFunctionIsCalledOnceInItsOrder() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var source = new TaskSource<Integer>();
            var order = Collections.synchronizedList(new ArrayList<Integer>());
            var all = Collections.synchronizedList(new ArrayList<Task<Boolean>>());
            racers.race(() -> source.succeed(1), () -> {
                for (int i = 0; i < 10; i++) {
                    int index = i;
                    all.add(source.task().thenApplyAsync(_ -> order.add(index), Tasks.inline()));
                }
                return true;
            });
            Tasks.whenAll(all).await();
            assertEquals(10, order.size());
            // those which came too late may overtake the others, which are being called
            assertEquals(
                    IntStream.range(0, 10).boxed().toList(),
                    order.stream().sorted().toList());
        }
    }

    @Test
    void everyWaiterWakes() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var source = new TaskSource<Boolean>();
            assertEquals(
                    List.of(true, true, true),
                    racers.race(
                            () -> source.succeed(true),
                            source.task()::await,
                            () -> source.task().waitFor(Duration.ofDays(1))));
        }
    }

    @Test
    void aWaiterThatGivesUpDoesNotHarmTheOthers() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var source = new TaskSource<Boolean>();
            Callable<Boolean> givingUp = () -> {
                var _ = source.task().waitFor(Duration.ofNanos(1));
                return true;
            };
            racers.race(source.task()::await, givingUp, source.task()::await, givingUp, () -> source.succeed(true));
            assertTrue(source.task().await());
        }
    }

    @Test
    void anInterruptAndAValueBothArrive() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var source = new TaskSource<String>();
            var waiting = new ArrayList<String>();
            Thread thread = new Thread(() -> {
                try {
                    waiting.add(source.task().await() + Thread.interrupted());
                } catch (Exception e) {
                    waiting.add(e.getClass().getSimpleName());
                }
            });
            thread.start();
            racers.race(() -> source.succeed("value"), () -> {
                thread.interrupt();
                return true;
            });
            thread.join();
            assertTrue(
                    List.of("valuetrue", "valuefalse", "InterruptedException").containsAll(waiting), waiting::toString);
            assertEquals(0, Chains.length(source.task()));
        }
    }

    @Test
    void aCancelledChainAlwaysEnds() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var source = new TaskSource<Integer>();
            var next = new TaskSource<Integer>();
            var end = source.task().then(_ -> next.task());
            racers.race(() -> source.succeed(1), () -> {
                end.cancel();
                return true;
            });
            assertInstanceOf(Outcome.Cancelled.class, end.outcome()); // whichever of the two it met
        }
    }

    @Test
    void theFirstOfTwoIsEither() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var one = new TaskSource<String>();
            var other = new TaskSource<String>();
            var first = one.task().applyToEither(other.task(), v -> v);
            racers.race(() -> one.succeed("one"), () -> other.succeed("other"));
            assertTrue(List.of("one", "other").contains(first.await()));
        }
    }

    @Test
    void theLoserOfTwoForgetsWheneverTheOtherWasDone() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var one = new TaskSource<String>();
            var losers = IntStream.range(0, 50)
                    .mapToObj(_ -> new TaskSource<String>().task())
                    .toList();
            racers.race(() -> one.succeed("one"), () -> {
                for (Task<String> loser : losers) {
                    one.task().applyToEither(loser, v -> v).forget();
                }
                return true;
            });
            TestThreads.until(() -> losers.stream().allMatch(loser -> Chains.length(loser) == 0));
        }
    }

    /// Both tasks end while the third one is being made of them.
    @Test
    void theFirstOfTwoIsOneOfThemHoweverTheyMeet() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var one = new TaskSource<String>();
            var other = new TaskSource<String>();
            var made = new AtomicReference<Task<String>>();
            racers.race(() -> one.succeed("one"), () -> other.fail(new IllegalStateException("other")), () -> {
                made.set(one.task().applyToEither(other.task(), v -> v));
                return true;
            });
            switch (made.get().outcome()) {
                case Outcome.Succeeded<String>(var value) -> assertEquals("one", value);
                case Outcome.Failed<String> _ -> assertThrows(IllegalStateException.class, made.get()::await);
                case Outcome.Cancelled<String> cancelled -> throw new AssertionError(cancelled);
            }
            assertTrue(other.task().outcome() instanceof Outcome.Failed); // if it lost, nobody else looks
        }
    }

    /// The second argument is done in the middle of the constructor, when the first one has its
    /// node already.
    @Test
    void theFirstArgumentForgetsWheneverTheSecondWasDone() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var other = new TaskSource<String>();
            var losers = IntStream.range(0, 50)
                    .mapToObj(_ -> new TaskSource<String>().task())
                    .toList();
            var made = new ArrayList<Task<String>>();
            racers.race(() -> other.succeed("other"), () -> {
                for (Task<String> loser : losers) {
                    made.add(loser.applyToEither(other.task(), v -> v));
                }
                return true;
            });
            for (Task<String> first : made) {
                assertEquals("other", first.await());
            }
            TestThreads.until(() -> losers.stream().allMatch(loser -> Chains.length(loser) == 0));
        }
    }

    /// Whoever is asked to stop while it is being made of two tasks asks both, or is done.
    @Test
    void theFirstOfTwoIsCancelledOrHasWon() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var one = new TaskSource<String>();
            var other = new TaskSource<String>();
            var first = one.task().applyToEither(other.task(), v -> v);
            racers.race(() -> other.succeed("other"), () -> {
                first.cancel();
                return true;
            });
            switch (first.outcome()) {
                case Outcome.Succeeded<String>(var value) -> assertEquals("other", value);
                case Outcome.Cancelled<String> _ -> assertTrue(one.task().isCancelled());
                case Outcome.Failed<String> failed -> throw new AssertionError(failed);
            }
            TestThreads.until(() -> Chains.length(one.task()) == 0);
        }
    }

    @Test
    void allAreCountedOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var one = new TaskSource<Integer>();
            var other = new TaskSource<Integer>();
            var results = racers.race(
                    () -> {
                        one.succeed(1);
                        return List.of(1, 2);
                    },
                    () -> {
                        other.succeed(2);
                        return List.of(1, 2);
                    },
                    () -> Tasks.whenAll(one.task(), other.task()).await());
            assertEquals(Collections.nCopies(3, List.of(1, 2)), results);
        }
    }

    @Test
    void waitersAttachOtherFailuresOnce() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var failed = IntStream.range(0, 50)
                    .mapToObj(_ -> Task.failed(new IllegalStateException()))
                    .toList();
            var all = Tasks.whenAll(failed);
            Callable<Integer> suppressed =
                    () -> assertThrows(IllegalStateException.class, all::await).getSuppressed().length;
            assertEquals(List.of(49, 49), racers.race(suppressed, suppressed));
        }
    }

    @Test
    void aCallbackIsCalledOrTakenBack() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var source = new CancellationSource();
            var called = new AtomicInteger();
            var registration = source.token().onCancel(called::incrementAndGet);
            var said = racers.race(source::cancel, registration::unregister);
            assertTrue(said.get(0));
            assertEquals(said.get(1) ? 0 : 1, called.get());
        }
    }

    @Test
    void aCallbackIsCalledOnceWheneverItWasRegistered() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var source = new CancellationSource();
            var called = new AtomicInteger();
            racers.race(source::cancel, () -> {
                source.token().onCancel(called::incrementAndGet);
                return true;
            });
            assertEquals(1, called.get());
        }
    }

    @Test
    void nothingRunsAfterClosing() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var source = new CancellationSource();
            var open = new AtomicInteger(1);
            var registration = source.token().onCancel(() -> {
                assertEquals(1, open.get());
                Thread.onSpinWait();
                assertEquals(1, open.get());
            });
            racers.race(source::cancel, () -> {
                registration.close();
                open.set(0);
                return true;
            });
        }
    }

    @Test
    void onlyOneOfTwoCancels() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var source = new CancellationSource();
            try (var linked = CancellationSource.linked(source.token())) {
                var called = new AtomicInteger();
                linked.token().onCancel(called::incrementAndGet);
                var said = racers.race(() -> source.cancel("parent"), () -> linked.cancel("child"));
                assertTrue(said.get(0));
                assertEquals(1, called.get());
                assertEquals(
                        said.get(1) ? "child" : "parent",
                        assertInstanceOf(
                                        CancellationReason.Requested.class,
                                        linked.token().reason())
                                .why());
            }
        }
    }

    @Test
    void aDeadlineAndACompletionLeaveNoAlarm() throws Exception {
        var clock = new FakeClock();
        for (int round = 0; round < ROUNDS; round++) {
            var source = new TaskSource<Integer>();
            racers.race(
                    () -> source.succeed(1),
                    () -> source.task()
                            .cancelAfter(Duration.ofSeconds(5), clock.timer())
                            .isDone(),
                    () -> {
                        clock.advance(Duration.ofSeconds(5));
                        return true;
                    });
            assertTrue(source.task().isDone());
            assertEquals(0, clock.timer().pendingAlarms());
        }
    }

    @Test
    void aBodyIsCancelledOnceOrEnds() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var ran = new AtomicInteger();
            var task = Task.run(ran::incrementAndGet);
            racers.race(() -> task.cancel(true), () -> task.cancel(true));
            switch (task.outcome()) {
                case Outcome.Succeeded<Integer>(var value) -> assertEquals(1, value);
                case Outcome.Cancelled<Integer>(var cancellation) -> {
                    assertEquals(Cancellation.Reach.NEVER_STARTED, cancellation.reach());
                    assertEquals(0, ran.get());
                }
                case Outcome.Failed<Integer> failed -> throw new AssertionError(failed);
            }
            assertFalse(task.cancel(true) ^ task.isCancelled());
        }
    }

    /// A body that does not look at interrupts ends at the moment at which it is cancelled, and the
    /// thread of the pool goes on with the next one.
    @Test
    void anInterruptNeverMeetsTheNextBodyOfTheThread() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var begun = new AtomicBoolean();
            var end = new AtomicBoolean();
            Callable<String> body = () -> {
                begun.set(true);
                while (!end.get()) {
                    Thread.onSpinWait();
                }
                return "value";
            };
            var task = Task.compute(body);
            TestThreads.until(begun::get);
            var next = new ArrayList<Task<Boolean>>();
            racers.race(
                    () -> {
                        end.set(true);
                        return true;
                    },
                    () -> task.cancel(true),
                    () -> {
                        for (int i = 0; i < 4; i++) {
                            next.add(Task.compute(() -> Thread.currentThread().isInterrupted()));
                        }
                        return true;
                    });
            assertEquals("value", task.await());
            for (Task<Boolean> one : next) {
                assertFalse(one.await(), "the next body found the interrupt");
            }
        }
    }

    /// It waits for what comes at the moment at which it is cancelled.
    @Test
    void aBodyThatWaitsIsInterruptedOnceOrHasItsValue() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var awaited = new TaskSource<String>();
            var interrupts = new AtomicInteger();
            Callable<String> body = () -> {
                try {
                    return awaited.task().await();
                } catch (InterruptedException e) {
                    interrupts.getAndIncrement();
                    throw e;
                }
            };
            var task = round % 2 == 0 ? Task.run(body) : Task.compute(body);
            racers.race(() -> awaited.succeed("value"), () -> task.cancel(true), () -> task.cancel(true));
            switch (task.outcome()) {
                case Outcome.Succeeded<String>(var value) -> {
                    assertEquals("value", value);
                    assertEquals(0, interrupts.get());
                }
                case Outcome.Cancelled<String>(var cancellation) ->
                    assertEquals(cancellation.reach() == Cancellation.Reach.NEVER_STARTED ? 0 : 1, interrupts.get());
                case Outcome.Failed<String> failed -> throw new AssertionError(failed);
            }
        }
    }

    /// Callbacks of a thread that must not wait are called on another one, later.
    @Test
    void nothingRunsAfterClosingAlsoOfAThreadThatMustNotWait() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            var source = new CancellationSource();
            var open = new AtomicBoolean(true);
            var ranClosed = new AtomicBoolean();
            if (round % 2 == 0) {
                source.cancel();
            }
            var registration =
                    TestThreads.onNonBlockingThread(() -> source.token().onCancel(() -> {
                        Thread.yield();
                        if (!open.get()) {
                            ranClosed.set(true);
                        }
                    }));
            Callable<Boolean> cancelling = () -> TestThreads.onNonBlockingThread(source::cancel);
            racers.race(cancelling, () -> {
                registration.close();
                open.set(false);
                return true;
            });
            assertFalse(ranClosed.get());
        }
    }
}
