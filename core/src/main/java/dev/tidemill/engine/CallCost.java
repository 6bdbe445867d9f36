package dev.tidemill.engine;

import dev.tidemill.linux.LibC;
import java.util.OptionalDouble;

/// What it costs to ask the kernel for something.
public final class CallCost {

    private CallCost() {}

    /// Nanoseconds for the cheapest system call, getpid(2), called from Java; empty where there are
    /// no system calls.
    ///
    /// @param nanos how long to measure, after as long a time to warm up
    public static OptionalDouble systemCallNanos(long nanos) {
        if (!LibC.isAvailable()) return OptionalDouble.empty();
        return OptionalDouble.of(TypicalTime.nanos(nanos, () -> {
            var _ = LibC.getpid();
        }));
    }
}
