package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;

/// A thread that waits for a task.
final class Waiter extends Node {

    static final long FOREVER = Long.MAX_VALUE;

    private static final VarHandle THREAD;

    static {
        try {
            THREAD = MethodHandles.lookup().findVarHandle(Waiter.class, "thread", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable Thread thread; // null if it gave up

    private Waiter(Thread thread) {
        THREAD.set(this, thread); // what publishes it is the task's state
    }

    /// Parks this thread until the task is done, and gives its final state.
    static Object park(Task<?> task) throws InterruptedException {
        return Objects.requireNonNull(park(task, true, FOREVER));
    }

    /// Like [#park(Task)], for a while.
    ///
    /// @return null if the time is over
    static @Nullable Object park(Task<?> task, long nanos) throws InterruptedException {
        return park(task, true, nanos);
    }

    /// Like [#park(Task)]; interrupts are put off.
    static Object parkUninterruptibly(Task<?> task) {
        try {
            return Objects.requireNonNull(park(task, false, FOREVER));
        } catch (InterruptedException e) {
            throw new AssertionError("interrupts are put off", e);
        }
    }

    private static @Nullable Object park(Task<?> task, boolean interruptible, long nanos) throws InterruptedException {
        Thread thread = Thread.currentThread();
        if (thread instanceof NonBlockingThread) {
            throw new IllegalStateException(
                    thread.getName() + " must not wait, and this is pending: " + task.describe());
        }
        AsyncFunction<?> function = AsyncFunction.here();
        if (function != null) {
            return function.suspendUntil(task, interruptible, nanos);
        }
        UiThread.requireBlockingAllowed(thread, task);
        if (nanos == FOREVER && task.isRunBy(thread)) {
            throw new IllegalStateException(thread + " would wait for itself: it runs the body of this: " + task);
        }
        if (interruptible && Thread.interrupted()) {
            throw interrupted(task);
        }
        Waiter waiter = new Waiter(thread);
        if (nanos > 0 && task.addNode(waiter)) {
            if (thread instanceof ForkJoinWorkerThread) {
                waiter.parkInPool(task, interruptible, nanos);
            } else {
                waiter.parkUntilDone(task, interruptible, nanos);
            }
        }
        return task.finalStateOrNull();
    }

    private void parkUntilDone(Task<?> task, boolean interruptible, long nanos) throws InterruptedException {
        long deadline = nanos == FOREVER ? 0 : System.nanoTime() + nanos;
        boolean interrupted = false;
        while (!task.isDone() && !(interrupted && interruptible)) {
            if (nanos == FOREVER) {
                LockSupport.park(task);
            } else {
                long remaining = deadline - System.nanoTime();
                if (remaining <= 0) {
                    break;
                }
                LockSupport.parkNanos(task, remaining);
            }
            interrupted |= Thread.interrupted();
        }
        if (!task.isDone()) {
            thread = null;
            task.unlinkAbandoned();
            if (interrupted) {
                throw interrupted(task);
            }
        } else if (interrupted) {
            Thread.currentThread().interrupt(); // the value is there; the interrupt is for the next one who waits
        }
    }

    /// The pool adds a thread while this one waits, if it may.
    private void parkInPool(Task<?> task, boolean interruptible, long nanos) throws InterruptedException {
        try {
            ForkJoinPool.managedBlock(new ForkJoinPool.ManagedBlocker() {
                @Override
                public boolean block() throws InterruptedException {
                    parkUntilDone(task, interruptible, nanos);
                    return true;
                }

                @Override
                public boolean isReleasable() {
                    return task.isDone();
                }
            });
        } catch (RejectedExecutionException e) { // it has as many as it may have
            parkUntilDone(task, interruptible, nanos);
        }
    }

    private static InterruptedException interrupted(Task<?> task) {
        return new InterruptedException("interrupted while waiting for " + task.describe());
    }

    void wake() {
        Thread waiting = thread;
        if (waiting != null) {
            if (Thread.currentThread() instanceof NonBlockingThread completing) completing.wake(waiting);
            else LockSupport.unpark(waiting);
        }
    }

    @Override
    boolean isAbandoned() {
        return thread == null;
    }

    @Override
    void taskIsDone(Cascade cascade) {
        wake();
    }

    @Override
    void tellWho(Waiters who) {
        Thread waiting = thread;
        if (waiting != null) {
            who.thread(waiting);
        }
    }
}
