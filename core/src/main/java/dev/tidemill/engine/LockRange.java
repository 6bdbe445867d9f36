package dev.tidemill.engine;

import java.util.ArrayList;
import java.util.List;

/// A part of a file, locked or to be locked.
///
/// @param position in bytes from the start of the file
/// @param length in bytes; 0 means to the end, however far that moves
/// @param shared whether others may lock it as well, if they say so too
public record LockRange(long position, long length, boolean shared) {

    public LockRange {
        if (position < 0) throw new IllegalArgumentException("position is negative: " + position);
        if (length < 0) throw new IllegalArgumentException("length is negative: " + length);
        if (length > Long.MAX_VALUE - position) {
            throw new IllegalArgumentException("position is " + position + "; with a length of " + length
                    + " it must not exceed " + Long.MAX_VALUE);
        }
    }

    /// The whole file, however long it gets.
    public static LockRange everything(boolean shared) {
        return new LockRange(0, 0, shared);
    }

    /// Where what follows begins.
    private long end() {
        return length == 0 ? Long.MAX_VALUE : position + length;
    }

    public boolean overlaps(LockRange other) {
        return position < other.end() && other.position < end();
    }

    /// Whether both can be held by two owners at the same time.
    boolean isCompatibleWith(LockRange other) {
        return (shared && other.shared) || !overlaps(other);
    }

    /// What is left of this if `other` is taken away: none, one or two parts.
    List<LockRange> without(LockRange other) {
        if (!overlaps(other)) return List.of(this);
        List<LockRange> parts = new ArrayList<>(2);
        if (position < other.position) parts.add(new LockRange(position, other.position - position, shared));
        if (other.end() < end()) {
            parts.add(new LockRange(other.end(), length == 0 ? 0 : end() - other.end(), shared));
        }
        return parts;
    }

    /// "a shared lock of 10 bytes at 5"
    @Override
    public String toString() {
        return (shared ? "shared" : "exclusive") + " lock of " + extent();
    }

    /// "10 bytes at 5"
    public String extent() {
        if (length > 0) return length + " bytes at " + position;
        return position == 0 ? "the whole file" : "everything from " + position + " on";
    }
}
