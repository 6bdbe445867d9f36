package dev.tidemill.task;

import java.lang.ref.Reference;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/// Threads as the tests need them.
final class TestThreads {

    private TestThreads() {}

    /// A thread that must never wait, as the owner of a ring.
    static final class NonBlocking extends Thread implements NonBlockingThread {
        NonBlocking(Runnable body) {
            super(body, "non-blocking");
        }
    }

    /// Runs the body on a thread that must not wait, and gives or throws what it came to.
    static <T> T onNonBlockingThread(Callable<T> body) throws Exception {
        var outcome = new AtomicReference<Task<T>>();
        Thread thread = new NonBlocking(() -> {
            try {
                outcome.set(Task.completed(body.call()));
            } catch (Throwable t) {
                outcome.set(Task.failed(t));
            }
        });
        thread.start();
        thread.join();
        return outcome.get().await();
    }

    /// Returns when the thread waits for something.
    static void untilParked(Thread thread) {
        until(() -> thread.getState() == Thread.State.WAITING
                || thread.getState() == Thread.State.TIMED_WAITING
                || !thread.isAlive());
        if (!thread.isAlive()) {
            throw new AssertionError(thread + " ended instead of waiting");
        }
    }

    /// Returns when this can no longer be reached.
    static void untilCollected(Reference<?> reference) {
        until(() -> {
            System.gc();
            return reference.refersTo(null);
        });
    }

    /// Returns when this is so; what a test waits for must come without anybody's help.
    static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.onSpinWait();
            if (Thread.interrupted()) {
                throw new AssertionError("the time for the test is over");
            }
        }
    }
}
