package dev.tidemill.engine;

import java.util.concurrent.ConcurrentLinkedQueue;

/// Those in this process who wait for a lock, in the order in which they came.
///
/// The system tells nobody when a lock goes, so they try again from time to time. What goes within
/// this process they hear of at once.
public final class LockWaiters {

    private static final ConcurrentLinkedQueue<Waiter> WAITING = new ConcurrentLinkedQueue<>();

    private LockWaiters() {}

    /// Who waits for a lock.
    public interface Waiter {

        /// The file, as [RangeLocks#identity].
        Object file();

        LockRange range();

        /// It may be worth trying now. Any thread; does not wait.
        void wake();
    }

    public static void add(Waiter waiter) {
        WAITING.add(waiter);
    }

    public static void remove(Waiter waiter) {
        WAITING.remove(waiter);
    }

    /// A lock is gone.
    public static void released(Object file, LockRange range) {
        for (Waiter waiter : WAITING) {
            if (waiter.file().equals(file) && waiter.range().overlaps(range)) waiter.wake();
        }
    }
}
