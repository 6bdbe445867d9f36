package dev.tidemill.transfer.tree;

import java.time.Duration;

/// Tells whether the processors have time left that this process could use: then its threads wait
/// for a device, and a few more of them make it do more at a time. For one thread.
final class SpareTime {

    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    /// The time of a process is counted in ticks of 10 ms: over less than this it says little.
    private static final Duration LEAST = Duration.ofMillis(100);

    /// Of a hundred.
    private static final int BUSY = 85;

    private long begin = System.nanoTime();
    private Duration used = Duration.ZERO;

    /// What was before does not count.
    void restart() {
        begin = System.nanoTime();
        used = Duration.ZERO;
    }

    /// Since it was last asked; false also the first time, if that was just now, or if the system
    /// does not tell.
    boolean isThereSome() {
        long now = System.nanoTime();
        long elapsed = now - begin;
        if (elapsed < LEAST.toNanos()) return false;
        Duration before = used;
        used = ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO);
        begin = now;
        if (before.isZero() || used.isZero()) return false;
        return used.minus(before).toNanos() * 100 < elapsed * PROCESSORS * BUSY;
    }
}
