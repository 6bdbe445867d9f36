package dev.tidemill.transfer.file;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.transfer.RateMeter;
import dev.tidemill.transfer.RunningFile;
import dev.tidemill.transfer.course.FileProgress;
import dev.tidemill.transfer.course.Pace;
import dev.tidemill.transfer.entry.Status;
import java.io.IOException;
import java.nio.file.Path;

/// How far one file is. One thread writes, any may read.
public final class FileInFlight {

    private final FileProgress progress;
    private volatile Status status;
    private volatile @Nullable IOException lacking;
    private volatile @Nullable String digest;
    private volatile boolean isSyncing;

    /// @param status of the source
    /// @param meter counts too
    /// @param pace lets those pass who have moved bytes
    public FileInFlight(Path source, Path target, Status status, RateMeter meter, Pace pace) {
        this.progress = new FileProgress(source, target, status.size(), meter, pace);
        this.status = status;
    }

    /// As [FileProgress#add].
    public void transferred(long bytes) {
        progress.add(bytes);
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
        progress.expect(status.size());
    }

    /// All of it once more; what was transferred does not count.
    public void restarted() {
        progress.restart();
        isSyncing = false;
        digest = null;
    }

    public long transferredBytes() {
        return progress.transferredBytes();
    }

    /// Whether it has a size at all.
    public boolean isSizeKnown() {
        return status.kind() == Status.Kind.FILE;
    }

    /// What is shown of it.
    public RunningFile snapshot() {
        return progress.snapshot(isSyncing);
    }
}
