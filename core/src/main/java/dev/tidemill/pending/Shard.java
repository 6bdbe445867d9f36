package dev.tidemill.pending;

import dev.tidemill.annotation.Nullable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;

/// A part of the list of what is pending: the records that some of the threads have added.
///
/// Adding and removing take a lock for a few steps that cannot fail or wait. Whoever finds it taken
/// tries again: a queue of waiters could keep a thread that must not wait behind a virtual thread
/// without a carrier.
///
/// Readers take no lock. Records are added in front only, and one that is removed keeps its link to
/// the next older one. So who stands on it finds the way back into the list, and meets each record
/// that is there all the time.
final class Shard {

    private static final int SPINS = 100;

    private static final VarHandle LOCKED;

    static {
        try {
            LOCKED = MethodHandles.lookup().findVarHandle(Shard.class, "locked", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    @SuppressWarnings("unused") // by LOCKED
    private int locked;

    private volatile @Nullable TaskRecord newest;

    void add(TaskRecord record) {
        lock();
        TaskRecord before = newest;
        record.older = before;
        if (before != null) before.newer = record;
        record.isListed = true;
        newest = record;
        unlock();
    }

    /// @return whether it was there
    boolean remove(TaskRecord record) {
        lock();
        boolean wasListed = record.isListed;
        if (wasListed) {
            TaskRecord older = record.older;
            TaskRecord newer = record.newer;
            if (older != null) older.newer = newer;
            if (newer != null) newer.older = older;
            else newest = older;
            record.newer = null;
            record.isListed = false;
        }
        unlock();
        return wasListed;
    }

    /// Newest first.
    void forEach(Consumer<TaskRecord> action) {
        for (TaskRecord record = newest; record != null; record = record.older) action.accept(record);
    }

    private void lock() {
        for (int tries = 1; !LOCKED.compareAndSet(this, 0, 1); tries++) {
            if (tries % SPINS == 0) Thread.yield(); // its holder may need this processor
            else Thread.onSpinWait();
        }
    }

    private void unlock() {
        LOCKED.setRelease(this, 0);
    }
}
