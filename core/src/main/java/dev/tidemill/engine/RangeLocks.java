package dev.tidemill.engine;

import java.util.ArrayList;
import java.util.List;

/// The locks that were taken through one open file.
///
/// To the system they are one owner's: it keeps other owners out, merges what overlaps, and would
/// unlock with one range what another user of the same open file still counts on. Here each lock
/// is one's own; what this allows is what two open files would.
///
/// Guarded by its own monitor, which is held around the system's call as well, so that the two
/// agree.
public final class RangeLocks {

    private final Object identity;
    private final List<LockRange> held = new ArrayList<>();

    /// @param identity of the file, however it was opened
    RangeLocks(Object identity) {
        this.identity = identity;
    }

    /// Equal for all open files that are the same file.
    public Object identity() {
        return identity;
    }

    /// Whether none of the locks is in the way.
    public boolean isFree(LockRange wanted) {
        for (LockRange range : held) {
            if (!range.isCompatibleWith(wanted)) return false;
        }
        return true;
    }

    public void hold(LockRange range) {
        held.add(range);
    }

    /// Forgets one lock.
    ///
    /// @return what nobody holds any more: the parts that the system is to unlock
    public List<LockRange> letGo(LockRange range) {
        if (!held.remove(range)) return List.of();
        List<LockRange> free = List.of(range);
        for (LockRange other : held) {
            List<LockRange> rest = new ArrayList<>();
            for (LockRange part : free) rest.addAll(part.without(other));
            free = rest;
        }
        return free;
    }
}
