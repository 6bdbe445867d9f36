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
/// the processor's own cache. The kernel's own copy between two files (`copy_file_range`) takes
/// the same way, and was sometimes faster and sometimes slower; see `docs/performance.md`.
///
/// A target opened with `DIRECT` is written past the page cache, which for a copy that is to be on
/// the device anyway saves a copy of everything and the memory for it: as many writes as reads are
/// on their way then.
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

    /// Fewer bytes of a file that is written past the page cache are not worth a place that is set
    /// aside.
    private static final long FEWEST_ALLOCATED_BYTES = 1 << 20;

    private final AsyncFile source;
    private final AsyncFile target;
    private final BlockingFile cachedTarget;
    private final boolean isDirect;
    private final Stretches stretches;
    private final int blockBytes;
    private final int depth;
    private final CancellationToken token;
    private final Tap tap;

    /// Reads in the order of the file: the first is the next to write.
    private final ArrayDeque<Block> window = new ArrayDeque<>();

    /// Past the page cache, in the order of the file.
    private final ArrayDeque<Write> writes = new ArrayDeque<>();

    /// The one used last is the first to be used again.
    private final ArrayDeque<MemorySegment> free = new ArrayDeque<>();

    private record Write(Task<Void> task, Block block) {}

    private long readPosition;
    private boolean isAllRead;

    /// Up to where the target is as it should be, or soon will be.
    private long written;

    /// Up to where [#tap] knows that it is.
    private long told;

    /// Whether the read that was started last waited for nothing.
    private boolean isCached;

    /// Sees what goes by.
    interface Tap {
        /// Bytes, in the order of the file and without gaps but for holes, before they are written.
        ///
        /// @param position of the first
        void bytes(MemorySegment bytes, long position);

        /// So many more bytes are there, those of holes too. May wait.
        void moved(long bytes);

        /// Counts and sees nothing else.
        static Tap of(LongConsumer moved) {
            return new Tap() {
                @Override
                public void bytes(MemorySegment bytes, long position) {
                    // nobody wants to know
                }

                @Override
                public void moved(long bytes) {
                    moved.accept(bytes);
                }
            };
        }
    }

    /// @param target is zeros, or ends, where it is to be written
    /// @param isDirect whether the target was opened with `DIRECT`: then it may be longer than the
    ///     source in the end, up to the next multiple of 4096
    /// @param stretches of the source that are copied
    /// @param start where they begin
    Pump(
            AsyncFile source,
            AsyncFile target,
            boolean isDirect,
            Stretches stretches,
            long start,
            int blockBytes,
            int depth,
            CancellationToken token,
            Tap tap) {
        this.source = source;
        this.target = target;
        this.cachedTarget = target.blocking();
        this.isDirect = isDirect;
        this.stretches = stretches;
        this.written = start;
        this.told = start;
        this.blockBytes = blockBytes;
        this.depth = depth;
        this.token = token;
        this.tap = tap;
    }

    /// A part of the file on its way.
    private static final class Block {
        final MemorySegment memory;
        final long position;
        final int length; // that is wanted
        int bytes; // that were read

        @Nullable
        Task<Integer> read; // null before the first

        Block(MemorySegment memory, long position, int length) {
            this.memory = memory;
            this.position = position;
            this.length = length;
        }
    }

    /// Copies everything.
    ///
    /// @return where the source ends: its size, as far as it was known, unless it ends before
    /// @throws java.util.concurrent.CancellationException if the token says so; by then the kernel
    ///     has stopped
    long run() throws IOException, InterruptedException {
        try (CancellationSource end = CancellationSource.linked(token)) {
            try {
                return slide(end.token());
            } finally {
                end.cancel(); // after success nothing is pending that matters
                drain();
            }
        }
    }

    private long slide(CancellationToken token) throws IOException, InterruptedException {
        boolean hasEnded = false;
        nextStretch();
        while (!hasEnded) {
            token.throwIfCancelled(); // neither a write nor a read of what is cached asks it
            if (mayReadAhead()) {
                startNext(token);
                continue;
            }
            if (window.isEmpty()) break;
            Block block = window.element();
            hasEnded = !fill(block, token);
            window.remove();
            tap.bytes(block.memory.asSlice(0, block.bytes), block.position);
            if (isDirect && block.bytes > 0) startWrite(block, token);
            else write(block);
        }
        while (!writes.isEmpty()) finishWrite();
        if (!hasEnded) written = stretches.size();
        tap.moved(written - told); // a hole at the end
        return written;
    }

    /// Of a file that ends nobody knows where, one read at a time looks for the end.
    private boolean mayReadAhead() {
        if (isAllRead) return false;
        return window.isEmpty() || (!isCached && window.size() < depth && stretches.isSizeKnown());
    }

    private void nextStretch() throws IOException, InterruptedException {
        isAllRead = !stretches.next();
        if (isAllRead) return;
        readPosition = stretches.from();
        long length = stretches.end() - readPosition;
        if (isDirect && stretches.isSizeKnown() && length >= FEWEST_ALLOCATED_BYTES) {
            var _ = target.allocate(readPosition, length).await();
        }
    }

    private void startNext(CancellationToken token) throws IOException, InterruptedException {
        MemorySegment memory = free.isEmpty() ? Blocks.take(blockBytes) : free.pop();
        Block block = new Block(memory, readPosition, (int) Math.min(blockBytes, stretches.end() - readPosition));
        window.add(block);
        block.read = source.read(room(block), readPosition, token);
        isCached = block.read.isDone();
        readPosition += block.length;
        if (readPosition == stretches.end()) nextStretch();
    }

    /// What is not there yet of a block. More than is wanted at the end of a file, but a length
    /// that files opened with `DIRECT` take.
    private static MemorySegment room(Block block) {
        return block.memory.asSlice(block.bytes, roundUp(block.length) - block.bytes);
    }

    private static int roundUp(int bytes) {
        return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    }

    /// Waits for the bytes of the next block to write.
    ///
    /// @return false if the file ends in it
    private boolean fill(Block block, CancellationToken token) throws IOException, InterruptedException {
        while (true) {
            if (block.read == null) throw new AssertionError("nothing is pending");
            int more = block.read.await();
            if (more == 0) return false; // what was read ahead is not of this file any more
            block.bytes = Math.min(block.bytes + more, block.length);
            if (block.bytes == block.length) return true;
            block.read = source.read(room(block), block.position + block.bytes, token);
        }
    }

    private void write(Block block) throws IOException, InterruptedException {
        for (int offset = 0; offset < block.bytes; offset += PIECE_BYTES) {
            int bytes = Math.min(PIECE_BYTES, block.bytes - offset);
            cachedTarget.writeFully(block.memory.asSlice(offset, bytes), block.position + offset);
        }
        written = block.position + block.bytes;
        done(block);
    }

    /// The device is told to fetch the block. Waits for the oldest of such writes if there are
    /// many.
    private void startWrite(Block block, CancellationToken token) throws IOException, InterruptedException {
        int length = roundUp(block.bytes);
        block.memory.asSlice(block.bytes, length - block.bytes).fill((byte) 0);
        Task<Void> task = target.writeFully(block.memory.asSlice(0, length), block.position, token);
        writes.add(new Write(task, block));
        written = block.position + block.bytes;
        if (writes.size() == depth) finishWrite();
    }

    private void finishWrite() throws IOException, InterruptedException {
        Write oldest = writes.element();
        oldest.task.await();
        writes.remove();
        done(oldest.block);
    }

    private void done(Block block) {
        free.push(block.memory);
        long end = block.position + block.bytes;
        tap.moved(end - told);
        told = end;
    }

    /// Waits for the kernel's last word on everything; only then the blocks are free.
    private void drain() {
        for (Block block : window) {
            if (block.read != null) Waiting.forEndOf(block.read);
            Blocks.giveBack(block.memory);
        }
        for (Write write : writes) {
            Waiting.forEndOf(write.task);
            Blocks.giveBack(write.block.memory);
        }
        free.forEach(Blocks::giveBack);
    }
}
