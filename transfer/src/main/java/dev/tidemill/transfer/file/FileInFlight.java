package dev.tidemill.transfer.file;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.transfer.RateMeter;
import dev.tidemill.transfer.RunningFile;
import dev.tidemill.transfer.course.Pace;
import dev.tidemill.transfer.entry.Status;
import java.io.IOException;
import java.nio.file.Path;

/// How far one file is. One thread writes, any may read.
public final class FileInFlight {

    private final Path source;
    private final Path target;
    private volatile Status status;
    private final RateMeter meter;
    private final RateMeter own;
    private final Pace pace;
    private volatile @Nullable IOException lacking;
    private volatile @Nullable String digest;
    private volatile long transferredBytes;
    private volatile boolean isSyncing;

    /// @param status of the source
    /// @param meter counts too
    /// @param pace lets those pass who have moved bytes
    public FileInFlight(Path source, Path target, Status status, RateMeter meter, Pace pace) {
        this.source = source;
        this.target = target;
        this.status = status;
        this.meter = meter;
        this.own = new RateMeter(() -> meter.elapsed().toNanos()); // pauses are left out there
        this.pace = pace;
    }

    /// Counts bytes that were moved, and waits here while the transfer is paused or faster than it
    /// may be; not any more once it is cancelled, which the caller then finds by its token.
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public void transferred(long bytes) {
        transferredBytes += bytes;
        meter.add(bytes);
        own.add(bytes);
        pace.pass(bytes);
    }

    void syncing() {
        isSyncing = true;
    }

    /// What the copy should have of its source beside the bytes, and could not get; or null.
    void lacks(@Nullable IOException lacking) {
        this.lacking = lacking;
    }

    public @Nullable IOException lacking() {
        return lacking;
    }

    /// The digest of what was read, for a manifest.
    void digested(@Nullable String digest) {
        this.digest = digest;
    }

    /// Null if none was wanted, or nobody has seen the bytes.
    public @Nullable String digest() {
        return digest;
    }

    /// What the source is now: it is copied once more.
    void found(Status status) {
        this.status = status;
    }

    /// All of it once more; what was transferred does not count.
    public void restarted() {
        meter.add(-transferredBytes);
        own.add(-transferredBytes);
        transferredBytes = 0;
        isSyncing = false;
        digest = null;
    }

    public long transferredBytes() {
        return transferredBytes;
    }

    /// Whether it has a size at all.
    public boolean isSizeKnown() {
        return status.kind() == Status.Kind.FILE;
    }

    /// What is shown of it: what there was to do is never less than what is done.
    public RunningFile snapshot() {
        long transferred = transferredBytes;
        long total = Math.max(status.size(), transferred);
        return new RunningFile(source, target, transferred, total, own.bytesPerSecond(), isSyncing);
    }
}
