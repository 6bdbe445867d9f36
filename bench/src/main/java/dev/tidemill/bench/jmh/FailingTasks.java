package dev.tidemill.bench.jmh;

import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.Failure;
import dev.tidemill.task.TaskSource;
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.util.concurrent.CancellationException;
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

/// What it costs that a failure which nobody looks at is reported: a task that fails and is looked
/// at, against one that is cancelled, which takes the same way and is not watched.
///
/// The exceptions are made before: each costs many times what is measured here.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class FailingTasks {

    private static final Cleaner CLEANER = Cleaner.create();
    private static final Runnable NOTHING = () -> {};
    private static final IOException FAILED = new IOException("failed");
    private static final CancellationException CANCELLED = new CancellationException("cancelled");
    private static final Failure FAILURE = () -> FAILED;
    private static final Cancellation CANCELLATION = new Cancellation() {
        @Override
        public CancellationReason reason() {
            return CancellationReason.Requested.SILENTLY;
        }

        @Override
        public Reach reach() {
            return Reach.STOPPED;
        }

        @Override
        public CancellationException toException() {
            return CANCELLED;
        }
    };

    @Benchmark
    public Throwable failed() throws InterruptedException {
        var source = new TaskSource<String>();
        boolean _ = source.fail(FAILURE);
        try {
            source.task().await();
            throw new AssertionError("it has succeeded");
        } catch (IOException e) {
            return e;
        }
    }

    @Benchmark
    public Throwable cancelled() throws IOException, InterruptedException {
        var source = new TaskSource<String>();
        boolean _ = source.cancel(CANCELLATION);
        try {
            source.task().await();
            throw new AssertionError("it has succeeded");
        } catch (CancellationException e) {
            return e;
        }
    }

    /// What watching an object with the JDK's means would cost alone.
    @Benchmark
    public Object cleaner() {
        Object watched = new Object();
        CLEANER.register(watched, NOTHING).clean();
        return watched;
    }

    /// A failure of a future is lost if nobody looks, so this is for free there.
    @Benchmark
    public Throwable failedFuture() throws InterruptedException {
        var future = new CompletableFuture<String>();
        future.completeExceptionally(FAILED);
        try {
            future.get();
            throw new AssertionError("it has succeeded");
        } catch (ExecutionException e) {
            return e;
        }
    }
}
