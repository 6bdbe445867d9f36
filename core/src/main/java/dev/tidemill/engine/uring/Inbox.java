package dev.tidemill.engine.uring;

import dev.tidemill.annotation.Nullable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// What other threads want from the owner of a ring, in order: many put, one takes.
///
/// A bounded array, so that putting allocates nothing. It is never full in practice, because the
/// operations in flight are bounded (see `Permits`); should it be, `put` waits for the owner, who
/// never waits for anybody.
final class Inbox {

    private static final VarHandle ITEM = MethodHandles.arrayElementVarHandle(Object[].class);
    private static final VarHandle TAIL;

    static {
        try {
            TAIL = MethodHandles.lookup().findVarHandle(Inbox.class, "tail", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final int SPINS = 100;

    private final Object[] items;
    private final int mask;

    @SuppressWarnings("unused") // by TAIL
    private volatile long tail;

    private long head; // of the owner alone

    /// @param capacity a power of two
    Inbox(int capacity) {
        items = new Object[capacity];
        mask = capacity - 1;
    }

    /// Any thread. The caller then makes sure that the owner is awake.
    void put(Object item) {
        int index = (int) (long) TAIL.getAndAdd(this, 1L) & mask;
        // full: the owner is about to take it, unless it waits for a lock that a virtual thread has, which has no
        // carrier
        for (int i = 0; ITEM.getAcquire(items, index) != null; i++) {
            if (i < SPINS) Thread.onSpinWait();
            else Thread.yield();
        }
        ITEM.setRelease(items, index, item);
    }

    /// The owner. Null if there is nothing, or if the next item is being put at this very moment.
    @Nullable
    Object poll() {
        int index = (int) head & mask;
        Object item = ITEM.getAcquire(items, index);
        if (item != null) {
            ITEM.setRelease(items, index, null);
            head++;
        }
        return item;
    }

    /// The owner. An item that is being put at this moment counts only when it is there: its thread
    /// will look whether the owner sleeps after that.
    boolean isEmpty() {
        return ITEM.getAcquire(items, (int) head & mask) == null;
    }
}
