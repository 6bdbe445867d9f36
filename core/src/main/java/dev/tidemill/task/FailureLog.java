package dev.tidemill.task;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Failures that nobody looked at, as lines of a log: so many in a second, and of those beyond how
/// many they were. All threads.
final class FailureLog {

    static final int MOST_IN_A_SECOND = 100;
    private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

    /// Of the program. Has a logger with the first line.
    static final FailureLog SHARED = new FailureLog(
            () -> System.getLogger("dev.tidemill.task"),
            System::nanoTime,
            alarm -> Timer.shared().set(alarm, SECOND_NANOS));

    private final Supplier<Logger> logger;
    private final LongSupplier nanoTime;
    private final Consumer<Timer.Alarm> afterASecond;

    // Under this object's lock.
    private long secondBegan;
    private int written;
    private long more;
    private boolean alarmIsSet;

    /// @param afterASecond has the alarm ring
    FailureLog(Supplier<Logger> logger, LongSupplier nanoTime, Consumer<Timer.Alarm> afterASecond) {
        this.logger = logger;
        this.nanoTime = nanoTime;
        this.afterASecond = afterASecond;
        secondBegan = nanoTime.getAsLong();
    }

    /// With the stack trace only of what was thrown by somebody: of an exception that was made for
    /// the report it would be that of the report.
    void warn(UnobservedFailure failure) {
        if (!mayWrite()) {
            warnOfMore(1);
        } else if (failure.failure() instanceof ThrowableFailure) {
            logger.get().log(Level.WARNING, failure::toString, failure.exception());
        } else {
            logger.get().log(Level.WARNING, failure::toString);
        }
    }

    private synchronized boolean mayWrite() {
        long now = nanoTime.getAsLong();
        if (now - secondBegan >= SECOND_NANOS) {
            secondBegan = now;
            written = 0;
        }
        return written < MOST_IN_A_SECOND && ++written > 0;
    }

    /// There were so many more; said at the end of a second.
    synchronized void warnOfMore(long count) {
        more += count;
        if (alarmIsSet) return;
        try {
            afterASecond.accept(new SumUp());
            alarmIsSet = true;
        } catch (Throwable noThread) {
            // it is said with the next of them that finds one
        }
    }

    private void sumUp() {
        long count;
        synchronized (this) {
            count = more;
            more = 0;
            alarmIsSet = false;
        }
        logger.get().log(Level.WARNING, () -> "nobody looked at " + count + " more failures");
    }

    private final class SumUp extends Timer.Alarm {
        @Override
        void ring() {
            Cascade.onVirtualThread(FailureLog.this::sumUp); // a log may wait
        }
    }
}
