package dev.tidemill.bench.jmh;

import dev.tidemill.bench.worker.Signal;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// Functions that hang on a task.
///
/// A `CompletableFuture` calls them on the thread that completes it. A task does so only for who
/// asks for it with `Tasks.inline()`; otherwise they are handed over to a virtual thread, which is
/// compared with what does the same.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(3)
public class Continuing {

    private static final int MANY = 1_000;
    private static final Executor VIRTUAL = Thread::startVirtualThread;

    private final Integer value = 1;
    private final Task<Integer> doneTask = Task.completed(value);
    private final CompletableFuture<Integer> doneFuture = CompletableFuture.completedFuture(value);

    @Benchmark
    public Integer applyDoneTask() {
        return doneTask.thenApply(x -> x).join();
    }

    @Benchmark
    public Integer applyDoneFuture() {
        return doneFuture.thenApply(x -> x).join();
    }

    @Benchmark
    public Integer applyPendingTask() {
        var task = new Signal<Integer>();
        Task<Integer> applied = task.thenApplyAsync(x -> x, Tasks.inline());
        task.set(value);
        return applied.join();
    }

    @Benchmark
    public Integer applyPendingFuture() {
        var future = new CompletableFuture<Integer>();
        CompletableFuture<Integer> applied = future.thenApply(x -> x);
        future.complete(value);
        return applied.join();
    }

    @Benchmark
    public Integer composeDoneTask() {
        return doneTask.thenCompose(Task::completed)
                .thenCompose(Task::completed)
                .thenCompose(Task::completed)
                .join();
    }

    @Benchmark
    public Integer composeDoneFuture() {
        return doneFuture
                .thenCompose(CompletableFuture::completedFuture)
                .thenCompose(CompletableFuture::completedFuture)
                .thenCompose(CompletableFuture::completedFuture)
                .join();
    }

    @Benchmark
    public Integer composePendingTask() {
        var first = new Signal<Integer>();
        var second = new Signal<Integer>();
        Task<Integer> composed = first.thenComposeAsync(_ -> second, Tasks.inline());
        first.set(value);
        second.set(value);
        return composed.join();
    }

    @Benchmark
    public Integer composePendingFuture() {
        var first = new CompletableFuture<Integer>();
        var second = new CompletableFuture<Integer>();
        CompletableFuture<Integer> composed = first.thenCompose(_ -> second);
        first.complete(value);
        second.complete(value);
        return composed.join();
    }

    /// One behind the other.
    @Benchmark
    @OperationsPerInvocation(MANY)
    public Integer chainTask() {
        var task = new Signal<Integer>();
        Task<Integer> last = task;
        for (int i = 0; i < MANY; i++) last = last.thenApplyAsync(x -> x, Tasks.inline());
        task.set(value);
        return last.join();
    }

    @Benchmark
    @OperationsPerInvocation(MANY)
    public Integer chainFuture() {
        var future = new CompletableFuture<Integer>();
        CompletableFuture<Integer> last = future;
        for (int i = 0; i < MANY; i++) last = last.thenApply(x -> x);
        future.complete(value);
        return last.join();
    }

    /// All on one.
    @Benchmark
    @OperationsPerInvocation(MANY)
    public Integer fanTask() {
        var task = new Signal<Integer>();
        Task<Integer> last = task;
        for (int i = 0; i < MANY; i++) last = task.thenApplyAsync(x -> x, Tasks.inline());
        task.set(value);
        return last.join();
    }

    @Benchmark
    @OperationsPerInvocation(MANY)
    public Integer fanFuture() {
        var future = new CompletableFuture<Integer>();
        CompletableFuture<Integer> last = future;
        for (int i = 0; i < MANY; i++) last = future.thenApply(x -> x);
        future.complete(value);
        return last.join();
    }

    /// All on one, called by virtual threads: one for all of them, and one for each.
    @Benchmark
    @OperationsPerInvocation(MANY)
    public Integer fanToVirtualThreadTask() {
        var task = new Signal<Integer>();
        Task<Integer> last = task;
        for (int i = 0; i < MANY; i++) last = task.thenApply(x -> x);
        task.set(value);
        return last.join();
    }

    @Benchmark
    @OperationsPerInvocation(MANY)
    public Integer fanToVirtualThreadFuture() {
        var future = new CompletableFuture<Integer>();
        CompletableFuture<Integer> last = future;
        for (int i = 0; i < MANY; i++) last = future.thenApplyAsync(x -> x, VIRTUAL);
        future.complete(value);
        return last.join();
    }

    /// One at a time, by a virtual thread that waits for it: a thread that the operating system has
    /// to wake would take ten times as long.
    @Benchmark
    @OperationsPerInvocation(MANY)
    public void toVirtualThreadTask() throws InterruptedException {
        Thread.startVirtualThread(() -> {
                    for (int i = 0; i < MANY; i++) {
                        var task = new Signal<Integer>();
                        Task<Integer> applied = task.thenApply(x -> x);
                        task.set(value);
                        applied.join();
                    }
                })
                .join();
    }

    @Benchmark
    @OperationsPerInvocation(MANY)
    public void toVirtualThreadFuture() throws InterruptedException {
        Thread.startVirtualThread(() -> {
                    for (int i = 0; i < MANY; i++) {
                        var future = new CompletableFuture<Integer>();
                        CompletableFuture<Integer> applied = future.thenApplyAsync(x -> x, VIRTUAL);
                        future.complete(value);
                        applied.join();
                    }
                })
                .join();
    }
}
