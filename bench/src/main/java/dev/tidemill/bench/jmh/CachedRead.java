package dev.tidemill.bench.jmh;

import static java.nio.file.StandardOpenOption.READ;

import dev.tidemill.bench.worker.Positions;
import dev.tidemill.bench.worker.Workload;
import dev.tidemill.file.AsyncFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
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

/// One cached read of 4 KiB, and back with the bytes. The file is in the page cache because it was
/// written a moment ago.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(2)
public class CachedRead {

    private static final int FILE_BYTES = 64 << 20;

    private Path path;
    private FileChannel channel;
    private AsyncFile file;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(Workload.BLOCK_BYTES);
    private final Positions positions = new Positions(FILE_BYTES, 1);

    @Setup
    public void open() throws IOException, InterruptedException {
        path = Files.createTempFile("cached-read", ".bin");
        byte[] bytes = new byte[FILE_BYTES];
        new SplittableRandom(1).nextBytes(bytes);
        Files.write(path, bytes);
        channel = FileChannel.open(path, READ);
        file = AsyncFile.open(path, READ).await();
    }

    @TearDown
    public void close() throws IOException {
        channel.close();
        file.close();
        Files.delete(path);
    }

    @Benchmark
    public int fileChannel() throws IOException {
        return channel.read(buffer.clear(), positions.next());
    }

    @Benchmark
    public int blocking() throws IOException, InterruptedException {
        return file.blocking().read(buffer.clear(), positions.next());
    }

    @Benchmark
    public int task() throws IOException, InterruptedException {
        return file.read(buffer.clear(), positions.next()).await();
    }
}
