package dev.tidemill.transfer.tree;

import dev.tidemill.transfer.FailedEntry;
import dev.tidemill.transfer.RateMeter;
import dev.tidemill.transfer.course.Pace;
import dev.tidemill.transfer.entry.Status;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/// What has come of a tree so far. All threads.
public final class TreeTally {

    private static final int MOST_FAILURES_KEPT = 1000;

    /// Files and links, and the bytes of the files.
    public static final class Count {
        public final LongAdder files = new LongAdder();
        public final LongAdder bytes = new LongAdder();
        volatile boolean isComplete;

        void add(long files, long bytes) {
            this.files.add(files);
            this.bytes.add(bytes);
        }

        void add(Status status) {
            if (status.kind() == Status.Kind.DIRECTORY) return;
            files.increment();
            if (status.kind() == Status.Kind.FILE) bytes.add(status.size());
        }
    }

    final RateMeter meter;
    final Pace pace;

    /// What the copier has found; it does not run far ahead.
    final Count found = new Count();

    /// What was found by looking ahead.
    public final Count foundAhead = new Count();

    /// Of what is done, what has its name only when its directory has, or the device has it.
    public final Count unnamed = new Count();

    private final LongAdder files = new LongAdder();
    private final LongAdder keptFiles = new LongAdder();
    private final LongAdder directories = new LongAdder();
    private final AtomicLong failed = new AtomicLong();

    /// Bytes that turned out not to be there, or to be more, or not to be had: what was found was
    /// not so much.
    private final LongAdder missingBytes = new LongAdder();

    private final ConcurrentLinkedQueue<FailedEntry> failures = new ConcurrentLinkedQueue<>();
    private final AtomicInteger failuresKept = new AtomicInteger();

    /// Whether something was left out because somebody asked to stop.
    private volatile boolean isCutShort;

    /// Whether the copy has ended without somebody who does not come back.
    private volatile boolean isDetached;

    public TreeTally(RateMeter meter, Pace pace) {
        this.meter = meter;
        this.pace = pace;
    }

    void cutShort() {
        isCutShort = true;
    }

    public boolean isCutShort() {
        return isCutShort;
    }

    /// @param files that are counted as done, or fewer than 0: they have their names now, or will
    ///     not
    void unnamed(long files, long bytes) {
        if (files != 0 || bytes != 0) unnamed.add(files, bytes);
    }

    public void detach() {
        isDetached = true;
    }

    /// Whoever comes back now names nothing, and tells nobody.
    boolean isDetached() {
        return isDetached;
    }

    /// @param missingBytes of them that were found and are not in the copies
    void filesDone(long files, long missingBytes) {
        this.files.add(files);
        this.missingBytes.add(missingBytes);
    }

    /// Of those that are done.
    void filesKept(long files) {
        keptFiles.add(files);
    }

    public long keptFiles() {
        return keptFiles.sum();
    }

    void directoryDone() {
        directories.increment();
    }

    void fileFailed(Status status) {
        if (status.kind() == Status.Kind.FILE) missingBytes.add(status.size());
    }

    void failed(FailedEntry entry) {
        failed.incrementAndGet();
        if (failuresKept.get() < MOST_FAILURES_KEPT && failuresKept.incrementAndGet() <= MOST_FAILURES_KEPT) {
            failures.add(entry);
        }
    }

    public long files() {
        return files.sum();
    }

    public long directories() {
        return directories.sum();
    }

    public long failedEntries() {
        return failed.get();
    }

    public List<FailedEntry> failures() {
        return List.copyOf(failures);
    }

    public boolean isTotalKnown() {
        return found.isComplete || foundAhead.isComplete;
    }

    public long totalFiles() {
        if (found.isComplete) return found.files.sum();
        return Math.max(found.files.sum(), foundAhead.files.sum());
    }

    public long totalBytes() {
        long bytes = found.isComplete ? found.bytes.sum() : Math.max(found.bytes.sum(), foundAhead.bytes.sum());
        return bytes - missingBytes.sum();
    }
}
