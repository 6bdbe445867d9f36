package dev.tidemill.bench.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// What `AsynchronousFileChannel` keeps for each read that has not happened yet: its pool's one
/// thread is held, so that all reads stay where they were put. They share a buffer, which thus
/// costs nothing.
final class PendingChannelReads implements Contender {

    private final ExecutorService pool = Executors.newFixedThreadPool(1);
    private final AsynchronousFileChannel channel;
    private final ByteBuffer buffer = Blocks.allocate(1).getFirst();
    private final int count;
    private long retainedBytes;

    PendingChannelReads(Workload workload) throws IOException {
        channel = AsynchronousFileChannel.open(workload.data(), Blocks.options(workload), pool);
        count = workload.depth();
    }

    @Override
    public long run(Round round) throws Exception {
        var release = new CountDownLatch(1);
        Future<?> held = pool.submit(() -> {
            release.await();
            return null;
        });
        List<Future<Integer>> reads = new ArrayList<>(count);
        long before = LiveHeap.bytes();
        for (int i = 0; i < count; i++)
            reads.add(channel.read(buffer.duplicate().clear(), 0));
        retainedBytes = LiveHeap.bytes() - before;
        release.countDown();
        held.get();
        for (var read : reads) Blocks.requireWhole(read.get());
        return count;
    }

    @Override
    public long retainedBytes() {
        return retainedBytes;
    }

    @Override
    public void close() throws IOException {
        channel.close();
        pool.shutdown();
    }
}
