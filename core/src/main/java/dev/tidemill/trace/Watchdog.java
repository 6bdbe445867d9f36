package dev.tidemill.trace;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.pending.TaskRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Looks at what is pending from time to time, and tells what has been so for too long; made by
/// [TaskLogger#watch].
///
/// A virtual thread does it. It is no task and sets no alarm: it would be in the list that it
/// watches.
public final class Watchdog implements AutoCloseable {

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(100);

    private final long olderThanNanos;
    private final long everyNanos;
    private final Consumer<? super PendingTask> callback;
    private final LongSupplier nanoTime;

    /// By identity: records have no equality of their own.
    private final Set<TaskRecord> told = Collections.newSetFromMap(new WeakHashMap<>());

    private volatile @Nullable Thread thread; // null when it is closed, or not started

    /// @param nanoTime the clock that the age of tasks is measured with
    Watchdog(Duration olderThan, Duration every, Consumer<? super PendingTask> callback, LongSupplier nanoTime) {
        this.olderThanNanos = nanos("olderThan", olderThan);
        this.everyNanos = nanos("every", every);
        this.callback = Objects.requireNonNull(callback, "callback");
        this.nanoTime = nanoTime;
    }

    private static long nanos(String name, Duration duration) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException(name + " is " + duration + "; must be positive");
        }
        return duration.compareTo(Duration.ofNanos(Long.MAX_VALUE)) >= 0 ? Long.MAX_VALUE : duration.toNanos();
    }

    static Duration usualPause(Duration olderThan) {
        Duration tenth = olderThan.dividedBy(10);
        return tenth.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : tenth;
    }

    void start() {
        Thread watching = Thread.ofVirtual().name("tidemill-watchdog").unstarted(this::watch);
        thread = watching;
        watching.start();
    }

    private void watch() {
        while (thread != null) {
            LockSupport.parkNanos(this, everyNanos);
            if (thread != null) look();
        }
    }

    /// Tells of what has become too old since the last time.
    void look() {
        long now = nanoTime.getAsLong();
        List<TaskRecord> records = Snapshot.records();
        var locks = new HeldLocks();
        for (TaskRecord record : records) {
            if (now - record.startNanos() < olderThanNanos) break; // the others are younger
            if (!told.add(record)) continue;
            PendingTask task = Snapshot.of(record, now, Instant.now(), locks);
            if (task != null) tell(task);
        }
    }

    private void tell(PendingTask task) {
        try {
            callback.accept(task);
        } catch (Throwable thrown) {
            uncaught(thrown);
        }
    }

    private static void uncaught(Throwable thrown) {
        Thread thread = Thread.currentThread();
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        } catch (Throwable dropped) {
            // there is nobody left
        }
    }

    /// Ends the watch. A callback that is running goes on to its end, and is not waited for.
    @Override
    public void close() {
        Thread watching = thread;
        thread = null;
        if (watching != null) LockSupport.unpark(watching);
    }
}
