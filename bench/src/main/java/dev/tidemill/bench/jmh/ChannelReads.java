package dev.tidemill.bench.jmh;

import static java.nio.file.StandardOpenOption.READ;

import dev.tidemill.bench.worker.Positions;
import dev.tidemill.bench.worker.Workload;
import dev.tidemill.nio.TidemillFileChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// Reads of 4 KiB through an asynchronous channel: the JDK's and ours, in the same program, with
/// the default pool.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ChannelReads {

    private static final int FILE_BYTES = 64 << 20;
    private static final int READS = 1024;

    @Param({"jdk", "tidemill"})
    public String channels = "";

    @Param({"cached", "direct"})
    public String from = "";

    @Param({"1", "32"})
    public int depth;

    /// Where the file is: direct reads need a disk.
    @Param(".")
    public String folder = "";

    private Path path;
    private AsynchronousFileChannel channel;
    private ByteBuffer[] buffers;
    private final Positions positions = new Positions(FILE_BYTES, 1);

    @Setup
    public void open() throws IOException, ReflectiveOperationException {
        path = Files.createTempFile(Path.of(folder), "channel-reads", ".bin");
        byte[] bytes = new byte[FILE_BYTES];
        new SplittableRandom(1).nextBytes(bytes);
        Files.write(path, bytes);
        OpenOption[] options = from.equals("direct") ? new OpenOption[] {READ, direct()} : new OpenOption[] {READ};
        channel = channels.equals("jdk")
                ? AsynchronousFileChannel.open(path, options)
                : TidemillFileChannel.open(path, options);
        buffers = new ByteBuffer[depth];
        for (int i = 0; i < depth; i++) {
            buffers[i] = ByteBuffer.allocateDirect(2 * Workload.BLOCK_BYTES)
                    .alignedSlice(Workload.BLOCK_BYTES)
                    .limit(Workload.BLOCK_BYTES);
        }
    }

    /// The JDK's; the compiler warns of whoever names it.
    private static OpenOption direct() throws ReflectiveOperationException {
        Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
        return (OpenOption) options.getField("DIRECT").get(null);
    }

    @TearDown
    public void close() throws IOException {
        channel.close();
        Files.delete(path);
    }

    /// Each handler starts the next read; `depth` of them are pending.
    @Benchmark
    @OperationsPerInvocation(READS)
    public void handlers() throws InterruptedException {
        var left = new AtomicInteger(READS);
        var done = new CountDownLatch(READS);
        for (int i = 0; i < depth; i++) next(buffers[i], left, done);
        done.await();
    }

    private void next(ByteBuffer buffer, AtomicInteger left, CountDownLatch done) {
        if (left.getAndDecrement() <= 0) return;
        long position;
        synchronized (positions) {
            position = positions.next();
        }
        channel.read(buffer.position(0), position, null, new CompletionHandler<Integer, Object>() {
            @Override
            public void completed(Integer bytes, Object attachment) {
                done.countDown();
                next(buffer, left, done);
            }

            @Override
            public void failed(Throwable failure, Object attachment) {
                throw new AssertionError(failure);
            }
        });
    }

    /// One thread that waits for one read after the other; the depth means nothing.
    @Benchmark
    public int future() throws InterruptedException, ExecutionException {
        return channel.read(buffers[0].position(0), positions.next()).get();
    }
}
