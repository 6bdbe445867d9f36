package dev.tidemill.task;

import java.time.Duration;

/// Durations as the clock and as people want them.
final class Durations {

    /// Two points in time of `System.nanoTime()` can be compared if they are nearer than this.
    private static final Duration LONGEST = Duration.ofNanos(Long.MAX_VALUE / 2);

    private Durations() {}

    /// The duration in nanoseconds: 0 for a negative one, 146 years for one that is longer.
    static long toNanos(Duration duration) {
        if (duration.isNegative()) {
            return 0;
        }
        return duration.compareTo(LONGEST) >= 0 ? LONGEST.toNanos() : duration.toNanos();
    }

    /// Exact, in the largest unit that needs no fraction: "5 s", "1500 ms".
    static String describe(Duration duration) {
        int nanos = duration.getNano();
        if (nanos == 0) {
            return duration.toSeconds() + " s";
        }
        if (duration.compareTo(LONGEST) >= 0 || duration.negated().compareTo(LONGEST) >= 0) {
            return duration.toString();
        }
        if (nanos % 1_000_000 == 0) {
            return duration.toMillis() + " ms";
        }
        return nanos % 1_000 == 0 ? duration.toNanos() / 1_000 + " µs" : duration.toNanos() + " ns";
    }
}
