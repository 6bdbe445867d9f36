package dev.tidemill.transfer.block;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;

/// The blocks of an open file, one after the other, while the device fetches the next ones. For one
/// thread.
final class ReadingAhead implements AutoCloseable {

    private static final int BLOCK_BYTES = 1 << 20;
    private static final int DEPTH = 4;

    private final AsyncFile file;
    private final long end;
    private final CancellationSource cancellation;
    private final ArrayDeque<Block> window = new ArrayDeque<>();
    private @Nullable MemorySegment current;
    private long readPosition;
    private long position;

    private record Block(MemorySegment memory, int length, Task<Integer> read) {}

    /// @param end where to stop
    ReadingAhead(AsyncFile file, long end, CancellationToken token) {
        this.file = file;
        this.end = end;
        this.cancellation = CancellationSource.linked(token);
    }

    /// The bytes of the next block, until the next call: a whole one of [#BLOCK_BYTES] unless it is
    /// the last.
    ///
    /// @return null if there is none
    @Nullable
    MemorySegment next() throws IOException, InterruptedException {
        cancellation.token().throwIfCancelled();
        release();
        while (window.size() < DEPTH && readPosition < end) readAhead();
        if (window.isEmpty()) return null;
        Block block = window.element();
        int bytes = fill(block);
        window.remove();
        current = block.memory;
        position += block.length;
        return bytes == 0 ? null : block.memory.asSlice(0, bytes);
    }

    private void readAhead() {
        int length = (int) Math.min(BLOCK_BYTES, end - readPosition);
        MemorySegment memory = Blocks.take(BLOCK_BYTES);
        window.add(new Block(memory, length, file.read(memory.asSlice(0, length), readPosition, cancellation.token())));
        readPosition += length;
    }

    /// @return bytes of it; fewer than it is long if the file ends
    private int fill(Block block) throws IOException, InterruptedException {
        int bytes = block.read.await();
        int more = bytes;
        while (more > 0 && bytes < block.length) {
            more = file.blocking().read(block.memory.asSlice(bytes, block.length - bytes), position + bytes);
            bytes += more;
        }
        return bytes;
    }

    private void release() {
        if (current != null) Blocks.giveBack(current);
        current = null;
    }

    /// Waits for the kernel's last word on everything.
    @Override
    public void close() {
        cancellation.cancel();
        for (Block block : window) {
            Waiting.forEndOf(block.read);
            Blocks.giveBack(block.memory);
        }
        window.clear();
        release();
        cancellation.close();
    }
}
