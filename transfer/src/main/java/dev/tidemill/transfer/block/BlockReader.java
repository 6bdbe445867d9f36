package dev.tidemill.transfer.block;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.CancellationToken;
import java.io.IOException;

/// Starts the reads of an open file, a block after the other, in the order of the file. For one
/// thread, which copies what is in the page cache itself.
final class BlockReader {

    private final AsyncFile source;
    private final @Nullable UncachedFile uncached;
    private final Stretches stretches;
    private final int blockBytes;
    private final CancellationToken token;
    private long position;
    private boolean isInStretch;

    /// @param stretches of the source that are read
    /// @param token asks the kernel to stop
    BlockReader(AsyncFile source, Stretches stretches, int blockBytes, CancellationToken token) {
        this(source, null, stretches, blockBytes, token);
    }

    /// @param uncached the source once more, for a thread that may wait; null if all of it is to be
    ///     read through the page cache
    BlockReader(
            AsyncFile source,
            @Nullable UncachedFile uncached,
            Stretches stretches,
            int blockBytes,
            CancellationToken token) {
        this.source = source;
        this.uncached = uncached;
        this.stretches = stretches;
        this.blockBytes = blockBytes;
        this.token = token;
    }

    /// Starts the next read.
    ///
    /// @return null if there is nothing more to read
    @Nullable
    Block startNext() throws IOException, InterruptedException {
        return next(false);
    }

    /// Reads the next block and waits for it if it is to be read past the page cache; starts its
    /// read otherwise.
    ///
    /// @return null if there is nothing more to read
    @Nullable
    Block readNext() throws IOException, InterruptedException {
        return next(true);
    }

    private @Nullable Block next(boolean mayWait) throws IOException, InterruptedException {
        long stretchBytes = 0;
        if (!isInStretch) {
            if (!stretches.next()) return null;
            position = stretches.from();
            stretchBytes = stretches.end() - position;
            isInStretch = true;
        }
        int length = (int) Math.min(blockBytes, stretches.end() - position);
        Block block = new Block(Blocks.take(blockBytes), position, length, stretchBytes);
        try {
            boolean isRead = mayWait && uncached != null && uncached.has(position, length) && block.read(uncached);
            if (!isRead) block.startRead(source, token);
        } catch (RuntimeException e) { // refused at the call; of an error nobody knows how far it came
            block.giveBack();
            throw e;
        }
        position += block.length;
        isInStretch = position < stretches.end();
        return block;
    }
}
