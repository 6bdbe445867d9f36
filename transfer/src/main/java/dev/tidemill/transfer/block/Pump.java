package dev.tidemill.transfer.block;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.BlockingFile;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.function.LongConsumer;

/// Moves the bytes of one open file into another one.
///
/// The calling thread writes what [Reads] have read. To write is to copy into the page cache, which
/// does not wait for a device; to read what is in the page cache is to copy, too. Of a long file a
/// thread of its own reads ([ThreadsReads]), so that two processors do the one and the other at the
/// same time; one processor does both for the kernel's own copy between two files
/// (`copy_file_range`). Of a short one, and where there is no processor for it, the calling thread
/// reads as well ([CallersReads]). A kernel's thread would write no faster: to one file only one
/// writes at a time.
///
/// A target opened with `DIRECT` is written past the page cache, which for a copy that is to be on
/// the device anyway saves a copy of everything and the memory for it. The calling thread waits for
/// the device then, a block after the other: what a block goes through on the ring would be most of
/// the work of such a copy.
///
/// For one thread, which [#run()] keeps until no operation is pending any more, however it ends.
public final class Pump {

    /// Fewer bytes are copied before a thread for them has begun.
    private static final long FEWEST_BYTES_FOR_THREAD = 4L << 20;

    /// What is written into the page cache at once.
    private static final int MOST_PIECE_BYTES = 1 << 20;

    /// Fewer bytes of a file that is written past the page cache are not worth a place that is set
    /// aside.
    private static final long FEWEST_ALLOCATED_BYTES = 1 << 20;

    private final AsyncFile source;
    private final AsyncFile target;
    private final BlockingFile writer;
    private final boolean isDirect;
    private final Stretches stretches;
    private final int blockBytes;
    private final int depth;
    private final CancellationToken token;
    private final Tap tap;
    private final PieceSize pieces;
    private @Nullable ReadersFile readersFile;

    /// What is being written; null between two blocks.
    private @Nullable Block current;

    /// Up to where the target is as it should be.
    private long written;

    /// Up to where [#tap] knows that it is.
    private long told;

    /// Sees what goes by.
    public interface Tap {
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
    public Pump(
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
        this.writer = target.blocking();
        this.isDirect = isDirect;
        this.stretches = stretches;
        this.written = start;
        this.told = start;
        this.blockBytes = blockBytes;
        this.depth = depth;
        this.token = token;
        this.tap = tap;
        this.pieces = new PieceSize(Math.min(blockBytes, MOST_PIECE_BYTES));
    }

    /// Has the thread that reads do so itself, as far as that goes.
    ///
    /// @param source open until [#run()] has returned; null for nothing
    public Pump reading(@Nullable ReadersFile source) {
        this.readersFile = source;
        return this;
    }

    /// Copies everything.
    ///
    /// @return where the source ends: its size, as far as it was known, unless it ends before
    /// @throws java.util.concurrent.CancellationException if the token says so; by then the kernel
    ///     has stopped
    public long run() throws IOException, InterruptedException {
        try (CancellationSource end = CancellationSource.linked(token)) {
            Reads reads = reads(end.token());
            try {
                return move(reads, end.token());
            } finally {
                end.cancel(); // after success nothing is pending that matters
                reads.close();
                if (current != null) current.giveBack();
            }
        }
    }

    /// Of a file that ends nobody knows where, one read at a time looks for the end.
    private Reads reads(CancellationToken token) {
        BlockReader reader = new BlockReader(source, readersFile, stretches, blockBytes, token);
        if (!stretches.isSizeKnown()) return new CallersReads(reader, 1);
        boolean isWorthThread = stretches.size() - written >= FEWEST_BYTES_FOR_THREAD;
        Reads threads = isWorthThread ? ThreadsReads.start(reader, depth, token) : null;
        return threads == null ? new CallersReads(reader, depth) : threads;
    }

    private long move(Reads reads, CancellationToken token) throws IOException, InterruptedException {
        boolean hasEnded = false;
        while (!hasEnded) {
            token.throwIfCancelled(); // neither a write nor a read of what is cached asks it, or
            if (Thread.interrupted()) throw new InterruptedException("interrupted while copying " + source);
            Block block = reads.next();
            if (block == null) break;
            current = block;
            hasEnded = !block.fill(source, token);
            if (block.bytes() == 0) break;
            tap.bytes(block.content(), block.position);
            write(block);
        }
        if (!hasEnded) written = stretches.size();
        tap.moved(written - told); // a hole at the end
        return written;
    }

    private void write(Block block) throws IOException, InterruptedException {
        if (isDirect) writePastCache(block);
        else writeIntoCache(block);
        current = null;
        block.giveBack();
        written = block.end();
        tap.moved(written - told);
        told = written;
    }

    private void writePastCache(Block block) throws IOException, InterruptedException {
        if (stretches.isSizeKnown() && block.stretchBytes >= FEWEST_ALLOCATED_BYTES) {
            var _ = target.allocate(block.position, block.stretchBytes).await();
        }
        writer.writeFully(block.paddedContent(), block.position);
    }

    private void writeIntoCache(Block block) throws IOException, InterruptedException {
        int pieceBytes = pieces.bytes();
        long start = System.nanoTime();
        for (int offset = 0; offset < block.bytes(); offset += pieceBytes) {
            int bytes = Math.min(pieceBytes, block.bytes() - offset);
            writer.writeFully(block.memory.asSlice(offset, bytes), block.position + offset);
        }
        pieces.took(block.bytes(), System.nanoTime() - start);
    }
}
