package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.timer.AlarmClock;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.function.LongSupplier;

/// Calls alarms when their time has come: a heap, and whoever drives it.
///
/// That is a thread which sleeps in the kernel anyway, where there is one (see [AlarmClock]);
/// otherwise a daemon thread, which is started with the first alarm and ends when there was none
/// for a while, so that it does not keep a class loader alive that nobody needs any more.
///
/// Setting and cancelling an alarm takes a lock for a few steps through the heap. A cancelled
/// alarm is forgotten at once. Whoever sleeps has said until when, and is woken for an earlier
/// alarm only: a deadline that never comes costs nobody's sleep.
final class Timer implements AlarmClock {

    private static final Timer SHARED = new Timer(System::nanoTime, Duration.ofSeconds(10));

    /// So far away that nobody compares a time with it and is wrong.
    private static final long FAR_NANOS = Long.MAX_VALUE / 2;

    private final LongSupplier nanoTime;
    private final long idleNanos;
    private final ShortLock lock = new ShortLock();
    private final Condition changed = lock.newCondition();

    // Written under the lock. isDue() and nanosToNext() look at the first two without it.

    private volatile int size;
    private volatile long nextNanos; // when heap[0] is due, if there is one
    private Alarm[] heap = new Alarm[16]; // heap[0] is due first

    /// Whoever drives sleeps until then at most, if it sleeps.
    private long sleepsUntil;

    private @Nullable Driver driver;
    private @Nullable Thread thread; // null while there is none, or another one drives

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
        Driver sleeping;
        lock.lock();
        try {
            if (driver == null && thread == null) {
                startThread(); // may be refused; then nothing has changed
            }
            alarm.dueNanos = nanoTime.getAsLong() + delayNanos;
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, size * 2);
            }
            int last = size;
            siftUp(last, alarm);
            nextNanos = heap[0].dueNanos;
            size = last + 1;
            sleeping = alarm.index == 0 && alarm.dueNanos - sleepsUntil < 0 ? wakeThread() : null;
        } finally {
            lock.unlock();
        }
        if (sleeping != null) {
            sleeping.wake();
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
        Driver sleeping;
        lock.lock();
        try {
            sleeping = wakeThread();
        } finally {
            lock.unlock();
        }
        if (sleeping != null) {
            sleeping.wake();
        }
    }

    int pendingAlarms() {
        return size;
    }

    /// Wakes the thread of the timer.
    ///
    /// @return who is to be woken instead, without the lock
    private @Nullable Driver wakeThread() {
        changed.signal();
        return driver;
    }

    private void startThread() {
        TimerThread starting = new TimerThread();
        starting.start();
        thread = starting;
    }

    // For whoever drives.

    @Override
    public Runnable set(long delayNanos, Runnable step) {
        Alarm alarm = new Alarm() {
            @Override
            void ring() {
                step.run();
            }
        };
        set(alarm, delayNanos);
        return () -> cancel(alarm);
    }

    @Override
    public boolean driveBy(Driver driver) {
        lock.lock();
        try {
            if (this.driver != null) {
                return false;
            }
            this.driver = driver;
            thread = null;
            changed.signal(); // it ends, after the alarm that it is ringing
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // whether it is this one
    public void leave(Driver driver) {
        lock.lock();
        try {
            if (this.driver != driver) {
                return;
            }
            this.driver = null;
            startThreadIfNeeded();
        } finally {
            lock.unlock();
        }
    }

    private void startThreadIfNeeded() {
        try {
            if (size > 0) {
                startThread();
            }
        } catch (OutOfMemoryError e) {
            Uncaught.handle(e); // the next alarm that is set tries again
        }
    }

    @Override
    public boolean isDue() {
        return size > 0 && nanoTime.getAsLong() - nextNanos >= 0;
    }

    @Override
    public void ring(int most) {
        for (int rung = 0; rung < most; rung++) {
            Alarm due = takeDue();
            if (due == null) {
                return;
            }
            ring(due);
        }
    }

    private @Nullable Alarm takeDue() {
        lock.lock();
        try {
            if (size == 0 || nanoTime.getAsLong() - heap[0].dueNanos < 0) {
                return null;
            }
            Alarm due = heap[0];
            remove(due);
            return due;
        } finally {
            lock.unlock();
        }
    }

    private static void ring(Alarm due) {
        try {
            due.ring();
        } catch (Throwable t) { // thrown by a callback of a user; the other alarms must not suffer
            Uncaught.handle(t);
        }
    }

    @Override
    public long nanosToNext() {
        lock.lock();
        try {
            long now = nanoTime.getAsLong();
            sleepsUntil = size == 0 ? now + FAR_NANOS : heap[0].dueNanos;
            return size == 0 ? NEVER : Math.max(0, sleepsUntil - now);
        } finally {
            lock.unlock();
        }
    }

    // The thread of the timer.

    private void callAlarms(Thread self) {
        try {
            for (Alarm due = awaitDue(self); due != null; due = awaitDue(self)) {
                ring(due);
            }
        } finally {
            ended(self);
        }
    }

    /// An error of the JVM may end the thread early. It leaves its alarms to another one.
    @SuppressWarnings("ReferenceEquality") // whether it is this thread
    private void ended(Thread self) {
        lock.lock();
        try {
            if (thread == self) {
                thread = null;
                startThreadIfNeeded();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Waits for the next alarm that is due, and takes it out; null if this thread is to end.
    @SuppressWarnings("ReferenceEquality") // whether it is this thread
    private @Nullable Alarm awaitDue(Thread self) {
        lock.lock();
        try {
            while (thread == self) {
                long now = nanoTime.getAsLong();
                long waitNanos = size == 0 ? idleNanos : heap[0].dueNanos - now;
                if (waitNanos <= 0) {
                    Alarm due = heap[0];
                    remove(due);
                    return due;
                }
                sleepsUntil = now + waitNanos;
                if (changed.awaitNanos(waitNanos) <= 0 && size == 0 && thread == self) {
                    thread = null;
                }
            }
            return null;
        } catch (InterruptedException e) {
            throw new AssertionError("nobody can interrupt this thread", e);
        } finally {
            lock.unlock();
        }
    }

    // The heap; under the lock.

    private void remove(Alarm alarm) {
        int index = alarm.index;
        alarm.index = Alarm.NOT_SET;
        int rest = size - 1;
        Alarm last = heap[rest];
        heap[rest] = null;
        if (index < rest) {
            siftUp(index, last);
            siftDown(last.index, last, rest);
        }
        if (rest > 0) {
            nextNanos = heap[0].dueNanos;
        }
        size = rest;
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

    private void siftDown(int index, Alarm alarm, int end) {
        int i = index;
        while (true) {
            int child = 2 * i + 1;
            if (child + 1 < end && heap[child + 1].dueNanos - heap[child].dueNanos < 0) {
                child++;
            }
            if (child >= end || alarm.dueNanos - heap[child].dueNanos <= 0) {
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

        /// Called once, on a [NonBlockingThread]; must not wait.
        abstract void ring();
    }

    private final class TimerThread extends Thread implements NonBlockingThread {

        TimerThread() {
            super(null, null, "tidemill-timer", 0, false);
            setDaemon(true);
        }

        @Override
        public void run() {
            callAlarms(this);
        }
    }
}
