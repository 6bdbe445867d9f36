package dev.tidemill;

import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Waiting for what has no task: a state of another thread, of the kernel, of the garbage
/// collector.
public final class Waiting {

    /// Much longer than anything takes; only a test that fails waits for so long.
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private Waiting() {}

    /// Returns as soon as `condition` is true.
    public static void until(BooleanSupplier condition, String what) {
        until(condition, () -> "it did not come to: " + what);
    }

    /// Returns as soon as `condition` is true.
    ///
    /// @param complaint what to say if it never is
    public static void until(BooleanSupplier condition, Supplier<String> complaint) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > PATIENCE_NANOS) throw new AssertionError(complaint.get());
            Thread.yield();
        }
    }

    /// Returns when `thread` waits for something.
    public static void untilParked(Thread thread) {
        until(
                () -> {
                    if (!thread.isAlive()) throw new AssertionError(thread + " ended instead of waiting");
                    return thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TIMED_WAITING;
                },
                () -> thread + " does not wait but is " + thread.getState());
    }
}
