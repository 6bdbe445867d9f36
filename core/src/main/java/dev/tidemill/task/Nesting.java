package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/// How deep functions of complete tasks are nested on a thread.
///
/// A function of a complete task is called at once, on the stack of the caller. If it again asks
/// for a function of a complete task, and so on, the stack would overflow; from a certain depth on
/// a virtual thread goes on, with a stack of its own.
///
/// The count belongs to the thread, but a thread-local variable would stay behind in every thread
/// that once came by. So the threads which are inside such a function at this moment share a few
/// lanes, each for one thread at a time.
final class Nesting {

    private static final int DEEPEST = 64;
    private static final int LANE_BITS = 6;
    private static final int PROBES =
            4; // a thread uses at most so many lanes, so it is never deeper than PROBES * DEEPEST
    private static final int MANY_FRAMES = 1_000;
    private static final VarHandle THREAD;

    static {
        try {
            THREAD = MethodHandles.lookup().findVarHandle(Nesting.class, "thread", Thread.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final Nesting[] LANES = new Nesting[1 << LANE_BITS];
    private static final Nesting UNCOUNTED = new Nesting();

    static {
        Arrays.setAll(LANES, _ -> new Nesting());
    }

    private volatile @Nullable Thread thread;
    private int depth; // used only by that thread

    private Nesting() {}

    /// One step deeper, or null if that is too deep. Leave what it gives.
    @SuppressWarnings("ReferenceEquality") // whether it is this thread
    static @Nullable Nesting enter() {
        Thread me = Thread.currentThread();
        int first = (int) ((me.threadId() * 0x9E3779B97F4A7C15L) >>> (Long.SIZE - LANE_BITS));
        for (int probe = 0; probe < PROBES; probe++) {
            Nesting lane = LANES[(first + probe) & (LANES.length - 1)];
            Thread owner = lane.thread;
            if (owner == me) {
                if (lane.depth == DEEPEST) {
                    return null;
                }
                lane.depth++;
                return lane;
            }
            if (owner == null && THREAD.compareAndSet(lane, null, me)) {
                lane.depth = 1;
                return lane;
            }
        }
        // All taken, by threads that wait inside of such functions: look at the stack itself, which is slow.
        boolean shallow = StackWalker.getInstance()
                .walk(frames -> frames.skip(MANY_FRAMES).findAny().isEmpty());
        return shallow ? UNCOUNTED : null;
    }

    void leave() {
        if (this != UNCOUNTED && --depth == 0) {
            THREAD.setRelease(this, null);
        }
    }
}
