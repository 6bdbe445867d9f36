package dev.tidemill.transfer.course;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.task.Task;
import dev.tidemill.task.TaskSource;
import dev.tidemill.transfer.Entries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class PaceTest {

    private static final Duration CREDIT = Duration.ofMillis(50);

    private final FakeTimer time = new FakeTimer();
    private final Pace pace = new Pace(time, time::after);

    @Test
    void withoutAPauseAndALimitNobodyWaits() {
        for (int i = 0; i < 1000; i++)
            assertThat(pace.passing(1L << 40).isDone()).isTrue();
        pace.pass(1L << 40);
        assertThat(pace.isPaused()).isFalse();
        assertThat(pace.limit()).isZero();
        assertThat(time.pending()).isZero();
    }

    @Test
    void whoMovedBytesWaitsUntilTheyArePaid() {
        pace.limit(1000);
        Task<Void> passed = pace.passing(500);
        time.advance(Duration.ofMillis(499));
        assertThat(passed.isDone()).isFalse();
        time.advance(Duration.ofMillis(1));
        assertThat(passed.isDone()).isTrue();
    }

    @Test
    void manyThatMoveAtTheSameTimeGoOnInTheirOrderAndShareTheRate() {
        pace.limit(16_000);
        List<Task<Void>> passed = new ArrayList<>();
        for (int i = 0; i < 16; i++) passed.add(pace.passing(1000));
        for (int second16th = 0; second16th <= 16; second16th++) {
            for (int i = 0; i < 16; i++) {
                assertThat(passed.get(i).isDone())
                        .as(i + " after " + second16th)
                        .isEqualTo(i < second16th);
            }
            time.advance(Duration.ofNanos(62_500_000));
        }
        assertThat(time.pending()).isZero();
    }

    /// Odd blocks at an odd rate, each of which is woken late: over an hour not a block is lost.
    @Test
    void theRateDoesNotDrift() {
        long seed = Entries.seed();
        Random random = new Random(seed);
        long limit = 1_000_003;
        pace.limit(limit);
        long begin = time.getAsLong();
        long moved = 0;
        while (time.getAsLong() - begin < Duration.ofHours(1).toNanos()) {
            int bytes = 1 + random.nextInt(300_000);
            Task<Void> passed = pace.passing(bytes);
            moved += bytes;
            for (int i = 0; i < 1_000 && !passed.isDone(); i++) time.advance(Duration.ofMillis(1 + random.nextInt(20)));
            assertThat(passed.isDone()).isTrue();
        }
        double seconds = (time.getAsLong() - begin) / 1e9;
        assertThat(moved / seconds).as("-Dtidemill.test.seed=" + seed).isBetween(limit * 0.9999, limit * 1.0001);
    }

    @Test
    void noStretchOfTimeHasMoreThanTheLimitAndAShortCredit() {
        long seed = Entries.seed();
        Random random = new Random(seed);
        long limit = 100_000;
        pace.limit(limit);
        List<long[]> moved = new ArrayList<>(); // when, and how much until then
        long begin = time.getAsLong();
        long total = 0;
        for (int i = 0; i < 2_000; i++) {
            if (random.nextInt(20) == 0) time.advance(Duration.ofMillis(random.nextInt(3_000))); // nothing to move
            if (random.nextInt(50) == 0) {
                pace.pause();
                time.advance(Duration.ofMillis(random.nextInt(10_000)));
                pace.resume();
            }
            int bytes = 1 + random.nextInt(10_000);
            Task<Void> passed = pace.passing(bytes);
            for (int steps = 0; steps < 10_000 && !passed.isDone(); steps++) time.advance(Duration.ofMillis(1));
            total += bytes;
            moved.add(new long[] {time.getAsLong() - begin, total});
        }
        double most = 10_000 + limit * CREDIT.toNanos() / 1e9 + 1; // the block that ends the stretch, and the credit
        for (int from = 0; from < moved.size(); from += 7) {
            for (int to = from + 1; to < Math.min(moved.size(), from + 100); to++) {
                double allowed = (moved.get(to)[0] - moved.get(from)[0]) / 1e9 * limit + most;
                assertThat((double) (moved.get(to)[1] - moved.get(from)[1]))
                        .as("-Dtidemill.test.seed=" + seed + " from " + from + " to " + to)
                        .isLessThanOrEqualTo(allowed);
            }
        }
    }

    @Test
    void timeInWhichNothingWasMovedPaysForAMomentOnly() {
        pace.limit(1000);
        time.advance(Duration.ofHours(1));
        assertThat(pace.passing(50).isDone()).isTrue();
        assertThat(pace.passing(1).isDone()).isFalse();
    }

    @Test
    void inAPauseNobodyGoesOnAndAfterItThereIsNoBurst() {
        pace.limit(1000);
        Task<Void> before = pace.passing(500);
        time.advance(Duration.ofMillis(200));
        pace.pause();
        assertThat(pace.isPaused()).isTrue();
        Task<Void> meanwhile = pace.passing(100);
        time.advance(Duration.ofHours(1));
        assertThat(before.isDone()).isFalse();
        assertThat(meanwhile.isDone()).isFalse();
        assertThat(time.pending()).isZero();
        pace.resume();
        time.advance(Duration.ofMillis(299));
        assertThat(before.isDone()).isFalse();
        time.advance(Duration.ofMillis(1));
        assertThat(before.isDone()).isTrue();
        assertThat(meanwhile.isDone()).isFalse();
        time.advance(Duration.ofMillis(100));
        assertThat(meanwhile.isDone()).isTrue();
    }

    @Test
    void aPauseHoldsBackWhoHasNoLimitAndWhoOnlyWantsToBegin() {
        pace.pause();
        pace.pause();
        Task<Void> begun = pace.passing(0);
        Task<Void> moved = pace.passing(1L << 40);
        assertThat(begun.isDone()).isFalse();
        pace.resume();
        assertThat(begun.isDone()).isTrue();
        assertThat(moved.isDone()).isTrue();
        assertThat(pace.passing(1).isDone()).isTrue();
    }

    @Test
    void whoOnlyWantsToBeginDoesNotWaitForWhatOthersHaveMoved() {
        pace.limit(1);
        Task<Void> moved = pace.passing(1000);
        assertThat(pace.passing(0).isDone()).isTrue();
        assertThat(moved.isDone()).isFalse();
    }

    @Test
    void aNewLimitHoldsForThoseWhoWait() {
        pace.limit(10);
        Task<Void> first = pace.passing(1000);
        Task<Void> second = pace.passing(1000);
        time.advance(Duration.ofSeconds(50)); // 500 are paid
        assertThat(first.isDone()).isFalse();
        pace.limit(1000);
        time.advance(Duration.ofMillis(499));
        assertThat(first.isDone()).isFalse();
        time.advance(Duration.ofMillis(1));
        assertThat(first.isDone()).isTrue();
        pace.limit(500);
        time.advance(Duration.ofMillis(1999));
        assertThat(second.isDone()).isFalse();
        time.advance(Duration.ofMillis(1));
        assertThat(second.isDone()).isTrue();
    }

    @Test
    void withoutALimitThoseWhoWaitForItGoOnAtOnceButNotInAPause() {
        pace.limit(1);
        Task<Void> passed = pace.passing(1L << 50);
        pace.limit(0);
        assertThat(passed.isDone()).isTrue();
        assertThat(time.pending()).isZero();

        pace.limit(1);
        passed = pace.passing(1000);
        pace.pause();
        pace.limit(0);
        assertThat(passed.isDone()).isFalse();
        pace.resume();
        assertThat(passed.isDone()).isTrue();
        pace.limit(1000);
        assertThat(pace.passing(1).isDone())
                .as("what was moved without a limit is paid")
                .isFalse();
        time.advance(Duration.ofMillis(1));
        assertThat(pace.passing(1).isDone()).isFalse();
    }

    @Test
    void theEndFreesEverybodyForEver() {
        pace.limit(1);
        Task<Void> limited = pace.passing(Long.MAX_VALUE);
        pace.pause();
        Task<Void> paused = pace.passing(1);
        pace.end();
        assertThat(limited.isDone()).isTrue();
        assertThat(paused.isDone()).isTrue();
        pace.pause();
        pace.limit(1);
        assertThat(pace.isPaused()).isFalse();
        assertThat(pace.passing(Long.MAX_VALUE).isDone()).isTrue();
        assertThat(time.pending()).isZero();
    }

    @Test
    void aNegativeLimitIsRefused() {
        pace.limit(7);
        assertThatThrownBy(() -> pace.limit(-1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
        assertThat(pace.limit()).isEqualTo(7);
    }

    @Test
    void threadsThatWaitGoOnAndKeepTheirInterrupt() throws Exception {
        Pace real = new Pace();
        real.pause();
        List<Thread> threads = new ArrayList<>();
        List<Task<Boolean>> passed = new ArrayList<>();
        for (int i = 0; i < 16; i++) {
            var result = new TaskSource<Boolean>();
            passed.add(result.task());
            threads.add((i % 2 == 0 ? Thread.ofPlatform() : Thread.ofVirtual()).start(() -> {
                real.pass(1000);
                result.succeed(Thread.currentThread().isInterrupted());
            }));
        }
        for (int i = 0; i < 4; i++) threads.get(i).interrupt();
        assertThat(passed).noneMatch(Task::isDone);
        real.limit(1_000_000);
        real.resume();
        for (int i = 0; i < 16; i++)
            assertThat(passed.get(i).await()).as("thread " + i).isEqualTo(i < 4);
        for (Thread thread : threads) thread.join();
    }

    @Test
    void nothingIsLostWhenLimitsAndPausesChangeWhileManyPass() throws Exception {
        Pace real = new Pace();
        real.limit(1);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            threads.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < 200; n++) real.pass(1000);
            }));
        }
        Random random = new Random(1);
        for (int i = 0; i < 500; i++) {
            switch (random.nextInt(4)) {
                case 0 -> real.pause();
                case 1 -> real.resume();
                case 2 -> real.limit(1 + random.nextInt(1_000_000_000));
                default -> real.limit(0);
            }
        }
        real.limit(1_000_000_000);
        real.resume();
        for (Thread thread : threads) thread.join();
        real.end();
    }
}
