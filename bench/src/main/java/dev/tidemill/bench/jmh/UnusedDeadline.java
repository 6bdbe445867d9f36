package dev.tidemill.bench.jmh;

import dev.tidemill.Tidemill;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.Task;
import dev.tidemill.task.TaskSource;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A deadline that is set and not needed: the price of every careful wait.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class UnusedDeadline {

    /// Who keeps the time: the ring of the shared engine, or the thread of the timer.
    @Param({"thread", "ring"})
    public String driver = "thread";

    @Setup
    public void start() {
        if (driver.equals("ring")) {
            var _ = Tidemill.shared();
        }
    }

    @Benchmark
    public Task<Integer> cancelAfter() {
        var source = new TaskSource<Integer>();
        Task<Integer> task = source.task().cancelAfter(Duration.ofSeconds(30));
        var _ = source.succeed(1);
        return task;
    }

    @Benchmark
    public boolean source() {
        try (var source = CancellationSource.after(Duration.ofSeconds(30))) {
            return source.isCancelled();
        }
    }
}
