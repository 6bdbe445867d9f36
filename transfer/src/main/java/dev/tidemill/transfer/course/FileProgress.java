package dev.tidemill.transfer.course;

import dev.tidemill.transfer.RateMeter;
import dev.tidemill.transfer.RunningFile;
import java.nio.file.Path;

/// How far one file of a transfer is, and how fast. One thread counts, any may read.
public final class FileProgress {

    private final Path source;
    private final Path target;
    private final RateMeter meter;
    private final RateMeter own;
    private final Pace pace;
    private volatile long expectedBytes;
    private volatile long transferredBytes;

    /// @param expectedBytes how many there are, as far as anybody knows
    /// @param meter of the transfer, counts too
    /// @param pace lets those pass who have moved bytes
    public FileProgress(Path source, Path target, long expectedBytes, RateMeter meter, Pace pace) {
        this.source = source;
        this.target = target;
        this.expectedBytes = expectedBytes;
        this.meter = meter;
        this.own = new RateMeter(() -> meter.elapsed().toNanos()); // pauses are left out there
        this.pace = pace;
    }

    /// Counts bytes that were moved, and waits here while the transfer is paused or faster than it
    /// may be; not any more once it is cancelled, which the caller then finds by its token.
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public void add(long bytes) {
        transferredBytes += bytes;
        meter.add(bytes);
        own.add(bytes);
        pace.pass(bytes);
    }

    /// All of it once more; what was transferred does not count.
    public void restart() {
        meter.add(-transferredBytes);
        own.add(-transferredBytes);
        transferredBytes = 0;
    }

    public void expect(long bytes) {
        expectedBytes = bytes;
    }

    public long transferredBytes() {
        return transferredBytes;
    }

    /// What is shown of it: what there was to do is never less than what is done.
    public RunningFile snapshot(boolean isSyncing) {
        long transferred = transferredBytes;
        long total = Math.max(expectedBytes, transferred);
        return new RunningFile(source, target, transferred, total, own.bytesPerSecond(), isSyncing);
    }
}
