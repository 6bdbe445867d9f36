package dev.tidemill.bench.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;

/// `FileChannel.read(buffer, position)`: one blocking read at a time for each caller.
final class ChannelReader implements Contender {

    private final Callers callers;
    private final FileChannel channel;
    private final long size;
    private final List<ByteBuffer> buffers;

    ChannelReader(Callers callers, Workload workload) throws IOException {
        this.callers = callers;
        channel = FileChannel.open(workload.data(), Blocks.options(workload));
        size = channel.size();
        buffers = Blocks.allocate(workload.depth());
    }

    @Override
    public long run(Round round) throws Exception {
        return callers.run(buffers.size(), i -> () -> read(round, buffers.get(i), new Positions(size, i + 1)));
    }

    private long read(Round round, ByteBuffer buffer, Positions positions) throws IOException {
        long operations = 0;
        for (; !round.isOver(); operations++) {
            Blocks.requireWhole(channel.read(buffer.clear(), positions.next()));
        }
        return operations;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
