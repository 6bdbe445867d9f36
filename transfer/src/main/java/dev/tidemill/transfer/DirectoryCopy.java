package dev.tidemill.transfer;

import dev.tidemill.annotation.Nullable;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;

/// A directory that is being filled. It gets its times and permissions when everything is in it:
/// each new name would change the times, and the permissions may forbid new names.
final class DirectoryCopy {

    final @Nullable DirectoryCopy parent;
    final Path source;
    final Path target;
    final Status status;

    /// Whether nobody else has put anything into it.
    final boolean isNew;

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
    }

    void walked() {
        isWalked = true;
    }

    boolean isWalked() {
        return isWalked;
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
