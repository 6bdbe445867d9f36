package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.timer.AlarmClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whoever drives the timer, each alarm rings once.
@Timeout(60)
class TimerDriverTest {

    private final Timer timer = new Timer(System::nanoTime, Duration.ofSeconds(10));
    private final LinkedBlockingQueue<Thread> rangOn = new LinkedBlockingQueue<>();

    /// Drives for as long as it is wanted, and sleeps in between as long as it may.
    private final class Driving extends Thread implements NonBlockingThread, AlarmClock.Driver {

        volatile boolean wanted = true;
        volatile boolean drives;

        Driving() {
            super("driver");
            setDaemon(true);
        }

        @Override
        public void run() {
            drives = timer.driveBy(this);
            while (wanted) {
                if (timer.isDue()) timer.ring(1);
                long nanos = timer.nanosToNext();
                if (wanted && nanos > 0) LockSupport.parkNanos(this, nanos);
            }
            timer.leave(this);
        }

        @Override
        public void wake() {
            LockSupport.unpark(this);
        }

        void end() throws InterruptedException {
            wanted = false;
            wake();
            join();
        }
    }

    private Driving startDriving() {
        var driver = new Driving();
        driver.start();
        TestThreads.untilParked(driver);
        return driver;
    }

    private Timer.Alarm alarm() {
        return new Timer.Alarm() {
            @Override
            void ring() {
                rangOn.add(Thread.currentThread());
            }
        };
    }

    @Test
    void aDriverIsWokenForAnEarlierAlarmAndForNoOther() throws Exception {
        Driving driver = startDriving();
        Timer.Alarm late = alarm();
        timer.set(late, Duration.ofDays(1).toNanos());
        timer.set(alarm(), 1);
        assertEquals(driver, rangOn.take());
        timer.cancel(late);
        TestThreads.untilParked(driver);
        var wakes = new AtomicInteger();
        driver.end();
        AlarmClock.Driver counting = wakes::incrementAndGet;
        assertTrue(timer.driveBy(counting));
        assertEquals(AlarmClock.NEVER, timer.nanosToNext());
        timer.set(alarm(), Duration.ofHours(1).toNanos());
        assertEquals(1, wakes.get());
        assertTrue(timer.nanosToNext() <= Duration.ofHours(1).toNanos());
        for (int i = 0; i < 100; i++) timer.set(alarm(), Duration.ofHours(2).toNanos());
        assertEquals(1, wakes.get());
        assertFalse(timer.isDue());
        timer.leave(counting);
    }

    @Test
    void alarmsThatAreSetGoOverToTheDriverAndBack() throws Exception {
        timer.set(alarm(), 1);
        Thread own = rangOn.take();
        assertInstanceOf(NonBlockingThread.class, own);
        timer.set(alarm(), Duration.ofMillis(50).toNanos());
        Driving driver = startDriving();
        assertTrue(driver.drives);
        own.join(); // nobody needs it any more
        assertEquals(driver, rangOn.take());
        timer.set(alarm(), Duration.ofMillis(50).toNanos());
        driver.end();
        Thread next = rangOn.take();
        assertEquals("tidemill-timer", next.getName());
    }

    @Test
    void thereIsOneDriver() throws Exception {
        Driving first = startDriving();
        assertFalse(timer.driveBy(() -> {}));
        timer.leave(() -> {}); // somebody else's leaving
        timer.set(alarm(), 1);
        assertEquals(first, rangOn.take());
        first.end();
        assertTrue(timer.driveBy(() -> {}));
    }

    @Test
    void noAlarmIsLostOrRingsTwiceWhileDriversComeAndGo() throws Exception {
        long seed = Long.getLong("tidemill.test.seed", System.nanoTime());
        int setters = 4;
        int each = 5_000;
        var counts = new AtomicInteger[setters * each];
        var cancelled = new boolean[setters * each];
        List<Thread> threads = new ArrayList<>();
        for (int s = 0; s < setters; s++) {
            int first = s * each;
            var random = new Random(seed + s);
            threads.add(Thread.startVirtualThread(() -> {
                for (int i = first; i < first + each; i++) {
                    var count = counts[i] = new AtomicInteger();
                    var alarm = new Timer.Alarm() {
                        @Override
                        void ring() {
                            count.incrementAndGet();
                        }
                    };
                    timer.set(alarm, random.nextInt(20_000_000));
                    if (random.nextInt(3) == 0) {
                        cancelled[i] = true;
                        timer.cancel(alarm); // it may have rung already
                    }
                }
            }));
        }
        while (threads.stream().anyMatch(Thread::isAlive)) {
            var driver = new Driving();
            driver.start();
            Thread.yield();
            driver.end();
        }
        for (Thread thread : threads) thread.join();
        Task<Void> last = Tasks.delay(Duration.ofMillis(40), timer);
        last.await();
        for (int i = 0; i < counts.length; i++) {
            String where = "-Dtidemill.test.seed=" + seed + " alarm " + i;
            if (cancelled[i]) assertTrue(counts[i].get() <= 1, where);
            else assertEquals(1, counts[i].get(), where);
        }
        assertEquals(0, timer.pendingAlarms());
    }
}
