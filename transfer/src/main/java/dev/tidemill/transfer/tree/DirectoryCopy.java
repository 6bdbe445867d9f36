package dev.tidemill.transfer.tree;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.transfer.entry.Status;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/// A directory that is being filled. It gets its times and permissions when everything is in it:
/// each new name would change the times, and the permissions may forbid new names.
final class DirectoryCopy {

    final @Nullable DirectoryCopy parent;
    final Path source;
    final Path target;
    final Status status;

    /// Whether nobody else has put anything into it; in a dry run, that it is not there.
    final boolean isNew;

    /// The source that all of it is below.
    final Path root;

    /// Entries that are not done, and the walk through the directory itself.
    private final AtomicInteger open = new AtomicInteger(1);

    /// Whether all entries were found. Written by the walk before [#end], read by whoever is the
    /// last.
    private boolean isWalked;

    DirectoryCopy(@Nullable DirectoryCopy parent, Path source, Path target, Status status, boolean isNew) {
        this.parent = parent;
        this.source = source;
        this.target = target;
        this.status = status;
        this.isNew = isNew;
        this.root = parent == null ? source : parent.root;
    }

    void walked() {
        isWalked = true;
    }

    boolean isWalked() {
        return isWalked;
    }

    /// Whether another file system is mounted here; of those of other providers nobody knows.
    boolean isMountPoint() {
        return parent != null && parent.status.device() != status.device();
    }

    /// One more entry to wait for.
    void begin() {
        open.incrementAndGet();
    }

    /// One entry, or the walk, is done.
    ///
    /// @return whether it was the last
    boolean end() {
        return open.decrementAndGet() == 0;
    }
}
