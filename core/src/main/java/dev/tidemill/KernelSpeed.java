package dev.tidemill;

import dev.tidemill.engine.CallCost;
import dev.tidemill.engine.uring.NoOpCost;
import dev.tidemill.engine.uring.UringRefused;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.TimeoutException;

/// What it costs to cross into the kernel and back, from Java, measured for a moment. Without what
/// is done there, so nothing gets faster than this.
///
/// @param systemCallNanos the cheapest system call; empty without native access
/// @param noOpNanos an operation that does nothing, through a ring, by the thread that owns it;
///     empty without io_uring
/// @param batchedNoOpNanos the same for each of 64 that one system call submits and completes
public record KernelSpeed(OptionalDouble systemCallNanos, OptionalDouble noOpNanos, OptionalDouble batchedNoOpNanos) {

    private static final int BATCH = 64;

    /// Measures on this thread and another one.
    ///
    /// @param each how long to measure each of the three, after as long a time to warm up;
    ///     some tenths of a second are enough
    /// @throws InterruptedException if this thread is interrupted meanwhile
    public static KernelSpeed measure(Duration each) throws InterruptedException {
        long nanos = each.toNanos();
        return new KernelSpeed(CallCost.systemCallNanos(nanos), noOp(1, nanos), noOp(BATCH, nanos));
    }

    private static OptionalDouble noOp(int batch, long nanos) throws InterruptedException {
        try {
            return OptionalDouble.of(NoOpCost.nanos(batch, nanos));
        } catch (UringRefused | TimeoutException e) {
            return OptionalDouble.empty();
        }
    }
}
