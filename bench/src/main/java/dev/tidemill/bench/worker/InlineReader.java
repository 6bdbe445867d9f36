package dev.tidemill.bench.worker;

import dev.tidemill.task.Tasks;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;

/// Tidemill with as little in between as it offers: each completion starts the next read on the
/// thread that completes it, so that nobody is woken between two reads. What [AsyncChannelReader]
/// does with completion handlers.
final class InlineReader implements Contender {

    private final TidemillFile data;

    InlineReader(Workload workload) throws IOException, InterruptedException {
        data = new TidemillFile(workload);
    }

    @Override
    public long run(Round round) throws Exception {
        var blocks = data.blocks();
        var reading = new Reading(round, new CountDownLatch(blocks.size()), new AtomicReference<>());
        List<Chain> chains = new ArrayList<>();
        for (MemorySegment block : blocks) chains.add(new Chain(reading, block, data.positions(chains.size())));
        for (Chain chain : chains) chain.readNext();
        reading.all.await();
        Throwable failure = reading.failure.get();
        if (failure != null) throw new IOException("a read failed: " + failure, failure);
        return chains.stream().mapToLong(chain -> chain.operations).sum();
    }

    @Override
    public void close() throws IOException {
        data.close();
    }

    /// What the chains of one round share.
    private record Reading(Round round, CountDownLatch all, AtomicReference<Throwable> failure) {
        void end(Throwable cause) {
            failure.compareAndSet(null, cause);
            all.countDown();
        }
    }

    /// One read after the other into the same block.
    private final class Chain {
        private final Reading reading;
        private final MemorySegment block;
        private final Positions positions;
        private long operations; // a completion happens before the next read begins

        Chain(Reading reading, MemorySegment block, Positions positions) {
            this.reading = reading;
            this.block = block;
            this.positions = positions;
        }

        void readNext() {
            data.file()
                    .read(block, positions.next())
                    .whenCompleteAsync(this::completed, Tasks.inline())
                    .forget();
        }

        private void completed(Integer bytes, Throwable failure) {
            if (failure != null) {
                reading.end(failure);
            } else if (bytes != Workload.BLOCK_BYTES) {
                reading.end(new EOFException("a read of a block gave " + bytes + " bytes"));
            } else {
                operations++;
                if (reading.round.isOver()) reading.all.countDown();
                else readNext();
            }
        }
    }
}
