package dev.tidemill.bench.jmh;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.Task;
import dev.tidemill.task.TaskSource;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// What it costs to record what is pending. The level is for the command line to say:
/// `-jvmArgsAppend -Dtidemill.pending=caller`. So this also runs with a build that records nothing.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class PendingLog {

    private static final Duration LONG = Duration.ofHours(1);

    private Path path;
    private AsyncFile file;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(4096);

    @Setup
    public void open() throws IOException, InterruptedException {
        path = Files.write(Files.createTempFile("pending-log", ".bin"), new byte[4096]);
        file = AsyncFile.open(path).await();
    }

    @TearDown
    public void close() throws IOException {
        file.close();
        Files.delete(path);
    }

    /// Begun, completed, awaited: nothing else happens.
    @Benchmark
    public Integer complete() throws IOException, InterruptedException {
        var source = new TaskSource<Integer>();
        source.succeed(1);
        return source.task().await();
    }

    /// The same with a function that goes on: two tasks.
    @Benchmark
    public Integer then() throws IOException, InterruptedException {
        var source = new TaskSource<Integer>();
        Task<Integer> after = source.task().thenApplyAsync(i -> i, Tasks.inline());
        source.succeed(1);
        return after.await();
    }

    /// A timer that is set and taken back.
    @Benchmark
    public boolean delay() {
        Task<Void> delay = Tasks.delay(LONG);
        return delay.cancel(false);
    }

    /// Never pending.
    @Benchmark
    public int cachedRead() throws IOException, InterruptedException {
        return file.read(buffer.clear(), 0).await();
    }

    /// Through the engine and back.
    @Benchmark
    public long throughTheEngine() throws IOException, InterruptedException {
        return file.size().await();
    }
}
