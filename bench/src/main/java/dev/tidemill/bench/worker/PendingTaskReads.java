package dev.tidemill.bench.worker;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What Tidemill keeps for each read that has not happened yet: reads of a FIFO that nobody has
/// written to. They share their byte of memory, which thus costs nothing; then each is given one.
final class PendingTaskReads implements Contender {

    private final MemorySegment target = Arena.ofAuto().allocate(1);
    private final byte[] bytes;
    private long retainedBytes;

    PendingTaskReads(Workload workload) {
        bytes = new byte[workload.depth()];
    }

    @Override
    public long run(Round round) throws IOException, InterruptedException {
        Path fifo = round.directory().resolve("fifo");
        int status = new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor();
        if (status != 0) throw new IOException("mkfifo " + fifo + " ended with " + status);
        try (AsyncFile file = AsyncFile.open(fifo, READ, WRITE).await()) {
            List<Task<Integer>> reads = new ArrayList<>(bytes.length);
            long before = LiveHeap.bytes();
            for (int i = 0; i < bytes.length; i++) reads.add(file.read(target, 0));
            retainedBytes = LiveHeap.bytes() - before;
            file.writeFully(bytes, 0).await();
            for (Task<Integer> read : reads) {
                if (read.await() != 1) throw new IOException("a read of a byte gave none");
            }
        }
        return bytes.length;
    }

    @Override
    public long retainedBytes() {
        return retainedBytes;
    }
}
