package dev.tidemill.transfer.block;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.CancellationToken;
import java.io.IOException;

/// Starts the reads of an open file, a block after the other, in the order of the file. For one
/// thread, which copies what is in the page cache itself.
final class BlockReader {

    private final AsyncFile source;
    private final @Nullable ReadersFile readersFile;
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

    /// @param readersFile the source once more, to be read by the thread itself as far as that
    ///     goes; null if the engine is to read all of it
    BlockReader(
            AsyncFile source,
            @Nullable ReadersFile readersFile,
            Stretches stretches,
            int blockBytes,
            CancellationToken token) {
        this.source = source;
        this.readersFile = readersFile;
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

    /// As [#startNext()], by a thread that may wait: it reads what is to be read past the page
    /// cache.
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
            if (!isReadHere(block, mayWait)) block.startRead(source, token);
        } catch (RuntimeException e) { // refused at the call; of an error nobody knows how far it came
            block.giveBack();
            throw e;
        }
        position += block.length;
        isInStretch = position < stretches.end();
        return block;
    }

    private boolean isReadHere(Block block, boolean mayWait) {
        return readersFile != null
                && (mayWait || !readersFile.waits())
                && readersFile.has(block.position, block.length)
                && block.read(readersFile);
    }
}
