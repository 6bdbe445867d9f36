package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Work that is begun again if it fails.
@Timeout(60)
class RetryTest {

    private static final RetryPolicy POLICY = RetryPolicy.DEFAULT
            .withAttempts(4)
            .withDelays(Duration.ofMillis(100), 2, Duration.ofMillis(300))
            .withJitter(0);

    private final FakeClock clock = new FakeClock();
    private final List<TaskSource<String>> attempts = Collections.synchronizedList(new ArrayList<>());

    private Task<String> attempt() {
        var source = new TaskSource<String>();
        attempts.add(source);
        return source.task();
    }

    private Task<String> retry(RetryPolicy policy) {
        return Tasks.retry(policy, this::attempt, clock.timer());
    }

    private void failAttempt(int number) {
        TestThreads.until(() -> attempts.size() == number);
        attempts.getLast().fail(new IOException("attempt " + number));
    }

    private void advance(int millis) {
        TestThreads.until(() -> clock.timer().pendingAlarms() == 1);
        clock.advance(Duration.ofMillis(millis));
    }

    private static List<String> suppressed(Throwable thrown) {
        return Arrays.stream(thrown.getSuppressed()).map(Throwable::getMessage).toList();
    }

    @Test
    void theFirstSuccessCounts() throws Exception {
        var task = retry(POLICY);
        assertEquals(1, attempts.size()); // at once, on this thread
        failAttempt(1);
        advance(100);
        TestThreads.until(() -> attempts.size() == 2);
        attempts.get(1).succeed("second");
        assertEquals("second", task.await());
        assertEquals(0, clock.timer().pendingAlarms());
    }

    @Test
    void delaysGrowToTheLongest() {
        var task = retry(POLICY);
        failAttempt(1);
        advance(99);
        assertEquals(1, clock.timer().pendingAlarms());
        advance(1);
        failAttempt(2);
        advance(199);
        assertEquals(1, clock.timer().pendingAlarms());
        advance(1);
        failAttempt(3);
        advance(299);
        assertEquals(1, clock.timer().pendingAlarms());
        advance(1);
        failAttempt(4);
        var thrown = assertThrows(IOException.class, task::await);
        assertEquals("attempt 4", thrown.getMessage());
        assertEquals(List.of("attempt 1", "attempt 2", "attempt 3"), suppressed(thrown));
        assertEquals(4, attempts.size());
    }

    @Test
    void whatIsNotWorthItIsNotRepeated() {
        var task = retry(POLICY.withRetried(FileNotFoundException.class::isInstance));
        failAttempt(1);
        assertEquals("attempt 1", assertThrows(IOException.class, task::await).getMessage());

        var mistake = Tasks.retry(POLICY, () -> Task.failed(new IllegalArgumentException("mine")), clock.timer());
        assertThrows(IllegalArgumentException.class, mistake::await);
    }

    @Test
    void aCancelledAttemptIsNotRepeated() {
        var task = retry(POLICY.withRetried(_ -> true));
        failAttempt(1);
        advance(100);
        TestThreads.until(() -> attempts.size() == 2);
        attempts.getLast().cancel(new CancellationReason.Deadline(Duration.ofSeconds(1)));
        var thrown = assertThrows(DeadlineExceededException.class, task::await);
        assertEquals(List.of("attempt 1"), suppressed(thrown));
        assertTrue(task.isCancelled());
    }

    @Test
    void cancellingEndsTheAttempt() {
        var task = retry(POLICY);
        task.cancel(new CancellationReason.Requested("enough"));
        assertTrue(attempts.getFirst().task().isCancelled());
        assertTrue(assertThrows(CancellationException.class, task::await)
                .getMessage()
                .contains("enough"));
    }

    @Test
    void cancellingEndsTheDelay() {
        var task = retry(POLICY);
        failAttempt(1);
        TestThreads.until(() -> clock.timer().pendingAlarms() == 1);
        task.cancel();
        var thrown = assertThrows(CancellationException.class, task::await);
        assertEquals("delay of 100 ms cancelled on request", thrown.getMessage());
        assertEquals(List.of("attempt 1"), suppressed(thrown));
        assertEquals(0, clock.timer().pendingAlarms());
        assertEquals(1, attempts.size());
    }

    @Test
    void anAttemptThatSucceedsAlthoughItWasAskedToCancelHasSucceeded() throws Exception {
        var stubborn = new TaskSource<String>(_ -> {});
        var task = Tasks.retry(POLICY, stubborn::task, clock.timer());
        task.cancel();
        assertFalse(task.isDone());
        stubborn.succeed("all the same");
        assertEquals("all the same", task.await());
    }

    @Test
    void anAttemptThatFailsAfterItWasAskedToCancelIsTheLast() {
        var calls = new AtomicInteger();
        var stubborn = new TaskSource<String>(_ -> {});
        var task = Tasks.retry(
                POLICY.withDelays(Duration.ZERO, 1, Duration.ZERO),
                () -> {
                    calls.incrementAndGet();
                    return stubborn.task();
                },
                clock.timer());
        task.cancel();
        stubborn.fail(new IOException("failed"));
        var thrown = assertThrows(CancellationException.class, task::await);
        assertEquals(List.of("failed"), suppressed(thrown));
        assertEquals(1, calls.get());
    }

    @Test
    void workThatThrowsOrGivesNullHasFailed() throws Exception {
        var calls = new AtomicInteger();
        var policy = POLICY.withDelays(Duration.ZERO, 1, Duration.ZERO).withRetried(_ -> true);
        var task = Tasks.<String>retry(policy, () -> switch (calls.incrementAndGet()) {
            case 1 -> throw new IllegalStateException("one");
            case 2 -> null;
            default -> Task.completed("third");
        });
        assertEquals("third", task.await());
    }

    @Test
    void aTaskThatIsADelayIsAnAttempt() throws Exception {
        var calls = new AtomicInteger();
        var task = Tasks.retry(
                POLICY,
                () -> {
                    calls.incrementAndGet();
                    return Tasks.delay(Duration.ofSeconds(1), clock.timer());
                },
                clock.timer());
        advance(1_000);
        task.await();
        assertEquals(1, calls.get());
    }

    @Test
    void manyAttemptsWithoutADelayNeedNoDeepStackAndNoMemory() throws Exception {
        var policy = POLICY.withAttempts(Integer.MAX_VALUE).withDelays(Duration.ZERO, 1, Duration.ZERO);
        var calls = new AtomicInteger();
        var failed = Task.<Integer>failed((Failure) () -> new IOException("again"));
        var task = Tasks.retry(policy, () -> {
            int call = calls.incrementAndGet();
            if (call == 300_000) return Task.completed(call);
            return call % 3 == 0
                    ? Task.run(() -> {
                        throw new IOException("elsewhere");
                    })
                    : failed;
        });
        assertEquals(300_000, task.await());
    }

    @Test
    void theSamePreviousExceptionIsAttachedOnce() {
        var same = new IOException("same");
        var task =
                Tasks.retry(POLICY.withDelays(Duration.ZERO, 1, Duration.ZERO), () -> Task.failed(same), clock.timer());
        assertSame(same, assertThrows(IOException.class, task::await));
        assertEquals(0, same.getSuppressed().length);
    }

    @Test
    void aPredicateOrARandomThatThrowsEndsIt() {
        var bad = POLICY.withRetried(_ -> {
            throw new IllegalStateException("cannot decide");
        });
        var task = Tasks.retry(bad, () -> Task.failed(new IOException("failed")), clock.timer());
        var thrown = assertThrows(IllegalStateException.class, task::await);
        assertEquals(List.of("failed"), suppressed(thrown));

        var unlucky = POLICY.withJitter(1).withRandom(() -> {
            throw new IllegalStateException("no luck");
        });
        var other = Tasks.retry(unlucky, () -> Task.failed(new IOException("failed")), clock.timer());
        assertThrows(IllegalStateException.class, other::await);
    }

    @Test
    void noAttemptBeginsOnAThreadThatMustNotWait() throws Exception {
        var thread = new AtomicReference<Thread>();
        var task = TestThreads.onNonBlockingThread(() -> Tasks.retry(POLICY, () -> {
            thread.set(Thread.currentThread());
            return Task.completed("done");
        }));
        assertEquals("done", task.await());
        assertFalse(thread.get() instanceof NonBlockingThread);

        var predicate = new AtomicReference<Thread>();
        var judged = Tasks.retry(
                POLICY.withRetried(_ -> {
                    predicate.set(Thread.currentThread());
                    return false;
                }),
                this::attempt,
                clock.timer());
        TestThreads.onNonBlockingThread(() -> attempts.getLast().fail(new IOException("failed")));
        assertInstanceOf(Outcome.Failed.class, judged.outcome());
        assertFalse(predicate.get() instanceof NonBlockingThread);
    }

    @Test
    void jitterTakesOffUpToItsPart() {
        var random = new Random(1);
        var policy = POLICY.withJitter(0.5).withRandom(random);
        for (int i = 0; i < 1_000; i++) {
            long millis = policy.delayAfter(2).toMillis();
            assertTrue(millis >= 100 && millis <= 200, () -> "" + millis);
        }
        assertEquals(
                POLICY.withJitter(1).withRandom(new Random(7)).delayAfter(1),
                POLICY.withJitter(1).withRandom(new Random(7)).delayAfter(1));
        assertEquals(Duration.ofMillis(300), POLICY.delayAfter(Integer.MAX_VALUE));
        assertEquals(
                Duration.ZERO,
                POLICY.withDelays(Duration.ZERO, 2, Duration.ZERO).delayAfter(1_000_000));
    }

    @Test
    void aPolicyCannotBeWrong() {
        assertEquals(
                "attempts is 0; must be at least 1",
                assertThrows(IllegalArgumentException.class, () -> POLICY.withAttempts(0))
                        .getMessage());
        assertEquals(
                "jitter is 1.5; must be from 0 to 1",
                assertThrows(IllegalArgumentException.class, () -> POLICY.withJitter(1.5))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> POLICY.withJitter(Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> POLICY.withDelays(Duration.ofMillis(-1), 1, Duration.ZERO));
        assertThrows(
                IllegalArgumentException.class, () -> POLICY.withDelays(Duration.ofMillis(2), 1, Duration.ofMillis(1)));
        assertThrows(IllegalArgumentException.class, () -> POLICY.withDelays(Duration.ZERO, 0.5, Duration.ofMillis(1)));
        assertThrows(
                IllegalArgumentException.class,
                () -> POLICY.withDelays(Duration.ZERO, Double.NaN, Duration.ofMillis(1)));
        assertThrows(IllegalArgumentException.class, () -> POLICY.delayAfter(0));
    }
}
