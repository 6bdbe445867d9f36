package dev.tidemill.task;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ShortLockTest {

    /// All carriers are busy when it is the turn of a virtual thread.
    @Test
    void whoMustNotWaitDoesNotLineUpBehindAVirtualThreadWithoutCarrier() throws Exception {
        int carriers = Runtime.getRuntime().availableProcessors();
        var lock = new ShortLock();
        var turns = new AtomicInteger();
        var busy = new AtomicInteger();
        var hogging = new AtomicBoolean(true);
        var threads = new ArrayList<Thread>();
        Runnable takesTurn = () -> {
            lock.lock();
            try {
                turns.getAndIncrement();
            } finally {
                lock.unlock();
            }
        };
        Thread nonBlocking = new TestThreads.NonBlocking(takesTurn);
        try {
            lock.lock();
            try {
                threads.add(Thread.ofVirtual().start(takesTurn));
                TestThreads.until(lock::hasQueuedThreads);
                for (int i = 0; i < carriers; i++) {
                    threads.add(Thread.ofVirtual().start(() -> {
                        busy.getAndIncrement();
                        while (hogging.get()) {
                            Thread.onSpinWait();
                        }
                    }));
                }
                TestThreads.until(() -> busy.get() == carriers);
                nonBlocking.start();
                for (int i = 0; i < 200 && lock.getQueueLength() < 2; i++) {
                    Thread.yield(); // time enough to line up
                }
            } finally {
                lock.unlock();
            }
            nonBlocking.join();
            assertEquals(1, turns.get(), "the virtual thread has found a carrier");
        } finally {
            hogging.set(false);
        }
        for (Thread thread : threads) {
            thread.join();
        }
    }
}
