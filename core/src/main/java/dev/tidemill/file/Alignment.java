package dev.tidemill.file;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// What the transfers of a file must be multiples of; see [AsyncFile#alignment()].
///
/// @param positionBytes of positions and lengths; a power of two, 1 if anything goes
/// @param memoryBytes of the addresses of native memory; a power of two, 1 if anything goes
public record Alignment(int positionBytes, int memoryBytes) {

    /// @throws IllegalArgumentException if one of them is no power of two
    public Alignment {
        if (positionBytes < 1 || Integer.bitCount(positionBytes) != 1) {
            throw new IllegalArgumentException("positionBytes is " + positionBytes + "; must be a power of two");
        }
        if (memoryBytes < 1 || Integer.bitCount(memoryBytes) != 1) {
            throw new IllegalArgumentException("memoryBytes is " + memoryBytes + "; must be a power of two");
        }
    }

    /// Memory for transfers: at least `size` bytes, rounded up to what can be transferred, at an
    /// address that fits.
    ///
    /// @param size in bytes, at least 1
    public MemorySegment allocate(Arena arena, long size) {
        return arena.allocate(roundUp(size), memoryBytes);
    }

    /// The first position from `bytes` on at which a transfer may begin or end.
    public long roundUp(long bytes) {
        return Math.addExact(bytes, positionBytes - 1) & -positionBytes;
    }

    /// The last position up to `bytes` at which a transfer may begin or end.
    public long roundDown(long bytes) {
        return bytes & -positionBytes;
    }
}
