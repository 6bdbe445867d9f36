package dev.tidemill.transfer.block;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// The blocks of an open file, one after the other, while the device fetches the next ones. For one
/// thread.
final class ReadingAhead implements AutoCloseable {

    private static final int BLOCK_BYTES = 1 << 20;
    private static final int DEPTH = 4;

    private final AsyncFile file;
    private final CancellationSource cancellation;
    private final Reads reads;
    private @Nullable Block current;

    /// @param end where to stop
    ReadingAhead(AsyncFile file, long end, CancellationToken token) {
        this.file = file;
        this.cancellation = CancellationSource.linked(token);
        Stretches all = Stretches.all(file, 0, end);
        this.reads = new CallersReads(new BlockReader(file, all, BLOCK_BYTES, cancellation.token()), DEPTH);
    }

    /// The bytes of the next block, until the next call: a whole one of [#BLOCK_BYTES] unless it is
    /// the last.
    ///
    /// @return null if there is none
    @Nullable
    MemorySegment next() throws IOException, InterruptedException {
        cancellation.token().throwIfCancelled(); // a read of what is cached does not ask
        release();
        Block block = reads.next();
        if (block == null) return null;
        current = block;
        boolean _ = block.fill(file, cancellation.token()); // if the file ends in it, the next one is empty
        return block.bytes() == 0 ? null : block.content();
    }

    private void release() {
        if (current != null) current.giveBack();
        current = null;
    }

    /// Waits for the kernel's last word on everything.
    @Override
    public void close() {
        cancellation.cancel();
        reads.close();
        release();
        cancellation.close();
    }
}
