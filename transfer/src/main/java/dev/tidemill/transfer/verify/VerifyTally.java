package dev.tidemill.transfer.verify;

import dev.tidemill.transfer.Difference;
import dev.tidemill.transfer.RateMeter;
import dev.tidemill.transfer.course.Pace;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/// What has come of a verification so far. All threads.
public final class VerifyTally {

    private final RateMeter meter;
    private final Pace pace;

    /// Entries that are as they should be, but for directories.
    public final LongAdder good = new LongAdder();

    private final AtomicLongArray differences = new AtomicLongArray(Difference.Kind.values().length);

    // What there is to do, counted beside the work if anybody asks.

    public final LongAdder entriesAhead = new LongAdder();
    public final LongAdder bytesAhead = new LongAdder();
    public volatile boolean isCounted;

    /// Whether something was left out because somebody asked to stop.
    public volatile boolean isCutShort;

    /// @param meter of bytes that were looked at
    public VerifyTally(RateMeter meter, Pace pace) {
        this.meter = meter;
        this.pace = pace;
    }

    /// So many bytes were looked at. Waits here while it is paused, or faster than it may be; not
    /// any more once it is cancelled, which the caller then finds by its token.
    void looked(long bytes) {
        meter.add(bytes);
        pace.pass(bytes);
    }

    void differs(Difference.Kind kind) {
        differences.incrementAndGet(kind.ordinal());
    }

    /// Kinds that there are none of are not in it.
    public Map<Difference.Kind, Long> differences() {
        Map<Difference.Kind, Long> counts = new EnumMap<>(Difference.Kind.class);
        for (Difference.Kind kind : Difference.Kind.values()) {
            long count = differences.get(kind.ordinal());
            if (count > 0) counts.put(kind, count);
        }
        return counts;
    }

    public long differenceCount() {
        return differences().values().stream().mapToLong(Long::longValue).sum();
    }
}
