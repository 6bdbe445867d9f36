package dev.tidemill.transfer.tree;

import dev.tidemill.annotation.Nullable;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// What is still to be done of a tree. What was found last is done first, so that few directories
/// are open at the same time and little waits: as much as the directories on the way down have.
/// All threads.
final class TreeQueue {

    /// A piece of work: a directory, or a file that takes long. Throws nothing that belongs to an
    /// entry.
    interface Piece {
        void run(TreeWorker worker);
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition end = lock.newCondition();

    // All that follows is read and written under the lock.

    private final ArrayDeque<Piece> pieces = new ArrayDeque<>();
    private int idle;
    private int unfinished; // waiting, and begun
    private boolean isClosed;

    void push(Piece piece) {
        lock.lock();
        try {
            pieces.push(piece);
            unfinished++;
            if (idle > 0) work.signal();
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return pieces.size();
        } finally {
            lock.unlock();
        }
    }

    /// Whether somebody has nothing to do.
    boolean isSomebodyIdle() {
        lock.lock();
        try {
            return idle > pieces.size();
        } finally {
            lock.unlock();
        }
    }

    /// Waits for something to do.
    ///
    /// @return null if there will be nothing more
    @Nullable
    Piece take() {
        lock.lock();
        try {
            idle++;
            while (pieces.isEmpty() && !isClosed) work.awaitUninterruptibly();
            idle--;
            return pieces.poll();
        } finally {
            lock.unlock();
        }
    }

    /// What was taken is done, and what it led to was pushed.
    void done() {
        lock.lock();
        try {
            unfinished--;
            if (unfinished == 0) end.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// @return false if it took longer
    boolean awaitDone(long millis) throws InterruptedException {
        lock.lock();
        try {
            long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
            while (unfinished > 0 && nanos > 0) nanos = end.awaitNanos(nanos);
            return unfinished == 0;
        } finally {
            lock.unlock();
        }
    }

    boolean isDone() {
        lock.lock();
        try {
            return unfinished == 0;
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            isClosed = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
