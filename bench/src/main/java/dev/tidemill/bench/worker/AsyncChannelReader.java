package dev.tidemill.bench.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicReference;

/// `AsynchronousFileChannel` in its best form: each completion handler starts the next read, so
/// that nobody waits between two reads. On the channel's own default pool, as programs open it.
final class AsyncChannelReader implements Contender {

    private final AsynchronousFileChannel channel;
    private final long size;
    private final List<ByteBuffer> buffers;

    AsyncChannelReader(Workload workload) throws IOException {
        ExecutorService channelsOwn = null;
        channel = AsynchronousFileChannel.open(workload.data(), Blocks.options(workload), channelsOwn);
        size = channel.size();
        buffers = Blocks.allocate(workload.depth());
    }

    @Override
    public long run(Round round) throws Exception {
        var reading = new Reading(round, new CountDownLatch(buffers.size()), new AtomicReference<>());
        List<Chain> chains = new ArrayList<>();
        for (ByteBuffer buffer : buffers) chains.add(new Chain(buffer, new Positions(size, chains.size() + 1L)));
        for (Chain chain : chains) chain.readNext(reading);
        reading.all.await();
        Throwable failure = reading.failure.get();
        if (failure != null) throw new IOException("a read failed: " + failure, failure);
        return chains.stream().mapToLong(chain -> chain.operations).sum();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }

    /// What the chains of one round share.
    private record Reading(Round round, CountDownLatch all, AtomicReference<Throwable> failure) {}

    /// One read after the other into the same buffer, on whatever thread completes them.
    private final class Chain implements CompletionHandler<Integer, Reading> {
        private final ByteBuffer buffer;
        private final Positions positions;
        private long operations; // a completion happens before the next read begins

        Chain(ByteBuffer buffer, Positions positions) {
            this.buffer = buffer;
            this.positions = positions;
        }

        void readNext(Reading reading) {
            channel.read(buffer.clear(), positions.next(), reading, this);
        }

        @Override
        public void completed(Integer bytes, Reading reading) {
            operations++;
            if (bytes != Workload.BLOCK_BYTES) {
                failed(new IOException("a read of a block gave " + bytes + " bytes"), reading);
            } else if (reading.round.isOver()) {
                reading.all.countDown();
            } else {
                readNext(reading);
            }
        }

        @Override
        public void failed(Throwable cause, Reading reading) {
            reading.failure.compareAndSet(null, cause);
            reading.all.countDown();
        }
    }
}
