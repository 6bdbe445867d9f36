package dev.tidemill.transfer.course;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntFunction;

/// The threads of one transfer of many files. They are started as there is work, and the work that
/// waits for them is bounded: whoever finds more waits too, until half of it is done. To be woken
/// for each piece would cost more than to copy a small file.
///
/// Platform threads, for the reasons of [CopyThreads]. One thread hands out the work and ends it.
///
/// @param <T> what each of them has for itself
public final class Workers<T> {

    private static final int MOST_WAITING = 1024;

    private final String name;
    private final int most;
    private final IntFunction<T> tools;
    private final List<Thread> threads = new ArrayList<>(); // of the one who hands out the work

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();

    // All that follows is read and written under the lock.

    private final ArrayDeque<Consumer<? super T>> waiting = new ArrayDeque<>();
    private int idle;
    private boolean isEnd;

    /// @param name of the threads, without their number
    /// @param most threads
    /// @param tools for each of them, by its number, from 0 on; made on the thread
    public Workers(String name, int most, IntFunction<T> tools) {
        this.name = name;
        this.most = most;
        this.tools = tools;
    }

    /// @param piece given what its worker has; throws nothing
    public void execute(Consumer<? super T> piece) throws InterruptedException {
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
        threads.add(Thread.ofPlatform().name(name + number).daemon().start(() -> work(number)));
    }

    private void work(int number) {
        T own = tools.apply(number);
        while (true) {
            Consumer<? super T> piece;
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
            piece.accept(own);
        }
    }

    /// Waits until everything is done.
    public void end() throws InterruptedException {
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
