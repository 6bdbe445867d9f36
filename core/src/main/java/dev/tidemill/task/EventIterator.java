package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.concurrent.CancellationException;

/// A loop over events, for one thread.
final class EventIterator<T> implements Iterator<T> {

    private final EventAwaiter<T> events;
    private @Nullable T event; // taken, and not given so far
    private boolean isOver;

    EventIterator(EventAwaiter<T> events) {
        this.events = events;
    }

    @Override
    public boolean hasNext() {
        if (event == null && !isOver) {
            try {
                event = events.awaitNext();
            } catch (CancellationException e) {
                isOver = true; // closed: nobody else can cancel it
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw interrupted(e);
            }
        }
        return event != null;
    }

    @Override
    public T next() {
        T taken = hasNext() ? event : null;
        if (taken == null) {
            throw new NoSuchElementException("the awaiter is closed");
        }
        event = null;
        return taken;
    }

    private static CancellationException interrupted(InterruptedException interrupt) {
        CancellationException cancelled =
                new CancellationException(NextEvent.SUBJECT + " cancelled by an interrupt of its waiter");
        cancelled.initCause(interrupt);
        return cancelled;
    }
}
