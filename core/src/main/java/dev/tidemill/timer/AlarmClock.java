package dev.tidemill.timer;

/// The program's timer, as a thread sees it that sleeps in the kernel anyway and could as well wake
/// for the next alarm.
///
/// A timer that nobody drives has a thread of its own. A driver takes the place of that thread:
///
/// ```java
/// if (clock.isDue()) clock.ring(MOST);   // in each turn
/// ...
/// long nanos = clock.nanosToNext();      // when whoever wakes it would be heard
/// ```
public interface AlarmClock {

    /// No alarm is set; see [#nanosToNext].
    long NEVER = Long.MAX_VALUE;

    /// Has `driver` ring the alarms from now on, those that are set as well.
    ///
    /// @return false if another one does
    boolean driveBy(Driver driver);

    /// The driver, which calls this, rings no more alarms; those that are set go to the thread of
    /// the timer. Does nothing if it is not the driver.
    void leave(Driver driver);

    /// Sets an alarm: `step` is called once, on a thread that must not wait, when the time is over.
    ///
    /// @return forgets the alarm; does nothing if it has rung
    Runnable set(long delayNanos, Runnable step);

    /// Whether an alarm may be due. Costs one read of memory while none is set.
    boolean isDue();

    /// Rings alarms that are due, in order, `most` at a time: others wait for the thread, too.
    void ring(int most);

    /// How long the driver may sleep; 0 if an alarm is due, [#NEVER] if there is none.
    ///
    /// Whoever sets an earlier alarm after this wakes the driver.
    long nanosToNext();

    /// Rings the alarms of a clock, on a [dev.tidemill.task.NonBlockingThread] of its own.
    @FunctionalInterface
    interface Driver {

        /// Makes it ask for [#nanosToNext] again, if it sleeps. Any thread; does not wait. May come
        /// when it has left.
        void wake();
    }
}
