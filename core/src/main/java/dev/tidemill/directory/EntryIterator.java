package dev.tidemill.directory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;

/// A loop over entries, for one thread.
final class EntryIterator implements Iterator<DirectoryEntry> {

    private final PathStream stream;
    private Iterator<DirectoryEntry> piece = List.<DirectoryEntry>of().iterator();
    private boolean isLast;

    EntryIterator(PathStream stream) {
        this.stream = stream;
    }

    @Override
    public boolean hasNext() {
        while (!piece.hasNext() && !isLast) {
            Walker.Piece next = take();
            piece = next.entries().iterator();
            isLast = next.last();
        }
        return piece.hasNext();
    }

    private Walker.Piece take() {
        try {
            return stream.nextPiece().await();
        } catch (IOException e) {
            isLast = true;
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            var cancelled = new CancellationException(stream + " cancelled by an interrupt of its waiter");
            cancelled.initCause(e);
            throw cancelled;
        }
    }

    @Override
    public DirectoryEntry next() {
        if (!hasNext()) throw new NoSuchElementException(stream + " has come to its end");
        return piece.next();
    }
}
