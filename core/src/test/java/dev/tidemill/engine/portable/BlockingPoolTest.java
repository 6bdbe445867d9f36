package dev.tidemill.engine.portable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BlockingPoolTest {

    private static final Lane HEALTHY = Lane.ofMount(1);
    private static final Lane DEAD = Lane.ofMount(2);

    /// Holds up whatever waits for it, until the test is over.
    private final CountDownLatch never = new CountDownLatch(1);

    private BlockingPool pool = new BlockingPool(2, 6, TimeUnit.SECONDS.toNanos(30));

    @AfterEach
    void allJobsEnd() throws InterruptedException {
        never.countDown();
        assertTrue(pool.awaitQuiet(TimeUnit.SECONDS.toNanos(30)), "there are jobs left");
        pool.close();
    }

    private void block(Lane lane, int times) {
        for (int i = 0; i < times; i++) {
            pool.execute(lane, () -> awaitUninterruptibly(never));
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void done(CountDownLatch latch) throws InterruptedException {
        assertTrue(latch.await(30, TimeUnit.SECONDS), "not done");
    }

    @Test
    void aBlockedLaneDoesNotStopAnother() throws InterruptedException {
        block(DEAD, 1000);
        var done = new CountDownLatch(100);
        for (int i = 0; i < 100; i++) {
            pool.execute(HEALTHY, done::countDown);
        }
        done(done);
    }

    @Test
    void eachLaneHasAThreadHoweverManyAreBlocked() throws InterruptedException {
        for (int mount = 10; mount < 30; mount++) {
            block(Lane.ofMount(mount), 5);
        }
        var done = new CountDownLatch(10);
        for (int i = 0; i < 10; i++) {
            pool.execute(HEALTHY, done::countDown);
        }
        done(done);
        assertThat(pool.threads()).isLessThanOrEqualTo(6 + 20);
    }

    @Test
    void aLaneKeepsItsThreadWhenOthersAreInLine() throws InterruptedException {
        pool = new BlockingPool(1, 1, TimeUnit.SECONDS.toNanos(30));
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var done = new CountDownLatch(3);
        pool.execute(HEALTHY, () -> {
            begun.countDown();
            awaitUninterruptibly(go);
        });
        done(begun);
        block(DEAD, 3); // a thread of its own, one more than there may be
        for (int i = 0; i < 3; i++) {
            pool.execute(HEALTHY, done::countDown);
        }
        go.countDown();
        done(done);
    }

    @Test
    void aLaneHasNoMoreThreadsThanItMay() throws InterruptedException {
        block(DEAD, 100);
        assertThat(pool.threads()).isEqualTo(2);
    }

    @Test
    void aThreadThatIsIdleIsUsedAgain() throws InterruptedException {
        var threads = ConcurrentHashMap.<Thread>newKeySet();
        for (int i = 0; i < 100; i++) {
            pool.execute(HEALTHY, () -> threads.add(Thread.currentThread()));
            assertTrue(pool.awaitQuiet(TimeUnit.SECONDS.toNanos(30)));
        }
        // the thread that has just done a job may not be idle yet when the next one comes
        assertThat(threads).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void threadsAreDaemonsWithAName() throws InterruptedException {
        var thread = new AtomicReference<Thread>();
        var done = new CountDownLatch(1);
        pool.execute(HEALTHY, () -> {
            thread.set(Thread.currentThread());
            done.countDown();
        });
        done(done);
        assertThat(thread.get().getName()).isEqualTo("tidemill-io-1");
        assertThat(thread.get().isDaemon()).isTrue();
        assertThat(thread.get().isVirtual()).isFalse();
    }

    @Test
    void aThreadThatWasIdleForLongEnds() throws InterruptedException {
        pool = new BlockingPool(2, 6, 1);
        var thread = new AtomicReference<Thread>();
        var done = new CountDownLatch(1);
        pool.execute(HEALTHY, () -> {
            thread.set(Thread.currentThread());
            done.countDown();
        });
        done(done);
        thread.get().join();
        assertThat(pool.threads()).isZero();
    }

    @Test
    void jobsOfALaneInOrderAreDoneOneAfterTheOther() throws InterruptedException {
        var lane = new Lane("stream", true);
        var order = new ConcurrentLinkedQueue<Integer>();
        var expected = new ArrayList<Integer>();
        for (int i = 0; i < 1000; i++) {
            int number = i;
            expected.add(number);
            pool.execute(lane, () -> order.add(number));
        }
        assertTrue(pool.awaitQuiet(TimeUnit.SECONDS.toNanos(30)));
        assertThat(List.copyOf(order)).isEqualTo(expected);
        assertThat(pool.threads()).isLessThanOrEqualTo(2);
    }

    @Test
    void aForgottenJobIsNotDone() throws InterruptedException {
        block(DEAD, 2);
        var done = new AtomicInteger();
        BlockingPool.Job job = done::incrementAndGet;
        pool.execute(DEAD, job);
        pool.forget(DEAD, job);
        never.countDown();
        assertTrue(pool.awaitQuiet(TimeUnit.SECONDS.toNanos(30)));
        assertThat(done).hasValue(0);
    }

    @Test
    void aJobThatThrowsTakesNothingWithIt() throws InterruptedException {
        pool = new BlockingPool(1, 1, TimeUnit.SECONDS.toNanos(30));
        var done = new CountDownLatch(1);
        pool.execute(HEALTHY, () -> {
            throw new AssertionError("this is in the log, and meant");
        });
        pool.execute(HEALTHY, done::countDown);
        done(done);
    }

    @Test
    void anInterruptDoesNotReachTheNextJob() throws InterruptedException {
        pool = new BlockingPool(1, 1, TimeUnit.SECONDS.toNanos(30));
        var interrupted = new AtomicReference<Boolean>();
        var done = new CountDownLatch(1);
        pool.execute(HEALTHY, () -> Thread.currentThread().interrupt());
        pool.execute(HEALTHY, () -> {
            interrupted.set(Thread.currentThread().isInterrupted());
            done.countDown();
        });
        done(done);
        assertThat(interrupted.get()).isFalse();
    }

    @Test
    void waitingForQuietEndsInTime() throws InterruptedException {
        block(DEAD, 1);
        assertFalse(pool.awaitQuiet(1));
    }

    @Test
    void aClosedPoolStillTakesJobsAndKeepsNoThread() throws InterruptedException {
        pool.close();
        var thread = new AtomicReference<Thread>();
        var done = new CountDownLatch(1);
        pool.execute(HEALTHY, () -> {
            thread.set(Thread.currentThread());
            done.countDown();
        });
        done(done);
        thread.get().join();
        assertThat(pool.threads()).isZero();
    }

    @Test
    void whateverComesAllJobsAreDoneAndNoLimitIsBroken() throws InterruptedException {
        long seed = Long.getLong("tidemill.test.seed", System.nanoTime());
        var random = new Random(seed);
        for (int round = 0; round < 20; round++) {
            int perLane = 1 + random.nextInt(4);
            int inAll = 1 + random.nextInt(8);
            int lanes = 1 + random.nextInt(10);
            String what = "-Dtidemill.test.seed=" + seed + " round " + round;
            pool = new BlockingPool(perLane, inAll, random.nextInt(100_000));
            var running = new AtomicInteger[lanes];
            for (int i = 0; i < lanes; i++) running[i] = new AtomicInteger();
            var tooMany = new ConcurrentLinkedQueue<String>();
            var done = new Semaphore(0);
            int jobs = 500;
            for (int i = 0; i < jobs; i++) {
                int lane = random.nextInt(lanes);
                boolean inOrder = lane % 3 == 0;
                int most = inOrder ? 1 : perLane;
                int work = random.nextInt(200);
                pool.execute(new Lane(lane, inOrder), () -> {
                    int now = running[lane].incrementAndGet();
                    if (now > most) tooMany.add(now + " in lane " + lane + " of " + most);
                    for (int spin = 0; spin < work; spin++) Thread.onSpinWait();
                    running[lane].decrementAndGet();
                    done.release();
                });
                if (pool.threads() > inAll + lanes) tooMany.add(pool.threads() + " threads");
            }
            assertTrue(done.tryAcquire(jobs, 30, TimeUnit.SECONDS), what);
            assertTrue(pool.awaitQuiet(TimeUnit.SECONDS.toNanos(30)), what);
            assertThat(tooMany).as(what).isEmpty();
            pool.close();
        }
    }
}
