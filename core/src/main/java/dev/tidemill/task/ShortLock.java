package dev.tidemill.task;

import java.util.concurrent.locks.ReentrantLock;

/// A lock that is held for a few steps, and that a thread which must not wait may take, too.
///
/// Whose turn is next may be a virtual thread, and that has no carrier as long as others keep all
/// of them busy. A thread that must not wait does not line up behind it: it tries until the lock is
/// free, which takes those few steps of a thread that runs.
final class ShortLock extends ReentrantLock {

    private static final long serialVersionUID = 1;

    @Override
    public void lock() {
        if (!(Thread.currentThread() instanceof NonBlockingThread)) super.lock();
        else while (!tryLock()) Thread.onSpinWait();
    }
}
