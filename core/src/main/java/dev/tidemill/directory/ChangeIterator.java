package dev.tidemill.directory;

import dev.tidemill.annotation.Nullable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;

/// A loop over changes, for one thread.
final class ChangeIterator implements Iterator<DirectoryChange> {

    private final DirectoryWatch watch;
    private @Nullable DirectoryChange change; // taken, and not given so far
    private boolean isOver;

    ChangeIterator(DirectoryWatch watch) {
        this.watch = watch;
    }

    @Override
    public boolean hasNext() {
        if (change == null && !isOver) change = take();
        return change != null;
    }

    private @Nullable DirectoryChange take() {
        try {
            return watch.awaitNext();
        } catch (NoSuchFileException e) {
            isOver = true;
            return null;
        } catch (IOException e) {
            if (!watch.isClosed()) throw new UncheckedIOException(e);
            isOver = true;
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var cancelled = new CancellationException(watch + " cancelled by an interrupt of its waiter");
            cancelled.initCause(e);
            throw cancelled;
        }
    }

    @Override
    public DirectoryChange next() {
        DirectoryChange taken = hasNext() ? change : null;
        if (taken == null) throw new NoSuchElementException(watch + " has come to its end");
        change = null;
        return taken;
    }
}
