package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/// Watches a failure nobody has looked at so far.
///
/// What is watched is the [Unsuccessful] that all tasks share which came to this failure. Somebody
/// looks at it: the watch is over. The last of these tasks becomes unreachable, or is forgotten
/// on purpose: the garbage collector, or [#endForgotten()], puts the watch into the queue, and the
/// failure is reported. One of the three happens, since the one who looks still reaches it.
///
/// Nobody waits for the queue. As long as something is watched an alarm looks into it, more and
/// more seldom while there is nothing; and so does who begins many watches, since a storm of
/// failures would fill the memory before the alarm rings. What they find a virtual thread reports.
/// So much that it cannot keep up with it is not kept: it is only told how many there were.
final class Watch extends PhantomReference<Unsuccessful> {

    private static final long SHORTEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.SECONDS.toNanos(32);
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final ReferenceQueue<Unsuccessful> QUEUE = new ReferenceQueue<>();
    private static final Shard[] SHARDS = new Shard[16]; // by thread

    static {
        Arrays.setAll(SHARDS, _ -> new Shard());
    }

    /// Each shard looks into the queue when so many watches were begun there.
    private static final int BEGUN_BETWEEN_LOOKS = 1024;

    /// More than begin between two looks, and so few that the one who looks is not held up.
    private static final int MOST_AT_A_LOOK = 4 * BEGUN_BETWEEN_LOOKS;

    /// So many wait to be reported; those beyond are counted.
    static final int MOST_FOUND = 10_000;

    private static final ShortLock FINDING = new ShortLock();

    // Taken out of the queue and the shards, to be reported; under the lock FINDING.
    private static final Deque<Watch> FOUND = new ArrayDeque<>();
    private static int tooMany;
    private static int eraOfTooMany;

    /// Held by the one who reports; FINDING is taken inside of it.
    private static final ReentrantLock REPORTING = new ReentrantLock();

    /// Whether a thread was started that has not begun to report.
    private static final AtomicBoolean REPORTER_IS_COMING = new AtomicBoolean();

    private static final AtomicBoolean ALARM_IS_SET = new AtomicBoolean();
    private static final AtomicInteger CURRENT_ERA = new AtomicInteger();

    private final FailedTask task;
    private final Shard shard;
    private final int era = CURRENT_ERA.get();
    private boolean forgotten; // written before it is put into the queue
    private @Nullable Watch newer; // under the lock of the shard, as is the other
    private @Nullable Watch older;

    private Watch(Unsuccessful watched, FailedTask task, Shard shard) {
        super(watched, QUEUE);
        this.task = task;
        this.shard = shard;
    }

    static Watch begin(Unsuccessful watched, FailedTask task) {
        Shard shard = SHARDS[(int) Thread.currentThread().threadId() & (SHARDS.length - 1)];
        Watch watch = new Watch(watched, task, shard);
        boolean isTimeToLook = shard.add(watch);
        if (!ALARM_IS_SET.get()) {
            setAlarm(SHORTEST_PAUSE_NANOS);
        }
        if (isTimeToLook) {
            look();
        }
        return watch;
    }

    /// Somebody has looked. Called by one who still reaches what is watched, and not after
    /// [#endForgotten()].
    void end() {
        clear();
        shard.remove(this);
    }

    /// Nobody will look, and that is meant: reported now. Called as [#end()] is.
    void endForgotten() {
        forgotten = true;
        enqueue();
        look();
    }

    /// Failures from now on are of this era, which is later than all before.
    static int newEra() {
        return CURRENT_ERA.incrementAndGet();
    }

    /// Moves what is in the queue to those found, and has them reported. Any thread.
    ///
    /// @return whether there was anything
    private static boolean look() {
        boolean found;
        FINDING.lock(); // not to leave it to who has it: that one may have found all it looks for
        try {
            find();
            found = !FOUND.isEmpty() || tooMany > 0;
        } finally {
            FINDING.unlock();
        }
        if (found && !REPORTER_IS_COMING.getAndSet(true)) {
            try {
                Cascade.onVirtualThread(Watch::report);
            } catch (Throwable noThread) {
                REPORTER_IS_COMING.set(false); // the next one who looks tries again
            }
        }
        return found;
    }

    private static void find() {
        for (int i = 0; i < MOST_AT_A_LOOK; i++) {
            Watch found = (Watch) QUEUE.poll();
            if (found == null) {
                return;
            }
            found.shard.remove(found);
            if (FOUND.size() < MOST_FOUND) {
                FOUND.add(found);
            } else {
                tooMany++;
                eraOfTooMany = Math.max(eraOfTooMany, found.era);
            }
        }
    }

    /// Reports, on this thread, whatever is found.
    private static void report() {
        REPORTER_IS_COMING.set(false); // what is found from here on may be too late for this one
        REPORTING.lock();
        try {
            for (Watch found = nextFound(); found != null; found = nextFound()) {
                UnobservedFailures.report(found.task, found.forgotten, found.era);
            }
        } finally {
            REPORTING.unlock();
        }
    }

    private static @Nullable Watch nextFound() {
        for (; ; ) {
            int more;
            int era;
            FINDING.lock();
            try {
                if (FOUND.isEmpty()) {
                    find();
                }
                Watch found = FOUND.poll();
                if (found != null || tooMany == 0) {
                    return found;
                }
                more = tooMany;
                era = eraOfTooMany;
                tooMany = 0;
            } finally {
                FINDING.unlock();
            }
            UnobservedFailures.reportMore(more, era);
        }
    }

    private static void setAlarm(long pauseNanos) {
        if (ALARM_IS_SET.compareAndSet(false, true)) {
            try {
                Timer.shared().set(new Look(pauseNanos), pauseNanos);
            } catch (Throwable noThread) {
                ALARM_IS_SET.set(false); // the next failure tries again
            }
        }
    }

    /// Returns when all failures of this era and later ones have been reported which nobody can
    /// reach any more. Collects garbage if there are any that were not looked at.
    ///
    /// @return false if garbage could not be collected
    static boolean settle(int era) {
        report();
        // What the first round finds may still be on its way to the queue; what the second one finds is behind it.
        // And a thread of an engine may be about to return, with the last task it completed in its hands.
        for (int round = 0; round < 5 && isAnyLeft(era); round++) {
            if (!collectGarbage()) {
                return false;
            }
            report();
        }
        report(); // what somebody else has found meanwhile
        return true;
    }

    private static boolean isAnyLeft(int era) {
        for (Shard shard : SHARDS) {
            if (shard.hasAny(era)) {
                return true;
            }
        }
        return false;
    }

    private static boolean collectGarbage() {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        Reference<Object> garbage = new PhantomReference<>(new Object(), collected);
        long start = System.nanoTime();
        try {
            do {
                System.gc();
                if (collected.remove(100) != null) {
                    return true;
                }
            } while (System.nanoTime() - start < PATIENCE_NANOS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Reference.reachabilityFence(garbage);
        }
        return false;
    }

    /// Looks for what the garbage collector has found.
    private static final class Look extends Timer.Alarm {

        private final long pauseNanos;

        Look(long pauseNanos) {
            this.pauseNanos = pauseNanos;
        }

        @Override
        void ring() {
            ALARM_IS_SET.set(false); // before it looks what is left: who comes after that sets it again
            boolean found = look();
            if (found || isAnyLeft(0)) {
                setAlarm(found ? SHORTEST_PAUSE_NANOS : Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS));
            }
        }
    }

    /// Some of the watches: reachable from here, so that they outlive what they watch.
    private static final class Shard {

        private final ShortLock lock = new ShortLock();
        private @Nullable Watch newest;
        private int begun;

        /// @return whether it is time to look for what was found
        boolean add(Watch watch) {
            lock.lock();
            try {
                Watch next = newest;
                watch.older = next;
                if (next != null) {
                    next.newer = watch;
                }
                newest = watch;
                return ++begun % BEGUN_BETWEEN_LOOKS == 0;
            } finally {
                lock.unlock();
            }
        }

        void remove(Watch watch) {
            lock.lock();
            try {
                Watch before = watch.newer;
                Watch after = watch.older;
                if (before != null) {
                    before.older = after;
                } else {
                    newest = after;
                }
                if (after != null) {
                    after.newer = before;
                }
                watch.newer = null;
                watch.older = null;
            } finally {
                lock.unlock();
            }
        }

        boolean hasAny(int era) {
            lock.lock();
            try {
                for (Watch watch = newest; watch != null; watch = watch.older) {
                    if (watch.era >= era) {
                        return true;
                    }
                }
                return false;
            } finally {
                lock.unlock();
            }
        }
    }
}
