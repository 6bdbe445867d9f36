package dev.tidemill.transfer;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;

/// Native memory for bytes on their way from one file to the next, aligned to a page, so that
/// files opened with `DIRECT` can use it too.
///
/// What was used last is kept for the next file: fresh memory costs the kernel more, page by page,
/// than a small file. Memory that is not kept is left to the garbage collector, and the engine
/// holds what the kernel still uses, so none is ever freed too early. All threads.
final class Blocks {

    private static final long PAGE_BYTES = 4096;
    private static final long MOST_KEPT_BYTES = 64L << 20;

    private static final ConcurrentMap<Integer, Queue<MemorySegment>> FREE = new ConcurrentHashMap<>();
    private static final AtomicLong KEPT_BYTES = new AtomicLong();

    private Blocks() {}

    /// @return a block of this size, with anything in it
    static MemorySegment take(int bytes) {
        Queue<MemorySegment> free = FREE.get(bytes);
        MemorySegment kept = free == null ? null : free.poll();
        if (kept == null) return Arena.ofAuto().allocate(bytes, PAGE_BYTES);
        KEPT_BYTES.addAndGet(-bytes);
        return kept;
    }

    /// The kernel must have had its last word on whatever used the block.
    static void giveBack(MemorySegment block) {
        int bytes = (int) block.byteSize();
        if (KEPT_BYTES.addAndGet(bytes) <= MOST_KEPT_BYTES) {
            FREE.computeIfAbsent(bytes, _ -> new ConcurrentLinkedQueue<>()).add(block);
        } else {
            KEPT_BYTES.addAndGet(-bytes);
        }
    }
}
