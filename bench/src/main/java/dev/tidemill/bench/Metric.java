package dev.tidemill.bench;

import java.util.Locale;
import java.util.function.ToDoubleFunction;

/// What can be said of a sample, and compared with another one's.
enum Metric {
    RATE("throughput", sample -> sample.operations() / sample.elapsedNanos() * 1e9),
    TIME("time", sample -> sample.elapsedNanos() / sample.operations()),
    CPU("CPU time", sample -> sample.cpuNanos() / sample.operations()),
    ALLOCATED("garbage", sample -> sample.allocatedBytes() / sample.operations()),
    RETAINED("heap", sample -> sample.retainedBytes() / sample.operations()),
    THREADS("threads", Sample::threads);

    private final String title;
    private final ToDoubleFunction<Sample> value;

    Metric(String title, ToDoubleFunction<Sample> value) {
        this.title = title;
        this.value = value;
    }

    String title() {
        return title;
    }

    double of(Sample sample) {
        return value.applyAsDouble(sample);
    }

    /// The number with its unit.
    String format(double value) {
        return switch (this) {
            case RATE -> Numbers.rate(value) + "/s";
            case TIME, CPU -> Numbers.significant(value / 1000) + " µs";
            case ALLOCATED, RETAINED -> Numbers.significant(value) + " B";
            case THREADS -> String.format(Locale.ROOT, "%.0f", value);
        };
    }
}
