package dev.tidemill.engine;

import dev.tidemill.task.CancellationReason;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/// How many more operations may be in flight; who comes when there are none left waits in line.
///
/// A waiting thread parks, so a virtual thread gives its carrier free. It goes on when there is a
/// permit, or when its operation is over before it could start (cancelled, or the thread was
/// interrupted).
public final class Permits {

    /// Far below 0 when closed.
    private final AtomicInteger available;

    private static final int CLOSED = Integer.MIN_VALUE / 2;

    private final int all;
    private final ConcurrentLinkedQueue<Waiter> waiting = new ConcurrentLinkedQueue<>();

    /// A thread, and the operation that it wants to start.
    private record Waiter(Thread thread, PendingOperation<?> operation) {
        void unpark() {
            LockSupport.unpark(thread);
        }

        void stopIfClosing() {
            FileHandle file = operation.operation().file();
            if (file != null && file.isAborting()) operation.stopForClose();
        }
    }

    public Permits(int permits) {
        all = permits;
        available = new AtomicInteger(permits);
    }

    public boolean tryAcquire() {
        for (; ; ) {
            int now = available.get();
            if (now <= 0) return false;
            if (available.compareAndSet(now, now - 1)) return true;
        }
    }

    /// For a thread that must not wait: one more than there are, if need be.
    ///
    /// @return false if closed; then `operation` is over, and there is no permit to give back
    public boolean acquireAnyway(PendingOperation<?> operation) {
        for (; ; ) {
            int now = available.get();
            if (now < CLOSED / 2) {
                operation.stopForClose();
                return false;
            }
            if (available.compareAndSet(now, now - 1)) return true;
        }
    }

    /// @return false if `operation` was over first; then there is no permit to give back
    public boolean acquireFor(PendingOperation<?> operation) {
        if (waiting.isEmpty() && tryAcquire()) return true;
        Waiter self = new Waiter(Thread.currentThread(), operation);
        waiting.add(self);
        operation.whenOver(self::unpark);
        boolean interrupted = false;
        self.stopIfClosing(); // before it could be found in line
        try {
            for (; ; ) {
                if (operation.isDone()) return false;
                if (tryAcquire()) return true;
                if (isClosed()) {
                    operation.stopForClose();
                    return false;
                }
                LockSupport.park(this);
                if (Thread.interrupted()) {
                    interrupted = true;
                    operation.cancel(new CancellationReason.Interrupted()); // not started: that is certain, and at once
                }
            }
        } finally {
            waiting.remove(self);
            if (available.get() > 0) unparkFirst(); // a permit that came for us, and that we did not need
            if (interrupted) self.thread.interrupt();
        }
    }

    /// Ends the operations of those who wait in line with one on a file that is closing: nobody
    /// knows when their turn would be.
    public void stopThoseOfClosingFiles() {
        for (Waiter waiter : waiting) waiter.stopIfClosing();
    }

    public void release() {
        available.incrementAndGet();
        if (!waiting.isEmpty()) unparkFirst();
    }

    /// From now on there are none. Whoever waits goes on without.
    public void close() {
        available.getAndUpdate(now -> now < CLOSED / 2 ? now : now + CLOSED);
        for (Waiter waiter : waiting) waiter.unpark();
    }

    /// Whether it is closed and all were given back: from now on nobody has one.
    public boolean areOver() {
        return available.get() == all + CLOSED;
    }

    private boolean isClosed() {
        return available.get() < CLOSED / 2;
    }

    /// Permits that have not been given back.
    public int used() {
        int now = available.get();
        return all - (now < CLOSED / 2 ? now - CLOSED : now);
    }

    private void unparkFirst() {
        Waiter first = waiting.peek();
        if (first != null) first.unpark();
    }
}
