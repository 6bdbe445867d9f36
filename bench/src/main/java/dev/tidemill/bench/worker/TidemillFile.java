package dev.tidemill.bench.worker;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncOption;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The large file, open in Tidemill, and memory for the reads of its blocks.
final class TidemillFile implements AutoCloseable {

    private final AsyncFile file;
    private final long size;
    private final List<MemorySegment> blocks = new ArrayList<>();

    TidemillFile(Workload workload) throws IOException, InterruptedException {
        Set<OpenOption> options = new HashSet<>(Set.of(StandardOpenOption.READ));
        if (workload.direct()) options.add(AsyncOption.DIRECT);
        file = AsyncFile.open(workload.data(), options.toArray(OpenOption[]::new))
                .await();
        size = Files.size(workload.data());
        for (int i = 0; i < workload.depth(); i++) {
            blocks.add(Arena.ofAuto().allocate(Workload.BLOCK_BYTES, Workload.BLOCK_BYTES));
        }
    }

    AsyncFile file() {
        return file;
    }

    /// One for each operation in flight.
    List<MemorySegment> blocks() {
        return blocks;
    }

    /// The positions of the caller, or of the chain, with this number.
    Positions positions(int number) {
        return new Positions(size, number + 1L);
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
