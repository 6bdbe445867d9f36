package dev.tidemill.directory;

import dev.tidemill.annotation.Nullable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.function.Consumer;

/// A loop over the paths of entries; what failed goes to somebody else, or is thrown at the end.
final class PathIterator implements Iterator<Path> {

    private final Iterator<DirectoryEntry> entries;
    private final @Nullable Consumer<? super DirectoryEntry> failed;
    private final Failures failures = new Failures();
    private @Nullable Path path; // found, and not given so far

    PathIterator(Iterator<DirectoryEntry> entries, @Nullable Consumer<? super DirectoryEntry> failed) {
        this.entries = entries;
        this.failed = failed;
    }

    @Override
    public boolean hasNext() {
        while (path == null && entries.hasNext()) {
            DirectoryEntry entry = entries.next();
            IOException failure = entry.failure().orElse(null);
            if (failure == null) path = entry.path();
            else if (failed == null) failures.add(failure);
            else failed.accept(entry);
        }
        if (path != null) return true;
        IOException all = failures.take();
        if (all != null) throw new UncheckedIOException(all);
        return false;
    }

    @Override
    public Path next() {
        Path next = hasNext() ? path : null;
        if (next == null) throw new NoSuchElementException("there are no more paths");
        path = null;
        return next;
    }
}
