package dev.tidemill.directory;

import java.util.concurrent.locks.ReentrantLock;

/// Lets one thread at a time work with something that anybody may close without waiting: whoever is
/// at work closes it when he leaves.
final class ClosedByLast implements AutoCloseable {

    private final ReentrantLock working = new ReentrantLock();
    private final Runnable closing; // under the lock; may be called again
    private volatile boolean closed;

    ClosedByLast(Runnable closing) {
        this.closing = closing;
    }

    /// Waits until nobody is at work.
    ///
    /// @return false if it is closed: then there is no work, and no [#leave]
    boolean enter() {
        working.lock();
        if (!closed) return true;
        leave();
        return false;
    }

    boolean isClosed() {
        return closed;
    }

    void leave() {
        working.unlock();
        if (closed) closeIfNobodyWorks(); // who asked for it may have met us at work
    }

    @Override
    public void close() {
        closed = true;
        closeIfNobodyWorks();
    }

    private void closeIfNobodyWorks() {
        if (!working.tryLock()) return; // whoever works looks when he leaves
        try {
            closing.run();
        } finally {
            working.unlock();
        }
    }
}
