package dev.tidemill.engine.portable;

import dev.tidemill.engine.Mistakes;
import dev.tidemill.task.Tasks;
import java.time.Duration;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Calls of one lane that rarely wait: changes and looks at names, small files.
///
/// Such a call takes microseconds, most of them the processor's. So as many threads as there are
/// processors make them, each one call after the other without anybody's lock in between; more
/// would only stand in each other's way, in the kernel above all, where a directory has one lock. A
/// call that has waited for something else brings in one more thread, up to those of the lane; and
/// so does the time, when none of them comes back.
final class ShortCalls {

    /// A call that took longer has waited: for a device, or, once in a thousand calls, for a
    /// processor.
    private static final long SLOW_NANOS = TimeUnit.MICROSECONDS.toNanos(100);

    /// A slow call weighs as much as so many fast ones, and two of them are too many.
    private static final int SLOW_WEIGHT = 16;

    private static final Duration PATIENCE = Duration.ofMillis(10);
    private static final int MOST_AT_ONCE = 1_024; // before other lanes have their turn

    /// What a thread makes in one go.
    interface Calls {

        /// @return how many calls that were
        int make();
    }

    private final BlockingPool pool;
    private final Lane lane;
    private final int usual;
    private final int most;

    private final ConcurrentLinkedQueue<Calls> waiting = new ConcurrentLinkedQueue<>();

    /// Threads that work here, or are about to.
    private final AtomicInteger workers = new AtomicInteger();

    private final AtomicLong begun = new AtomicLong();
    private final AtomicBoolean watched = new AtomicBoolean();

    /// @param most threads of a lane
    ShortCalls(BlockingPool pool, Lane lane, int most) {
        this.pool = pool;
        this.lane = lane;
        this.most = most;
        usual = Math.min(most, Math.max(2, Runtime.getRuntime().availableProcessors()));
    }

    /// How many threads make calls at most.
    int most() {
        return most;
    }

    /// Has the calls made.
    ///
    /// @throws OutOfMemoryError if there is no thread, and the system gives none; they are not
    ///     taken then
    void add(Calls calls) {
        waiting.add(calls);
        int now = workers.get();
        if (now < usual) {
            try {
                addWorker(usual);
            } catch (OutOfMemoryError e) {
                if (workers.get() == 0 && waiting.remove(calls)) throw e;
            }
        } else {
            watch();
        }
    }

    private void addWorker(int limit) {
        int now = workers.get();
        while (now < limit && !workers.compareAndSet(now, now + 1)) now = workers.get();
        if (now >= limit) return;
        try {
            pool.execute(lane, this::work);
        } catch (OutOfMemoryError e) {
            workers.getAndDecrement();
            throw e;
        }
    }

    private void work() {
        int weight = 0;
        for (int i = 0; i < MOST_AT_ONCE; i++) {
            Calls calls = waiting.poll();
            if (calls == null) {
                workers.getAndDecrement();
                if (!waiting.isEmpty()) addWorker(usual); // it came while we left
                return;
            }
            begun.getAndIncrement();
            long begin = System.nanoTime();
            int made = make(calls);
            boolean slow = System.nanoTime() - begin > made * SLOW_NANOS;
            weight = slow ? weight + SLOW_WEIGHT : Math.max(0, weight - made);
            if (weight >= 2 * SLOW_WEIGHT && !waiting.isEmpty()) {
                weight = 0;
                addWorkerIfPossible();
            }
        }
        pool.execute(lane, this::work); // this very thread is there for it
    }

    /// A mistake of ours must not take a thread away: nobody would count it out.
    private static int make(Calls calls) {
        try {
            return calls.make();
        } catch (Throwable e) {
            Mistakes.log("a call of " + Thread.currentThread().getName() + " failed", e);
            return 1;
        }
    }

    private void addWorkerIfPossible() {
        try {
            addWorker(most);
        } catch (OutOfMemoryError e) {
            // those that are there have to do
        }
    }

    /// Looks after a while whether the calls go on.
    private void watch() {
        if (watched.get() || !watched.compareAndSet(false, true)) return;
        long before = begun.get();
        Tasks.delay(PATIENCE)
                .thenRunAsync(
                        () -> {
                            watched.set(false);
                            if (waiting.isEmpty()) return;
                            if (begun.get() == before) addWorkerIfPossible();
                            watch();
                        },
                        Tasks.inline())
                .forget();
    }
}
