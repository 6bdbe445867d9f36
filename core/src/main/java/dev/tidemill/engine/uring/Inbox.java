package dev.tidemill.engine.uring;

import dev.tidemill.annotation.Nullable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// What other threads want from the owner of a ring, in order: many put, one takes.
///
/// A list that grows at one end by a single exchange, and is taken as a whole. Nobody waits for
/// anybody here: a virtual thread that tries again until there is room may keep the one it waits
/// for from ever getting a carrier. Letters have the link in themselves, so putting one allocates
/// nothing.
final class Inbox {

    /// Something for the owner to do. In an inbox once at most.
    interface Letter {

        /// Does it; on the owner's thread.
        void deliver();

        /// The one that was put before, of the inbox.
        @Nullable
        Letter link();

        void link(@Nullable Letter letter);
    }

    private static final VarHandle NEWEST;

    static {
        try {
            NEWEST = MethodHandles.lookup().findVarHandle(Inbox.class, "newest", Letter.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile @Nullable Letter newest;

    private @Nullable Letter oldest; // of those that were taken and not polled; of the owner alone

    /// Any thread. The caller then makes sure that the owner is awake.
    void put(Letter letter) {
        Letter before;
        do {
            before = newest;
            letter.link(before);
        } while (!NEWEST.compareAndSet(this, before, letter));
    }

    /// The owner. Null if there is nothing.
    @Nullable
    Letter poll() {
        Letter next = oldest;
        if (next == null) next = takeAll();
        if (next == null) return null;
        oldest = next.link();
        next.link(null);
        return next;
    }

    /// The owner.
    boolean isEmpty() {
        return oldest == null && newest == null;
    }

    /// @return the oldest, linked to the one that was put after it
    private @Nullable Letter takeAll() {
        if (newest == null) return null;
        Letter rest = (Letter) NEWEST.getAndSet(this, null);
        Letter reversed = null;
        while (rest != null) {
            Letter before = rest.link();
            rest.link(reversed);
            reversed = rest;
            rest = before;
        }
        return reversed;
    }
}
