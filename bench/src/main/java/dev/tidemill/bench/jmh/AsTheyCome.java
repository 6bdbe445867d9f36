package dev.tidemill.bench.jmh;

import dev.tidemill.bench.worker.Signal;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
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

/// Many tasks, and each is wanted when it is done: made, listened to, completed from the last one
/// to the first, and taken.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class AsTheyCome {

    @Param({"1000", "10000", "100000"})
    private int count = 1_000;

    /// The iterator finds all of them done.
    @Benchmark
    public int eachTasks() {
        List<Signal<Integer>> tasks = tasks();
        int sum = 0;
        try (var completions = Tasks.<Integer>whenEach(tasks)) {
            for (Signal<Integer> task : tasks.reversed()) task.set(1);
            for (Task<Integer> done : completions) sum += done.join();
        }
        return sum;
    }

    /// One is asked for, and comes then: the loop that `whenAny` is used for otherwise.
    @Benchmark
    @SuppressWarnings("FutureReturnValueIgnored") // which takes a task of a task for a mistake
    public int nextTasks() {
        List<Signal<Integer>> tasks = tasks();
        int sum = 0;
        try (var completions = Tasks.<Integer>whenEach(tasks)) {
            for (Signal<Integer> task : tasks.reversed()) {
                Task<Task<Integer>> next = completions.next();
                task.set(1);
                sum += next.join().join();
            }
        }
        return sum;
    }

    /// What one writes oneself: each future puts itself into a queue.
    @Benchmark
    public int queueOfFutures() throws InterruptedException {
        var futures = new ArrayList<CompletableFuture<Integer>>(count);
        for (int i = 0; i < count; i++) futures.add(new CompletableFuture<>());
        var queue = new LinkedBlockingQueue<CompletableFuture<Integer>>();
        for (CompletableFuture<Integer> future : futures) {
            CompletableFuture<Integer> _ = future.whenComplete((_, _) -> queue.add(future));
        }
        for (CompletableFuture<Integer> future : futures.reversed()) future.complete(1);
        int sum = 0;
        for (int i = 0; i < count; i++) sum += queue.take().join();
        return sum;
    }

    private List<Signal<Integer>> tasks() {
        var tasks = new ArrayList<Signal<Integer>>(count);
        for (int i = 0; i < count; i++) tasks.add(new Signal<>());
        return tasks;
    }
}
