package dev.tidemill.task;

import dev.tidemill.timer.AlarmClock;
import java.time.Duration;

/// A timer beside the program's own, for tests of what drives it.
public final class TestTimer {

    private final Timer timer = new Timer(System::nanoTime, Duration.ofSeconds(10));

    public AlarmClock clock() {
        return timer;
    }

    /// As [Tasks#delay(Duration)].
    public Task<Void> delay(Duration duration) {
        return Tasks.delay(duration, timer);
    }

    public int pendingAlarms() {
        return timer.pendingAlarms();
    }
}
