package dev.tidemill.linux;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// Native memory that one thread uses during one system call: the place where errno is caught, and
/// a few bytes for what a call takes by address (an iovec, a timeout).
///
/// Why not a thread-local: each virtual thread would need one, and there are millions. Why not an
/// arena for each call: it costs more than the call. Nothing between [#claim] and [#release] can
/// unmount a virtual thread, so no more frames are in use than OS threads are inside calls, and a
/// small table serves all. Frames are never freed.
///
/// Any thread may claim a frame; from then on only that thread touches it, until it releases it.
final class CallFrame {
    /*
     * A frame has two cache lines, because processors fetch them in pairs:
     *
     *    0  errno    int, written by the JVM right after the call
     *    8  owner    long, id of the thread that claimed the frame, 0 while it is free
     *   16  scratch  112 bytes
     */
    private static final long FRAME_BYTES = 128;
    private static final long ERRNO_OFFSET = 0;
    private static final long OWNER_OFFSET = 8;
    private static final long SCRATCH_OFFSET = 16;

    private static final VarHandle LONG = JAVA_LONG.varHandle().withInvokeExactBehavior();
    private static final long FREE = 0; // no thread has this id

    /// A longer table replaces this one when it is crowded, but none gets longer than four times
    /// the frames in use. Lengths are powers of two.
    private static volatile CallFrame[] table = extended(new CallFrame[0], initialLength());

    /// The whole frame. It begins with errno, so it is what a downcall takes to catch it.
    final MemorySegment memory;

    /// Address of 112 bytes, aligned to 16.
    final long scratch;

    private CallFrame(MemorySegment memory) {
        this.memory = memory;
        this.scratch = memory.address() + SCRATCH_OFFSET;
    }

    /// A frame for the calling thread alone. Does not block, except while the table grows.
    static CallFrame claim() {
        long thread = Thread.currentThread().threadId();
        CallFrame[] frames = table;
        CallFrame frame = frames[(int) thread & (frames.length - 1)];
        return frame.tryClaim(thread) ? frame : claimAnother(thread);
    }

    /// Puts something at `scratch + offset`, for the kernel to read.
    void putLong(long offset, long value) {
        memory.set(JAVA_LONG, SCRATCH_OFFSET + offset, value);
    }

    /// The errno of a call that has just failed in this frame.
    int errno() {
        return memory.get(JAVA_INT, ERRNO_OFFSET);
    }

    void release() {
        LONG.setRelease(memory, OWNER_OFFSET, FREE);
    }

    /// The id of the thread that has claimed this frame, or 0.
    long owner() {
        return (long) LONG.getAcquire(memory, OWNER_OFFSET);
    }

    private boolean tryClaim(long thread) {
        return LONG.compareAndSet(memory, OWNER_OFFSET, FREE, thread);
    }

    private static CallFrame claimAnother(long thread) {
        while (true) {
            CallFrame[] frames = table;
            for (int i = 1; i <= frames.length / 2; i++) {
                CallFrame frame = frames[(int) (thread + i) & (frames.length - 1)];
                if (frame.owner() == FREE && frame.tryClaim(thread)) { // look first: a CAS takes the cache line away
                    return frame;
                }
            }
            grow(frames); // half of it is taken in one run
        }
    }

    private static synchronized void grow(CallFrame[] crowded) {
        if (table.length == crowded.length) { // or another thread was faster
            table = extended(crowded, 2 * crowded.length);
        }
    }

    private static CallFrame[] extended(CallFrame[] frames, int length) {
        MemorySegment memory = Arena.global().allocate((length - frames.length) * FRAME_BYTES, FRAME_BYTES);
        CallFrame[] extended = Arrays.copyOf(frames, length);
        for (int i = frames.length; i < length; i++) {
            extended[i] = new CallFrame(memory.asSlice((i - frames.length) * FRAME_BYTES, FRAME_BYTES));
        }
        return extended;
    }

    private static int initialLength() {
        int enough = Math.clamp(4L * Runtime.getRuntime().availableProcessors(), 32, 1024);
        return Integer.highestOneBit(2 * enough - 1);
    }
}
