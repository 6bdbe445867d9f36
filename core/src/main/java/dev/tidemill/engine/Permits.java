package dev.tidemill.engine;

import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.SyncContext;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// How many more operations may be in flight; who comes when there are none left waits in line.
///
/// A waiting thread parks, so a virtual thread gives its carrier free. It goes on when there is a
/// permit, or when its operation is over before it could start (cancelled, or the thread was
/// interrupted). One that must not wait, that of a user interface say, is refused.
public final class Permits {

    /*
     * Two numbers in one, so that nobody sees one of them without the other: below, how many permits there are left,
     * less than 0 for those who must not wait, and far below it when closed; above, how many have lapsed.
     */
    private final AtomicLong state;

    private static final long ONE_LEFT = 1;
    private static final long ONE_LAPSED = 1L << Integer.SIZE;
    private static final int CLOSED = Integer.MIN_VALUE / 2;

    private static int left(long state) {
        return (int) state;
    }

    private static int lapsed(long state) {
        return (int) ((state - left(state)) >> Integer.SIZE);
    }

    private static boolean isClosed(long state) {
        return left(state) < CLOSED / 2;
    }

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
        state = new AtomicLong(permits);
    }

    public boolean tryAcquire() {
        for (; ; ) {
            long now = state.get();
            if (left(now) <= 0) return false;
            if (state.compareAndSet(now, now - ONE_LEFT)) return true;
        }
    }

    /// For a thread of the engine, which has permits to give back: one more than there are, if need
    /// be.
    ///
    /// @return false if closed; then `operation` is over, and there is no permit to give back
    public boolean acquireAnyway(PendingOperation<?> operation) {
        for (; ; ) {
            long now = state.get();
            if (isClosed(now)) {
                operation.stopForClose();
                return false;
            }
            if (state.compareAndSet(now, now - ONE_LEFT)) return true;
        }
    }

    /// @return false if `operation` was over first, or is refused because this thread must not
    ///     wait; then there is no permit to give back
    public boolean acquireFor(PendingOperation<?> operation) {
        if (waiting.isEmpty() && tryAcquire()) return true;
        if (!SyncContext.mayBlockHere()) return acquireNow(operation);
        Waiter self = new Waiter(Thread.currentThread(), operation);
        waiting.add(self);
        operation.whenOver(self::unpark);
        boolean interrupted = false;
        self.stopIfClosing(); // before it could be found in line
        try {
            for (; ; ) {
                if (operation.isDone()) return false;
                if (tryAcquire()) return true;
                if (isClosed(state.get())) {
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
            if (left(state.get()) > 0) unparkFirst(); // a permit that came for us, and that we did not need
            if (interrupted) self.thread.interrupt();
        }
    }

    /// Past those who wait in line: they can.
    private boolean acquireNow(PendingOperation<?> operation) {
        if (tryAcquire()) return true;
        if (isClosed(state.get())) operation.stopForClose();
        else operation.refuse(new TooManyPending(operation.operation(), all, Thread.currentThread()));
        return false;
    }

    /// Ends the operations of those who wait in line with one on a file that is closing: nobody
    /// knows when their turn would be.
    public void stopThoseOfClosingFiles() {
        for (Waiter waiter : waiting) waiter.stopIfClosing();
    }

    public void release() {
        giveBack(ONE_LEFT);
    }

    /// The operation that a permit was for is over and has not begun. From now on it is not counted
    /// among those that are [#used]; it comes back by [#releaseLapsed], when whoever was to begin
    /// the operation has found it.
    public void lapse() {
        state.getAndAdd(ONE_LAPSED);
    }

    public void releaseLapsed() {
        giveBack(ONE_LEFT - ONE_LAPSED);
    }

    private void giveBack(long what) {
        state.getAndAdd(what);
        if (!waiting.isEmpty()) unparkFirst();
    }

    /// From now on there are none. Whoever waits goes on without.
    public void close() {
        state.getAndUpdate(now -> isClosed(now) ? now : now + CLOSED);
        for (Waiter waiter : waiting) waiter.unpark();
    }

    /// Whether it is closed and all were given back: from now on nobody has one.
    public boolean areOver() {
        return left(state.get()) == all + CLOSED;
    }

    /// Permits of operations that are not over.
    public int used() {
        long now = state.get();
        return all - (isClosed(now) ? left(now) - CLOSED : left(now)) - lapsed(now);
    }

    private void unparkFirst() {
        Waiter first = waiting.peek();
        if (first != null) first.unpark();
    }
}
