package dev.tidemill.transfer;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Time that passes when the test says so.
public final class FakeClock implements LongSupplier {

    private long nanos = Long.MAX_VALUE - 1_000; // so that it overflows soon

    @Override
    public long getAsLong() {
        return nanos;
    }

    public void advance(Duration duration) {
        nanos += duration.toNanos();
    }
}
