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
/// A target opened with `DIRECT` is written past the page cache, which for a copy that is to be on
/// the device anyway saves a copy of everything and the memory for it: as many writes as reads are
/// on their way then.
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

    /// What a file opened with `DIRECT` wants of positions and lengths.
    private static final int ALIGNMENT = 4096;

    private final AsyncFile source;
    private final AsyncFile target;
    private final BlockingFile cachedTarget;
    private final boolean isDirect;
    private final long expectedBytes;
    private final int blockBytes;
    private final int depth;
    private final CancellationToken token;
    private final LongConsumer progress;

    /// Reads in the order of the file: the first is the next to write.
    private final ArrayDeque<Block> window = new ArrayDeque<>();

    /// Past the page cache, in the order of the file.
    private final ArrayDeque<Write> writes = new ArrayDeque<>();

    /// The one used last is the first to be used again.
    private final ArrayDeque<MemorySegment> free = new ArrayDeque<>();

    private record Write(Task<Void> task, MemorySegment memory, int bytes) {}

    private long readPosition;
    private long writtenBytes;

    /// Whether the read that was started last waited for nothing.
    private boolean isCached;

    /// @param isDirect whether the target was opened with `DIRECT`: then it may be longer than the
    ///     source in the end, up to the next multiple of 4096
    /// @param expectedBytes how long the source probably is; 0 if nobody knows
    /// @param progress told of bytes as they are written
    Pump(
            AsyncFile source,
            AsyncFile target,
            boolean isDirect,
            long expectedBytes,
            CopySettings settings,
            CancellationToken token,
            LongConsumer progress) {
        this.source = source;
        this.target = target;
        this.cachedTarget = target.blocking();
        this.isDirect = isDirect;
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
                continue;
            }
            boolean isMore = fill(window.element(), token);
            Block block = window.remove();
            if (isDirect && block.bytes > 0) startWrite(block, token);
            else write(block);
            if (!isMore) break;
        }
        while (!writes.isEmpty()) finishWrite();
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
            cachedTarget.writeFully(block.memory.asSlice(offset, bytes), writtenBytes + offset);
        }
        writtenBytes += block.bytes;
        free.push(block.memory);
        progress.accept(block.bytes);
    }

    /// The device is told to fetch the block. Waits for the oldest of such writes if there are
    /// many.
    private void startWrite(Block block, CancellationToken token) throws IOException, InterruptedException {
        int length = Math.ceilDiv(block.bytes, ALIGNMENT) * ALIGNMENT;
        block.memory.asSlice(block.bytes, length - block.bytes).fill((byte) 0);
        Task<Void> task = target.writeFully(block.memory.asSlice(0, length), writtenBytes, token);
        writes.add(new Write(task, block.memory, block.bytes));
        writtenBytes += block.bytes;
        if (writes.size() == depth) finishWrite();
    }

    private void finishWrite() throws IOException, InterruptedException {
        Write oldest = writes.element();
        oldest.task.await();
        writes.remove();
        free.push(oldest.memory);
        progress.accept(oldest.bytes);
    }

    /// Waits for the kernel's last word on everything; only then the blocks are free.
    private void drain() {
        boolean interrupted = false;
        for (Block block : window) {
            if (block.read != null) interrupted |= awaitEnd(block.read);
            Blocks.giveBack(block.memory);
        }
        for (Write write : writes) {
            interrupted |= awaitEnd(write.task);
            Blocks.giveBack(write.memory);
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
