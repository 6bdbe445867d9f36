package dev.tidemill.bench.worker;

import dev.tidemill.file.BatchRead;
import dev.tidemill.file.ReadBatch;
import java.io.IOException;

/// One batch after the other, each as long as the case is deep, in memory that is used again.
final class BatchReader implements Contender {

    private final TidemillFile data;
    private final ReadBatch batch = new ReadBatch();
    private final int depth;

    BatchReader(Workload workload) throws IOException, InterruptedException {
        data = new TidemillFile(workload);
        depth = workload.depth();
    }

    @Override
    public long run(Round round) throws IOException, InterruptedException {
        Positions positions = data.positions(0);
        long operations = 0;
        for (; !round.isOver(); operations += depth) {
            for (int i = 0; i < depth; i++) batch.add(data.file(), positions.next(), Workload.BLOCK_BYTES);
            for (BatchRead read : batch.submit()) {
                Blocks.requireWhole((int) read.await().byteSize());
            }
            batch.clear();
        }
        return operations;
    }

    @Override
    public void close() throws IOException {
        batch.close();
        data.close();
    }
}
