package dev.tidemill.transfer.block;

import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Mman;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/// Native memory for bytes on their way from one file to the next, aligned to a page, so that
/// files opened with `DIRECT` can use it too.
///
/// What was used last is used first: it may still be in a processor's cache. It is kept for the
/// next file, too: fresh memory costs the kernel more, page by page, than a small file. Memory that
/// is not kept is left to the garbage collector, and the engine holds what the kernel still uses,
/// so none is ever freed too early. All threads.
///
/// Blocks of whole huge pages (2 MiB) are made of such pages where the system has them: for a
/// transfer past the page cache the kernel has to pin one page then instead of 512, and the device
/// gets it in one piece. Of these, what is not kept is unmapped when it is given back.
public final class Blocks {

    private static final long PAGE_BYTES = 4096;
    private static final long MOST_KEPT_BYTES = 64L << 20;

    /// Of x86-64, and of arm64 with pages of 4 KiB.
    private static final int HUGE_PAGE_BYTES = 2 << 20;

    private static final ConcurrentMap<Integer, Deque<MemorySegment>> FREE = new ConcurrentHashMap<>();
    private static final AtomicLong KEPT_BYTES = new AtomicLong();

    /// Where blocks that somebody has begin; known only where assertions are on.
    private static final Set<Long> TAKEN = ConcurrentHashMap.newKeySet();

    private Blocks() {}

    /// @return a block of this size, with anything in it
    public static MemorySegment take(int bytes) {
        Deque<MemorySegment> free = FREE.get(bytes);
        MemorySegment block = free == null ? null : free.poll();
        if (block == null) block = allocate(bytes);
        else KEPT_BYTES.addAndGet(-bytes);
        assert TAKEN.add(block.address()) : "a block has two owners";
        return block;
    }

    /// The kernel must have had its last word on whatever used the block, and its owner must not
    /// look at it any more.
    public static void giveBack(MemorySegment block) {
        assert TAKEN.remove(block.address()) : "a block is given back that nobody has";
        int bytes = (int) block.byteSize();
        if (KEPT_BYTES.addAndGet(bytes) <= MOST_KEPT_BYTES) {
            FREE.computeIfAbsent(bytes, _ -> new ConcurrentLinkedDeque<>()).push(block);
        } else {
            KEPT_BYTES.addAndGet(-bytes);
            if (isHuge(bytes)) unmap(block.address(), bytes);
        }
    }

    /// Blocks that were not given back; 0 where assertions are off. For tests.
    public static int taken() {
        return TAKEN.size();
    }

    private static boolean isHuge(int bytes) {
        return bytes % HUGE_PAGE_BYTES == 0 && LibC.isAvailable();
    }

    private static MemorySegment allocate(int bytes) {
        if (!isHuge(bytes)) return Arena.ofAuto().allocate(bytes, PAGE_BYTES);
        long mapped = bytes + (long) HUGE_PAGE_BYTES; // somewhere in it a huge page begins
        long start =
                LibC.mmap(0, mapped, Mman.PROT_READ | Mman.PROT_WRITE, Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS, -1, 0);
        if (start < 0 && start > -PAGE_BYTES) throw new OutOfMemoryError("no native memory for a block of " + bytes);
        long address = Math.ceilDiv(start, HUGE_PAGE_BYTES) * HUGE_PAGE_BYTES;
        unmap(start, address - start);
        unmap(address + bytes, start + mapped - address - bytes);
        var _ = LibC.madvise(address, bytes, Mman.MADV_HUGEPAGE); // a system without such pages has small ones
        return Memory.segment(address, bytes);
    }

    private static void unmap(long address, long bytes) {
        if (bytes > 0) {
            var _ = LibC.munmap(address, bytes);
        }
    }
}
