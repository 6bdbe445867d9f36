package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.function.LongSupplier;

/// Calls alarms when their time has come: one daemon thread and a heap.
///
/// Setting and cancelling an alarm takes a lock for a few steps through the heap. A cancelled
/// alarm is forgotten at once. The thread is started with the first alarm and ends when there was
/// none for a while, so that it does not keep a class loader alive that nobody needs any more.
final class Timer {

    private static final Timer SHARED = new Timer(System::nanoTime, Duration.ofSeconds(10));

    private final LongSupplier nanoTime;
    private final long idleNanos;
    private final ShortLock lock = new ShortLock();
    private final Condition changed = lock.newCondition();
    private Alarm[] heap = new Alarm[16]; // under the lock; heap[0] is due first
    private int size;
    private @Nullable Thread thread; // null while there is none

    /// @param nanoTime the clock; one that does not move by itself needs [#clockMoved()]
    /// @param idle how long the thread stays when there is nothing to do, in real time
    Timer(LongSupplier nanoTime, Duration idle) {
        this.nanoTime = nanoTime;
        this.idleNanos = idle.toNanos();
    }

    static Timer shared() {
        return SHARED;
    }

    /// Sets an alarm, which must be new.
    void set(Alarm alarm, long delayNanos) {
        lock.lock();
        try {
            if (thread == null) {
                TimerThread starting = new TimerThread();
                starting.start(); // may be refused; then nothing has changed
                thread = starting;
            }
            alarm.dueNanos = nanoTime.getAsLong() + delayNanos;
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            siftUp(size++, alarm);
            if (alarm.index == 0) {
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Forgets an alarm; does nothing if it went off or was never set.
    void cancel(Alarm alarm) {
        lock.lock();
        try {
            if (alarm.index >= 0) {
                remove(alarm);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Looks at the clock again.
    void clockMoved() {
        lock.lock();
        try {
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    int pendingAlarms() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    private void callAlarms() {
        for (Alarm due = awaitDue(); due != null; due = awaitDue()) {
            try {
                due.ring();
            } catch (Throwable t) { // thrown by a callback of a user; the other alarms must not suffer
                Uncaught.handle(t);
            }
        }
    }

    /// Waits for the next alarm that is due, and takes it out; null if this thread is to end.
    private @Nullable Alarm awaitDue() {
        lock.lock();
        try {
            while (true) {
                long waitNanos = size == 0 ? idleNanos : heap[0].dueNanos - nanoTime.getAsLong();
                if (waitNanos <= 0) {
                    Alarm due = heap[0];
                    remove(due);
                    return due;
                }
                if (changed.awaitNanos(waitNanos) <= 0 && size == 0) {
                    thread = null;
                    return null;
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError("nobody can interrupt this thread", e);
        } finally {
            lock.unlock();
        }
    }

    private void remove(Alarm alarm) {
        int index = alarm.index;
        alarm.index = Alarm.NOT_SET;
        Alarm last = heap[--size];
        heap[size] = null;
        if (index < size) {
            siftUp(index, last);
            siftDown(last.index, last);
        }
    }

    private void siftUp(int index, Alarm alarm) {
        int i = index;
        while (i > 0) {
            int parent = (i - 1) >>> 1;
            if (heap[parent].dueNanos - alarm.dueNanos <= 0) {
                break;
            }
            put(i, heap[parent]);
            i = parent;
        }
        put(i, alarm);
    }

    private void siftDown(int index, Alarm alarm) {
        int i = index;
        while (true) {
            int child = 2 * i + 1;
            if (child + 1 < size && heap[child + 1].dueNanos - heap[child].dueNanos < 0) {
                child++;
            }
            if (child >= size || alarm.dueNanos - heap[child].dueNanos <= 0) {
                break;
            }
            put(i, heap[child]);
            i = child;
        }
        put(i, alarm);
    }

    private void put(int index, Alarm alarm) {
        heap[index] = alarm;
        alarm.index = index;
    }

    /// Something to be done at a time.
    abstract static class Alarm {

        private static final int NOT_SET = -1;

        private long dueNanos;
        private int index = NOT_SET; // in the heap

        /// Called once, on the timer's thread; must not wait.
        abstract void ring();
    }

    private final class TimerThread extends Thread implements NonBlockingThread {

        TimerThread() {
            super(null, null, "tidemill-timer", 0, false);
            setDaemon(true);
        }

        @Override
        public void run() {
            callAlarms();
        }
    }
}
