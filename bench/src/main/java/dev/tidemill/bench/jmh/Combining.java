package dev.tidemill.bench.jmh;

import dev.tidemill.bench.worker.Signal;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
import org.openjdk.jmh.annotations.Warmup;

/// All of many tasks: `Tasks.whenAll` gives the list of values, `CompletableFuture.allOf` nothing.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class Combining {

    @Param({"1000", "10000", "100000"})
    private int count = 1_000;

    private List<Task<Integer>> doneTasks = List.of();
    private CompletableFuture<?>[] doneFutures = {};

    @Setup
    public void complete() {
        var tasks = new ArrayList<Task<Integer>>(count);
        doneFutures = new CompletableFuture<?>[count];
        for (int i = 0; i < count; i++) {
            tasks.add(Task.completed(i));
            doneFutures[i] = CompletableFuture.completedFuture(i);
        }
        doneTasks = tasks;
    }

    @Benchmark
    public List<Integer> allDoneTasks() {
        return Tasks.whenAll(doneTasks).join();
    }

    @Benchmark
    public Object allDoneFutures() {
        return CompletableFuture.allOf(doneFutures).join();
    }

    /// Made, combined, and completed one after the other.
    @Benchmark
    public List<Integer> allPendingTasks() {
        var tasks = new ArrayList<Signal<Integer>>(count);
        for (int i = 0; i < count; i++) tasks.add(new Signal<>());
        Task<List<Integer>> all = Tasks.whenAll(tasks);
        for (Signal<Integer> task : tasks) task.set(1);
        return all.join();
    }

    @Benchmark
    public Object allPendingFutures() {
        CompletableFuture<Integer>[] futures = futures();
        CompletableFuture<Void> all = CompletableFuture.allOf(futures);
        for (CompletableFuture<Integer> future : futures) future.complete(1);
        return all.join();
    }

    /// The same with the list of values.
    @Benchmark
    public List<Integer> allPendingFuturesWithValues() {
        CompletableFuture<Integer>[] futures = futures();
        CompletableFuture<List<Integer>> all = CompletableFuture.allOf(futures)
                .thenApply(
                        _ -> Arrays.stream(futures).map(CompletableFuture::join).toList());
        for (CompletableFuture<Integer> future : futures) future.complete(1);
        return all.join();
    }

    @SuppressWarnings({"unchecked", "rawtypes"}) // an array of a generic type
    private CompletableFuture<Integer>[] futures() {
        CompletableFuture<Integer>[] futures = new CompletableFuture[count];
        for (int i = 0; i < count; i++) futures[i] = new CompletableFuture<>();
        return futures;
    }
}
