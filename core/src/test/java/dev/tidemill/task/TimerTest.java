package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Alarms go off in time, in order, and not after they were cancelled.
@Timeout(60)
class TimerTest {

    private final FakeClock clock = new FakeClock();
    private final Timer timer = clock.timer();
    private final LinkedBlockingQueue<Integer> rung = new LinkedBlockingQueue<>();

    private final class Numbered extends Timer.Alarm {
        final int number;
        long dueNanos;
        boolean cancelled;

        Numbered(int number) {
            this.number = number;
        }

        @Override
        void ring() {
            rung.add(number);
        }
    }

    @Test
    void alarmsGoOffInTheOrderOfTheirTimes() throws Exception {
        long seed = Long.getLong("tidemill.test.seed", System.nanoTime());
        var random = new Random(seed);
        var alarms = new ArrayList<Numbered>();
        for (int step = 0; step < 2_000; step++) {
            var alarm = new Numbered(step);
            alarm.dueNanos = 1 + random.nextInt(1_000_000) * 1_000L + step; // no two at the same time
            timer.set(alarm, alarm.dueNanos);
            alarms.add(alarm);
            if (random.nextInt(3) == 0) {
                var other = alarms.get(random.nextInt(alarms.size()));
                other.cancelled = true;
                timer.cancel(other);
            }
            var pending = alarms.stream().filter(a -> !a.cancelled).count();
            assertEquals(pending, timer.pendingAlarms(), "-Dtidemill.test.seed=" + seed + " step " + step);
        }
        var expected = alarms.stream()
                .filter(a -> !a.cancelled)
                .sorted(Comparator.comparingLong(a -> a.dueNanos))
                .map(a -> a.number)
                .toList();
        clock.advance(Duration.ofDays(1));
        var order = new ArrayList<Integer>();
        while (order.size() < expected.size()) {
            order.add(rung.take());
        }
        assertEquals(expected, order, "-Dtidemill.test.seed=" + seed);
        assertEquals(0, timer.pendingAlarms());
    }

    @Test
    void anAlarmDoesNotGoOffTooEarly() throws Exception {
        timer.set(new Numbered(2), 2_000);
        timer.set(new Numbered(1), 1_000);
        clock.advance(Duration.ofNanos(1_999));
        assertEquals(1, rung.take());
        assertEquals(1, timer.pendingAlarms());
        clock.advance(Duration.ofNanos(1));
        assertEquals(2, rung.take());
    }

    @Test
    void aCancelledAlarmIsForgottenAtOnce() {
        var alarm = new Numbered(1);
        timer.cancel(alarm); // never set
        timer.set(alarm, 1_000);
        assertEquals(1, timer.pendingAlarms());
        timer.cancel(alarm);
        assertEquals(0, timer.pendingAlarms());
        timer.cancel(alarm);
    }

    @Test
    void anAlarmThatThrowsDoesNotHinderTheOthers() throws Exception {
        var reported = new CountDownLatch(1);
        var on = new AtomicReference<Thread>();
        timer.set(
                new Timer.Alarm() {
                    @Override
                    void ring() {
                        on.set(Thread.currentThread());
                        Thread.currentThread().setUncaughtExceptionHandler((_, _) -> {
                            reported.countDown();
                            throw new IllegalArgumentException("so does the handler, which harms nobody");
                        });
                        throw new IllegalStateException();
                    }
                },
                1_000);
        timer.set(new Numbered(1), 2_000);
        clock.advance(Duration.ofNanos(2_000));
        reported.await();
        assertEquals(1, rung.take());
        assertInstanceOf(NonBlockingThread.class, on.get());
        assertTrue(on.get().isDaemon());
    }

    @Test
    void anAlarmThatIsSetLaterMayGoOffEarlier() throws Exception {
        var real = new Timer(System::nanoTime, Duration.ofDays(1));
        Thread thread = threadOf(real);
        var late = new Numbered(2);
        real.set(late, Duration.ofDays(1).toNanos());
        TestThreads.untilParked(thread);
        real.set(new Numbered(1), 1);
        assertEquals(1, rung.take());
        real.cancel(late);
    }

    @Test
    void theThreadEndsWhenThereIsNothingToDo() throws Exception {
        var quick = new Timer(System::nanoTime, Duration.ofNanos(1));
        var first = threadOf(quick);
        first.join();
        var second = threadOf(quick);
        assertNotSame(first, second);
        second.join();
    }

    private static Thread threadOf(Timer timer) throws InterruptedException {
        var thread = new LinkedBlockingQueue<Thread>();
        timer.set(
                new Timer.Alarm() {
                    @Override
                    void ring() {
                        thread.add(Thread.currentThread());
                    }
                },
                1);
        return thread.take();
    }
}
