package dev.tidemill.bench.worker;

import dev.tidemill.task.Task;
import java.io.IOException;
import java.util.ArrayDeque;

/// Tidemill as a program writes it that keeps a window of reads in flight: start some, await the
/// oldest, start the next.
final class TaskReader implements Contender {

    private final TidemillFile data;

    TaskReader(Workload workload) throws IOException, InterruptedException {
        data = new TidemillFile(workload);
    }

    @Override
    public long run(Round round) throws IOException, InterruptedException {
        Positions positions = data.positions(0);
        var blocks = data.blocks();
        var window = new ArrayDeque<Task<Integer>>(blocks.size());
        for (var block : blocks) window.add(data.file().read(block, positions.next()));
        long operations = 0;
        for (int oldest = 0; !round.isOver(); oldest = oldest + 1 == blocks.size() ? 0 : oldest + 1) {
            Blocks.requireWhole(window.remove().await());
            operations++;
            window.add(data.file().read(blocks.get(oldest), positions.next()));
        }
        for (Task<Integer> rest : window) {
            Blocks.requireWhole(rest.await());
            operations++;
        }
        return operations;
    }

    @Override
    public void close() throws IOException {
        data.close();
    }
}
