package dev.tidemill.transfer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;

/// The threads of one tree copy. They are started as there is work, and the work that waits for
/// them is bounded: whoever finds more waits too, until half of it is done. To be woken for each
/// piece would cost more than to copy a small file.
///
/// Platform threads, for the reasons of [CopyThreads]. One thread hands out the work and ends it.
final class Workers {

    private static final int MOST_WAITING = 1024;

    private final int most;
    private final List<Thread> threads = new ArrayList<>(); // of the one who hands out the work

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();

    // All that follows is read and written under the lock.

    private final ArrayDeque<IntConsumer> waiting = new ArrayDeque<>();
    private int idle;
    private boolean isEnd;

    Workers(int most) {
        this.most = most;
    }

    /// @param piece given the number of its worker, from 0 on; throws nothing
    void execute(IntConsumer piece) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (waiting.size() == MOST_WAITING) {
                while (waiting.size() > MOST_WAITING / 2) room.await();
            }
            waiting.add(piece);
            if (idle > 0) {
                work.signal();
                return;
            }
        } finally {
            lock.unlock();
        }
        if (threads.size() < most) startThread();
    }

    private void startThread() {
        int number = threads.size();
        threads.add(Thread.ofPlatform().name("tidemill-tree-" + number).daemon().start(() -> work(number)));
    }

    private void work(int number) {
        while (true) {
            IntConsumer piece;
            lock.lock();
            try {
                idle++;
                while (waiting.isEmpty() && !isEnd) work.awaitUninterruptibly();
                idle--;
                if (waiting.isEmpty()) return;
                piece = waiting.remove();
                if (waiting.size() == MOST_WAITING / 2) room.signal();
            } finally {
                lock.unlock();
            }
            piece.accept(number);
        }
    }

    /// Waits until everything is done.
    void end() throws InterruptedException {
        lock.lock();
        try {
            isEnd = true;
            work.signalAll();
        } finally {
            lock.unlock();
        }
        for (Thread thread : threads) thread.join();
    }
}
