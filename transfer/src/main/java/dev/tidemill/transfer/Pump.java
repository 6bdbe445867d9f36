package dev.tidemill.transfer;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.BlockingFile;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.function.LongConsumer;

/// Moves the bytes of one open file into another one.
///
/// A window of reads slides over the file: while the calling thread writes a block, the device
/// fetches the next ones. To write is to copy into the page cache, which does not wait for a
/// device; a kernel's thread would do no better, and the block would have to get to its processor.
/// What is in the page cache already is not read ahead: each block is written while it still is in
/// the processor's own cache.
///
/// The file is taken as it comes: its size is only a hint for how far to read ahead, and what is
/// there up to the end is copied, be it shorter or longer than the hint.
///
/// For one thread, which [#run()] keeps until no operation is pending any more, however it ends.
final class Pump {

    /// Bytes of one write. The kernel takes memory for the page cache in pieces as large as the
    /// write; of 64 KiB it has them lying about, and writes of 1 MiB are hardly faster even where
    /// it has larger ones. In a virtual machine larger ones are memory that the host may have taken
    /// back, and are five to ten times slower until it has given it again.
    private static final int PIECE_BYTES = 64 << 10;

    private final AsyncFile source;
    private final BlockingFile target;
    private final long expectedBytes;
    private final int blockBytes;
    private final int depth;
    private final CancellationToken token;
    private final LongConsumer progress;

    /// Reads in the order of the file: the first is the next to write.
    private final ArrayDeque<Block> window = new ArrayDeque<>();

    /// The one used last is the first to be used again.
    private final ArrayDeque<MemorySegment> free = new ArrayDeque<>();

    private long readPosition;
    private long writtenBytes;

    /// Whether the read that was started last waited for nothing.
    private boolean isCached;

    /// @param expectedBytes how long the source probably is; 0 if nobody knows
    /// @param progress told of bytes as they are written
    Pump(
            AsyncFile source,
            AsyncFile target,
            long expectedBytes,
            CopySettings settings,
            CancellationToken token,
            LongConsumer progress) {
        this.source = source;
        this.target = target.blocking();
        this.expectedBytes = expectedBytes;
        this.blockBytes = settings.blockBytes();
        this.depth = settings.depth();
        this.token = token;
        this.progress = progress;
    }

    /// A part of the file on its way.
    private static final class Block {
        final MemorySegment memory;
        int bytes; // that were read

        @Nullable
        Task<Integer> read; // null before the first

        Block(MemorySegment memory) {
            this.memory = memory;
        }
    }

    /// Copies everything.
    ///
    /// @return bytes copied
    /// @throws java.util.concurrent.CancellationException if the token says so; by then the kernel
    ///     has stopped
    long run() throws IOException, InterruptedException {
        try (CancellationSource end = CancellationSource.linked(token)) {
            try {
                slide(end.token());
            } finally {
                end.cancel(); // after success nothing is pending that matters
                drain();
            }
        }
        return writtenBytes;
    }

    private void slide(CancellationToken token) throws IOException, InterruptedException {
        while (true) {
            token.throwIfCancelled(); // neither a write nor a read of what is cached asks it
            if (mayReadAhead()) {
                startNext(token);
            } else if (fill(window.element(), token)) {
                write(window.element());
                free.push(window.remove().memory);
            } else {
                write(window.element());
                return;
            }
        }
    }

    /// Behind the expected end one read at a time looks for the real one.
    private boolean mayReadAhead() {
        return window.isEmpty() || (!isCached && window.size() < depth && readPosition < expectedBytes);
    }

    private void startNext(CancellationToken token) {
        MemorySegment memory = free.isEmpty() ? Blocks.take(blockBytes) : free.pop();
        Block block = new Block(memory);
        window.add(block);
        block.read = source.read(memory, readPosition, token);
        isCached = block.read.isDone();
        readPosition += blockBytes;
    }

    /// Waits for the bytes of the next block to write.
    ///
    /// @return false if the file ends in it
    private boolean fill(Block block, CancellationToken token) throws IOException, InterruptedException {
        while (true) {
            if (block.read == null) throw new AssertionError("nothing is pending");
            int more = block.read.await();
            if (more == 0) return false; // what was read ahead is not of this file any more
            block.bytes += more;
            if (block.bytes == blockBytes) return true;
            block.read = source.read(block.memory.asSlice(block.bytes), writtenBytes + block.bytes, token);
        }
    }

    private void write(Block block) throws IOException, InterruptedException {
        for (int offset = 0; offset < block.bytes; offset += PIECE_BYTES) {
            int bytes = Math.min(PIECE_BYTES, block.bytes - offset);
            target.writeFully(block.memory.asSlice(offset, bytes), writtenBytes + offset);
        }
        writtenBytes += block.bytes;
        progress.accept(block.bytes);
    }

    /// Waits for the kernel's last word on everything; only then the blocks are free.
    private void drain() {
        boolean interrupted = false;
        for (Block block : window) {
            if (block.read != null) interrupted |= awaitEnd(block.read);
            Blocks.giveBack(block.memory);
        }
        free.forEach(Blocks::giveBack);
        if (interrupted) Thread.currentThread().interrupt();
    }

    private static boolean awaitEnd(Task<?> task) {
        boolean interrupted = false;
        while (true) {
            try {
                var _ = task.outcome();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }
}
