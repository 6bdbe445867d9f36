package dev.tidemill.bench.worker;

import dev.tidemill.file.BlockingFile;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// Tidemill's blocking reads: one at a time for each caller.
final class BlockingReader implements Contender {

    private final Callers callers;
    private final TidemillFile data;
    private final BlockingFile file;

    BlockingReader(Callers callers, Workload workload) throws IOException, InterruptedException {
        this.callers = callers;
        data = new TidemillFile(workload);
        file = data.file().blocking();
    }

    @Override
    public long run(Round round) throws Exception {
        var blocks = data.blocks();
        return callers.run(blocks.size(), i -> () -> read(round, blocks.get(i), data.positions(i)));
    }

    private long read(Round round, MemorySegment block, Positions positions) throws IOException, InterruptedException {
        long operations = 0;
        for (; !round.isOver(); operations++) {
            Blocks.requireWhole(file.read(block, positions.next()));
        }
        return operations;
    }

    @Override
    public void close() throws IOException {
        data.close();
    }
}
