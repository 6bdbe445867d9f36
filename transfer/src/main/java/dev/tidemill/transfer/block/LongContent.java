package dev.tidemill.transfer.block;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.Deque;

/// A file of many blocks: a window of reads slides over it, so that the device fetches the next
/// blocks while one is looked at. What is in the page cache already is not read ahead, and looked
/// at while it still is in the processor's own cache.
///
/// The file is taken as it comes; what it should be long is only a hint for how far to read ahead.
public final class LongContent implements Content {

    private final AsyncFile file;
    private final long expectedBytes;
    private final int blockBytes;
    private final int depth;
    private final CancellationSource end;

    /// Of whoever opened it; all of its blocks are there again when this is closed.
    private final Deque<MemorySegment> free;

    /// Reads in the order of the file.
    private final ArrayDeque<Block> window = new ArrayDeque<>();

    private @Nullable MemorySegment given;
    private long position; // of the next block to give
    private long readPosition;
    private boolean isCached;
    private boolean isAtEnd;

    private static final class Block {
        final MemorySegment memory;
        Task<Integer> read;
        int bytes;

        Block(MemorySegment memory, Task<Integer> read) {
            this.memory = memory;
            this.read = read;
        }
    }

    /// @param file closed with this
    /// @param free at least `depth` blocks of `blockBytes`
    public LongContent(
            AsyncFile file,
            long expectedBytes,
            int blockBytes,
            int depth,
            Deque<MemorySegment> free,
            CancellationToken token) {
        this.file = file;
        this.expectedBytes = expectedBytes;
        this.blockBytes = blockBytes;
        this.depth = depth;
        this.free = free;
        this.end = CancellationSource.linked(token);
    }

    @Override
    public @Nullable MemorySegment next() throws IOException, InterruptedException {
        if (given != null) free.push(given);
        given = null;
        if (isAtEnd) return null;
        end.token().throwIfCancelled(); // a read of what is cached does not ask
        while (mayReadAhead()) startNext();
        Block block = window.element();
        isAtEnd = !fill(block);
        window.remove();
        given = block.memory;
        position += block.bytes;
        return block.bytes == 0 ? null : block.memory.asSlice(0, block.bytes);
    }

    /// Behind the expected end one read at a time looks for the real one.
    private boolean mayReadAhead() {
        return window.isEmpty() || (!isCached && window.size() < depth && readPosition < expectedBytes);
    }

    private void startNext() {
        MemorySegment memory = free.pop();
        Block block;
        try {
            block = new Block(memory, file.read(memory, readPosition, end.token()));
        } catch (RuntimeException e) {
            free.push(memory); // refused at the call: see BlockReader
            throw e;
        }
        window.add(block);
        isCached = block.read.isDone();
        readPosition += blockBytes;
    }

    /// @return false if the file ends in this block
    private boolean fill(Block block) throws IOException, InterruptedException {
        while (true) {
            int more = block.read.await();
            if (more == 0) return false; // what was read ahead is not of this file any more
            block.bytes += more;
            if (block.bytes == blockBytes) return true;
            block.read = file.read(block.memory.asSlice(block.bytes), position + block.bytes, end.token());
        }
    }

    /// Waits for the kernel's last word on everything; only then the blocks are free.
    @Override
    public void close() throws IOException {
        end.cancel();
        for (Block block : window) {
            Waiting.forEndOf(block.read);
            free.push(block.memory);
        }
        window.clear();
        if (given != null) free.push(given);
        given = null;
        end.close();
        file.close();
    }
}
