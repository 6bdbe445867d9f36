package dev.tidemill.bench.jmh;

import dev.tidemill.bench.worker.Signal;
import dev.tidemill.task.Task;
import dev.tidemill.task.TaskSource;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// A task from its beginning to its value, without anybody who has to wait.
///
/// `kept` is a field that all threads see: what is stored there is on the heap, as is a task that
/// an engine completes. What stays in one method the compiler takes apart, on both sides.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class CompletingTask {

    private final String value = "value";
    private final Task<String> doneTask = Task.completed(value);
    private final CompletableFuture<String> doneFuture = CompletableFuture.completedFuture(value);
    volatile Object kept = value;

    @Benchmark
    public String awaitDoneTask() throws IOException, InterruptedException {
        return doneTask.await();
    }

    @Benchmark
    public String awaitDoneFuture() throws ExecutionException, InterruptedException {
        return doneFuture.get();
    }

    @Benchmark
    public Task<String> bornDoneTask() {
        return Task.completed(value);
    }

    @Benchmark
    public CompletableFuture<String> bornDoneFuture() {
        return CompletableFuture.completedFuture(value);
    }

    @Benchmark
    public String wholeTask() throws IOException, InterruptedException {
        var task = new Signal<String>();
        kept = task;
        task.set(value);
        return task.await();
    }

    @Benchmark
    public String wholeSource() throws IOException, InterruptedException {
        var source = new TaskSource<String>();
        kept = source;
        var _ = source.succeed(value);
        return source.task().await();
    }

    @Benchmark
    public String wholeFuture() throws ExecutionException, InterruptedException {
        var future = new CompletableFuture<String>();
        kept = future;
        future.complete(value);
        return future.get();
    }

    @Benchmark
    public CompletableFuture<String> viewOfDoneTask() {
        return doneTask.toCompletableFuture();
    }

    @Benchmark
    public CompletableFuture<String> copyOfDoneFuture() {
        return doneFuture.copy();
    }

    @Benchmark
    public String viewOfPendingTask() {
        var task = new Signal<String>();
        var view = task.toCompletableFuture();
        task.set(value);
        return view.join();
    }
}
