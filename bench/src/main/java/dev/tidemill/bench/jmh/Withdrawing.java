package dev.tidemill.bench.jmh;

import dev.tidemill.bench.worker.Signal;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What nearly always happens to deadlines and to registrations with a token: the work is done in
/// time, and they are taken back.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class Withdrawing {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final Integer value = 1;
    private final CancellationSource source = new CancellationSource();

    @Benchmark
    public Integer noDeadlineTask() {
        var task = new Signal<Integer>();
        task.set(value);
        return task.join();
    }

    @Benchmark
    public Integer deadlineTask(Others others) {
        var task = new Signal<Integer>();
        task.cancelAfter(MINUTE).forget();
        task.set(value);
        return task.join();
    }

    @Benchmark
    public Integer deadlineFuture(Others others) {
        CompletableFuture<Integer> future = new CompletableFuture<Integer>().orTimeout(1, TimeUnit.MINUTES);
        future.complete(value);
        return future.join();
    }

    @Benchmark
    public boolean deadlineOfSource(Others others) {
        try (var deadline = CancellationSource.after(MINUTE)) {
            return deadline.isCancelled();
        }
    }

    @Benchmark
    public boolean registration() {
        return source.token().onCancel(new Signal<Integer>()).unregister();
    }

    @Benchmark
    public CancellationToken.Registration registrationWithNone() {
        return CancellationToken.none().onCancel(new Signal<Integer>());
    }

    @Benchmark
    public Integer cancelOnToken() {
        var task = new Signal<Integer>();
        task.cancelOn(source.token()).forget();
        task.set(value);
        return task.join();
    }

    /// Deadlines of others that wait meanwhile.
    @State(Scope.Benchmark)
    public static class Others {

        @Param({"0", "10000"})
        private int waiting;

        private Signal<?>[] tasks = {};
        private CompletableFuture<?>[] futures = {};

        @Setup
        public void set() {
            tasks = new Signal<?>[waiting];
            futures = new CompletableFuture<?>[waiting];
            for (int i = 0; i < waiting; i++) {
                tasks[i] = new Signal<Integer>();
                tasks[i].cancelAfter(Duration.ofMinutes(2)).forget();
                futures[i] = new CompletableFuture<Integer>().orTimeout(2, TimeUnit.MINUTES);
            }
        }

        @TearDown
        public void withdraw() {
            for (Signal<?> task : tasks) task.cancel();
            for (CompletableFuture<?> future : futures) future.cancel(false);
        }
    }
}
