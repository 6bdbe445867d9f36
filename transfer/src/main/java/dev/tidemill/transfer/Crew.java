package dev.tidemill.transfer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// The threads that read files. They are started as there is work, and the work that waits for them
/// is bounded: whoever finds more waits too, until half of it is done, as to be woken for each
/// piece would cost more than to read a small file.
///
/// Platform threads: to open a file holds a virtual thread's carrier. One thread hands out the work
/// and ends it.
final class Crew {

    private static final int MOST_WAITING = 1024;

    /// A piece of work. It throws nothing.
    interface Piece {
        void run(Reading reading);
    }

    private final int most;
    private final Supplier<Reading> readings;
    private final List<Thread> threads = new ArrayList<>(); // of the one who hands out the work

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();

    // All that follows is read and written under the lock.

    private final ArrayDeque<Piece> waiting = new ArrayDeque<>();
    private int idle;
    private boolean isEnd;

    /// @param most threads
    /// @param readings one for each of them
    Crew(int most, Supplier<Reading> readings) {
        this.most = most;
        this.readings = readings;
    }

    void execute(Piece piece) throws InterruptedException {
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
        if (threads.size() == most) return;
        threads.add(Thread.ofPlatform()
                .name("tidemill-verify-" + threads.size())
                .daemon()
                .start(this::work));
    }

    private void work() {
        Reading reading = readings.get();
        while (true) {
            Piece piece;
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
            piece.run(reading);
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
