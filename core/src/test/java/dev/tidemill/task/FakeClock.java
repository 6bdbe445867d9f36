package dev.tidemill.task;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// Time that passes when the test says so, and the timer that goes by it.
final class FakeClock {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1_000); // so that it overflows soon
    private final Timer timer = new Timer(now::get, Duration.ofSeconds(10));

    Timer timer() {
        return timer;
    }

    void advance(Duration duration) {
        now.addAndGet(duration.toNanos());
        timer.clockMoved();
    }
}
