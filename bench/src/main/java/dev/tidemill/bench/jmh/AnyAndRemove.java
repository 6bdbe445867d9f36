package dev.tidemill.bench.jmh;

import dev.tidemill.bench.worker.Signal;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.util.ArrayList;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The naive loop over many tasks: any of them, away with it, any of the rest. It looks at all that
/// are left each time, so it is quadratic, with a future as with a task. [AsTheyCome] is not.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AnyAndRemove {

    @Param({"1000", "10000"})
    private int count = 1_000;

    @Benchmark
    @SuppressWarnings("FutureReturnValueIgnored") // which takes a task of a task for a mistake
    public int tasks() {
        var tasks = new ArrayList<Signal<Integer>>(count);
        for (int i = 0; i < count; i++) tasks.add(new Signal<>());
        int sum = 0;
        while (!tasks.isEmpty()) {
            Task<Task<Integer>> any = Tasks.whenAny(tasks);
            tasks.removeLast().set(1);
            sum += any.join().join();
        }
        return sum;
    }

    @Benchmark
    public int futures() {
        var futures = new ArrayList<CompletableFuture<Integer>>(count);
        for (int i = 0; i < count; i++) futures.add(new CompletableFuture<>());
        int sum = 0;
        while (!futures.isEmpty()) {
            CompletableFuture<Object> any = CompletableFuture.anyOf(futures.toArray(new CompletableFuture<?>[0]));
            futures.removeLast().complete(1);
            sum += (Integer) any.join();
        }
        return sum;
    }
}
