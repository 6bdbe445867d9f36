package dev.tidemill.transfer.verify;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.transfer.Difference;
import dev.tidemill.transfer.RateMeter;
import dev.tidemill.transfer.RunningFile;
import dev.tidemill.transfer.course.FileProgress;
import dev.tidemill.transfer.course.Pace;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
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

    /// By the number of the thread that reads; null if its file is a short one.
    private final AtomicReferenceArray<@Nullable FileProgress> running;

    /// @param jobs threads that read
    /// @param meter of bytes that were looked at
    public VerifyTally(int jobs, RateMeter meter, Pace pace) {
        this.running = new AtomicReferenceArray<>(jobs);
        this.meter = meter;
        this.pace = pace;
    }

    /// A thread begins to look at a long file.
    FileProgress begin(int reader, Path source, Path target, long size) {
        FileProgress file = new FileProgress(source, target, size, meter, pace);
        running.set(reader, file);
        return file;
    }

    /// It has come to its end, or to a difference.
    void end(int reader) {
        running.set(reader, null);
    }

    /// The long files that are looked at just now.
    public List<RunningFile> running() {
        List<RunningFile> files = new ArrayList<>();
        for (int i = 0; i < running.length(); i++) {
            FileProgress file = running.get(i);
            if (file != null) files.add(file.snapshot(false));
        }
        return files;
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
