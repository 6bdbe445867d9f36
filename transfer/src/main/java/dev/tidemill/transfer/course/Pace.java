package dev.tidemill.transfer.course;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Task;
import dev.tidemill.task.TaskSource;
import dev.tidemill.task.Tasks;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// How fast a transfer may go: whoever has moved bytes passes here, and waits while it is paused,
/// or has moved more than the limit allows. Any thread; without a pause and a limit to pass is one
/// look at memory.
///
/// What is moved is charged, and paid by the time that passes. Whoever passes may go on when what
/// was charged until then is paid: so those who move at the same time go on in the order in which
/// they came, and as everything is counted in bytes from one point in time on, nothing is lost by
/// rounding, nor by somebody who was woken late. Time in which nobody moved anything pays for the
/// next [#CREDIT_NANOS] and no more, and a pause for nothing: there is no burst after it.
public final class Pace {

    /// Who waits for a slow device for a moment may make up for it.
    private static final long CREDIT_NANOS = 50_000_000;

    private static final double NANOS_PER_SECOND = 1e9;
    private static final Task<Void> DONE = Task.completed(null);

    private final LongSupplier nanoTime;
    private final Function<Duration, Task<Void>> timer;

    /// Nobody has to wait.
    private volatile boolean isFree = true;

    private final Object lock = new Object();

    // All that follows is read and written with the lock.

    private final Deque<Passing> waiting = new ArrayDeque<>(); // in the order of what was charged
    private volatile long bytesPerSecond; // 0 for no limit; anybody may look
    private volatile boolean isPaused; // anybody may look
    private boolean isOver;
    private double chargedBytes;
    private double paidBytes; // at that time, and since then so many a second
    private long paidNanos;
    private @Nullable Task<Void> alarm; // for the first who waits

    /// @param chargedBytes when they are paid, it goes on
    private record Passing(double chargedBytes, TaskSource<Void> task) {}

    public Pace() {
        this(System::nanoTime, Tasks::delay);
    }

    /// @param nanoTime as [System#nanoTime()]
    /// @param timer gives a task that is done after so long
    Pace(LongSupplier nanoTime, Function<Duration, Task<Void>> timer) {
        this.nanoTime = nanoTime;
        this.timer = timer;
    }

    /// Waits until somebody who has moved so many bytes may go on. An interrupt does not end the
    /// wait, and stays set.
    ///
    /// @param bytes 0 for somebody who only wants to begin, and waits for the end of a pause, but
    ///     not for what others have moved
    public void pass(long bytes) {
        if (isFree) return;
        boolean interrupted = false;
        Task<Void> passed = passing(bytes);
        while (!passed.isDone()) {
            try {
                var _ = passed.outcome();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    /// As [#pass(long)], for those who do not wait themselves.
    public Task<Void> passing(long bytes) {
        if (isFree) return DONE;
        Passing passing;
        Task<Void> next = null;
        synchronized (lock) {
            if (isFree || (bytes == 0 && !isPaused)) return DONE;
            if (bytesPerSecond > 0) charge(bytes);
            passing = new Passing(chargedBytes, new TaskSource<>());
            if (mayGoOn(passing)) return DONE;
            waiting.add(passing);
            if (waiting.size() == 1) next = nextAlarm();
        }
        set(next);
        return passing.task.task();
    }

    public void pause() {
        change(() -> isPaused = true);
    }

    public void resume() {
        change(() -> isPaused = false);
    }

    public boolean isPaused() {
        return isPaused && !isFree;
    }

    /// What is charged and not paid is paid at this rate from now on.
    ///
    /// @param bytesPerSecond 0 for no limit
    public void limit(long bytesPerSecond) {
        if (bytesPerSecond < 0) {
            throw new IllegalArgumentException(
                    "bytesPerSecond is " + bytesPerSecond + "; must be 0, for no limit, or more");
        }
        change(() -> this.bytesPerSecond = bytesPerSecond);
    }

    public long limit() {
        return bytesPerSecond;
    }

    /// From now on everybody may go on: the transfer was cancelled.
    public void end() {
        change(() -> isOver = true);
    }

    private void change(Runnable change) {
        synchronized (lock) {
            settle();
            change.run();
            isFree = isOver || (!isPaused && bytesPerSecond == 0);
        }
        letGo();
    }

    /// Those who may go on do.
    private void letGo() {
        List<Passing> free = new ArrayList<>();
        Task<Void> next;
        synchronized (lock) {
            while (!waiting.isEmpty() && mayGoOn(waiting.getFirst())) free.add(waiting.removeFirst());
            next = nextAlarm();
        }
        for (Passing passing : free) passing.task.succeed(null); // without the lock: others go on by that
        set(next);
    }

    private void set(@Nullable Task<Void> alarm) {
        if (alarm == null) return;
        alarm.whenCompleteAsync(
                        (_, cancelled) -> {
                            if (cancelled == null) letGo();
                        },
                        Tasks.inline())
                .forget();
    }

    // With the lock.

    private void charge(long bytes) {
        long now = nanoTime.getAsLong();
        double most = chargedBytes + CREDIT_NANOS / NANOS_PER_SECOND * bytesPerSecond;
        if (!isPaused && paidBytes(now) > most) {
            paidBytes = most;
            paidNanos = now;
        }
        chargedBytes += bytes;
    }

    private double paidBytes(long now) {
        return isPaused ? paidBytes : paidBytes + (now - paidNanos) / NANOS_PER_SECOND * bytesPerSecond;
    }

    /// Another rate begins: what was paid too much is nobody's, and without a limit all is paid.
    private void settle() {
        long now = nanoTime.getAsLong();
        paidBytes = bytesPerSecond == 0 ? chargedBytes : Math.min(chargedBytes, paidBytes(now));
        paidNanos = now;
    }

    private boolean mayGoOn(Passing passing) {
        return isFree || (!isPaused && nanosToGo(passing) <= 0);
    }

    /// While it is not paused.
    private long nanosToGo(Passing passing) {
        if (bytesPerSecond == 0) return 0;
        double sincePaid = Math.ceil((passing.chargedBytes - paidBytes) / bytesPerSecond * NANOS_PER_SECOND);
        return (long) sincePaid - (nanoTime.getAsLong() - paidNanos);
    }

    /// @return to be set without the lock; null if nobody waits for the time
    private @Nullable Task<Void> nextAlarm() {
        Task<Void> before = alarm;
        alarm = null;
        if (before != null) before.cancel();
        if (waiting.isEmpty() || isPaused) return null;
        return alarm = timer.apply(Duration.ofNanos(Math.max(1, nanosToGo(waiting.getFirst()))));
    }
}
