package dev.tidemill.engine;

import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Mman;
import java.lang.foreign.MemorySegment;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;

/// Native memory for bytes on their way between a file and the heap.
///
/// Buffers are alike: [#BUFFER_BYTES] long and aligned to a page, so they serve `DIRECT` files too.
/// What was used last is kept for the next, up to a bound; beyond it memory comes from the system
/// and goes back at once. All threads.
public final class BufferPool {

    /// Long enough that a system call for each does not matter, short enough to copy without
    /// holding anybody up.
    public static final int BUFFER_BYTES = 128 * 1024;

    private static final int KEPT = 64;

    private static final AtomicLongArray FREE = new AtomicLongArray(KEPT);

    /// What somebody has; known only where assertions are on.
    private static final Set<Long> TAKEN = ConcurrentHashMap.newKeySet();

    private BufferPool() {}

    /// @return the address of a buffer of [#BUFFER_BYTES], with anything in it
    public static long take() {
        for (int i = 0; i < KEPT; i++) {
            if (FREE.getOpaque(i) != 0) {
                long address = FREE.getAndSet(i, 0);
                if (address != 0) {
                    assert TAKEN.add(address) : "a buffer has two owners";
                    return address;
                }
            }
        }
        long address = LibC.mmap(
                0, BUFFER_BYTES, Mman.PROT_READ | Mman.PROT_WRITE, Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS, -1, 0);
        if (address < 0 && address > -4096) {
            throw new OutOfMemoryError("no native memory for a buffer of " + BUFFER_BYTES + " bytes");
        }
        assert TAKEN.add(address) : "a buffer has two owners";
        return address;
    }

    /// The kernel must have had its last word on whatever used the buffer.
    public static void giveBack(long address) {
        assert TAKEN.remove(address) : "a buffer is given back that nobody has";
        for (int i = 0; i < KEPT; i++) {
            if (FREE.getOpaque(i) == 0 && FREE.compareAndSet(i, 0, address)) return;
        }
        var _ = LibC.munmap(address, BUFFER_BYTES);
    }

    /// Buffers that were not given back; 0 where assertions are off. For tests.
    static int taken() {
        return TAKEN.size();
    }

    /// Copies `bytes` of `source`, from `offset` on, to the start of the buffer at `address`.
    public static void copyIn(MemorySegment source, long offset, long address, int bytes) {
        MemorySegment.copy(source, offset, Memory.segment(address, bytes), 0, bytes);
    }

    /// Copies `bytes` from the start of the buffer at `address` to `target`, from `offset` on.
    public static void copyOut(long address, MemorySegment target, long offset, int bytes) {
        MemorySegment.copy(Memory.segment(address, bytes), 0, target, offset, bytes);
    }
}
