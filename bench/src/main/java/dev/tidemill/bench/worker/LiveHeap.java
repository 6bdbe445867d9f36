package dev.tidemill.bench.worker;

import java.lang.management.ManagementFactory;

/// Bytes of heap that are reachable.
public final class LiveHeap {

    private LiveHeap() {}

    /// Collects garbage, completely, and counts what is left.
    public static long bytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
