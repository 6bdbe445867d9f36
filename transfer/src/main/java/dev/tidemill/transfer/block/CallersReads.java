package dev.tidemill.transfer.block;

import dev.tidemill.annotation.Nullable;
import java.io.IOException;
import java.util.ArrayDeque;

/// Reads that the thread starts that writes: a window of them slides over the file, and while it
/// writes a block the device fetches the next ones.
///
/// What is in the page cache already is not read ahead: to read it is to copy it, and each block is
/// written while it still is in the processor's own cache.
final class CallersReads implements Reads {

    private final BlockReader reader;
    private final int depth;

    /// In the order of the file: the first is the next to write.
    private final ArrayDeque<Block> window = new ArrayDeque<>();

    private boolean isAllRead;

    /// Whether the read that was started last waited for nothing.
    private boolean isCached;

    /// @param depth reads at the same time; 1 for a file that ends nobody knows where
    CallersReads(BlockReader reader, int depth) {
        this.reader = reader;
        this.depth = depth;
    }

    @Override
    public @Nullable Block next() throws IOException, InterruptedException {
        while (!isAllRead && (window.isEmpty() || (!isCached && window.size() < depth))) startNext();
        return window.poll();
    }

    private void startNext() throws IOException, InterruptedException {
        Block block = reader.startNext();
        if (block == null) {
            isAllRead = true;
            return;
        }
        window.add(block);
        isCached = block.isRead();
    }

    @Override
    public void close() {
        window.forEach(Block::giveBack);
    }
}
