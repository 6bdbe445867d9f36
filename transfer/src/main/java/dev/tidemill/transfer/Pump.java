package dev.tidemill.transfer;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.function.LongConsumer;

/// Moves the bytes of one open file into another one, reads and writes overlapped.
///
/// A window of blocks slides over the file: while the kernel writes some, the next are read. What
/// is in the page cache is read by the calling thread itself, so a copy keeps two processors busy:
/// this one copies out of the cache, one of the kernel copies into it.
///
/// The file is taken as it comes: its size is only a hint for how far to read ahead, and what is
/// there up to the end is copied, be it shorter or longer than the hint.
///
/// For one thread, which [#run()] keeps until no operation is pending any more, however it ends.
final class Pump {

    private final AsyncFile source;
    private final AsyncFile target;
    private final long expectedBytes;
    private final int blockBytes;
    private final CancellationToken token;
    private final LongConsumer progress;
    private final Slot[] window;

    /*
     * Blocks of the file by number; block n is in window[n % depth].
     *
     *    written <= toWrite <= toRead <= written + depth
     *
     *    below written: done, the slot is free | below toWrite: being written | below toRead: being read
     */
    private long written;
    private long toWrite;
    private long toRead;
    private boolean atEnd;

    private long transferredBytes;

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
        this.target = target;
        this.expectedBytes = expectedBytes;
        this.blockBytes = settings.blockBytes();
        this.token = token;
        this.progress = progress;
        this.window = new Slot[settings.depth()];
    }

    /// A block on its way.
    private static final class Slot {
        final MemorySegment block;

        @Nullable
        Task<Integer> read; // null if none is pending, or its result was taken

        @Nullable
        Task<Void> write;

        int bytes; // that were read, and are to be written

        Slot(MemorySegment block) {
            this.block = block;
        }
    }

    /// Copies everything.
    ///
    /// @return bytes copied
    /// @throws java.util.concurrent.CancellationException if the token says so; by then the kernel
    ///     has stopped
    long run() throws IOException, InterruptedException {
        try (CancellationSource failed = CancellationSource.linked(token)) {
            try {
                slide(failed.token());
            } finally {
                failed.cancel(); // after success nothing is pending that matters
                drain();
            }
        }
        return transferredBytes;
    }

    /// Does what can be done without waiting, writing before reading, and waits if there is
    /// nothing.
    private void slide(CancellationToken token) throws IOException, InterruptedException {
        while (!atEnd || written < toWrite) {
            Task<?> read = toWrite < toRead ? slot(toWrite).read : null;
            Task<?> write = written < toWrite ? slot(written).write : null;
            if (read != null && read.isDone()) {
                takeRead(slot(toWrite), token);
            } else if (write != null && write.isDone()) {
                takeWrite(slot(written));
            } else if (mayRead()) {
                toRead++;
                Slot slot = slot(toRead - 1);
                slot.bytes = 0;
                read(slot, toRead - 1, token);
            } else {
                awaitOneOf(read, write);
            }
        }
    }

    /// Behind the expected end one read at a time looks for the real one.
    private boolean mayRead() {
        return !atEnd && toRead - written < window.length && (toRead == toWrite || toRead * blockBytes < expectedBytes);
    }

    /// Reads what is still missing in the block.
    private void read(Slot slot, long number, CancellationToken token) {
        token.throwIfCancelled(); // what is in the cache is read without asking it
        slot.read = source.read(slot.block.asSlice(slot.bytes), number * blockBytes + slot.bytes, token);
    }

    /// The next block to write has been read, or some of it, or nothing, as the file has ended.
    private void takeRead(Slot slot, CancellationToken token) throws IOException, InterruptedException {
        int more = result(slot.read);
        slot.read = null;
        slot.bytes += more;
        if (more > 0 && slot.bytes < blockBytes) {
            read(slot, toWrite, token);
            return;
        }
        if (more == 0) {
            atEnd = true;
            toRead = toWrite + 1; // what was read ahead is not of this file any more
        }
        if (slot.bytes == 0) {
            toRead = toWrite;
        } else {
            slot.write = target.writeFully(slot.block.asSlice(0, slot.bytes), toWrite * blockBytes, token);
            toWrite++;
        }
    }

    private void takeWrite(Slot slot) throws IOException, InterruptedException {
        var _ = result(slot.write);
        slot.write = null;
        written++;
        count(slot.bytes);
    }

    private static <T> T result(@Nullable Task<T> task) throws IOException, InterruptedException {
        if (task == null) throw new AssertionError("nothing is pending");
        return task.await();
    }

    private static void awaitOneOf(@Nullable Task<?> read, @Nullable Task<?> write) throws InterruptedException {
        Task<?> one =
                read == null ? write : write == null ? read : read.runAfterEitherAsync(write, () -> {}, Tasks.inline());
        if (one == null) throw new AssertionError("nothing to wait for");
        var _ = one.outcome();
    }

    private void count(long bytes) {
        transferredBytes += bytes;
        progress.accept(bytes);
    }

    private Slot slot(long number) {
        int index = (int) (number % window.length);
        Slot slot = window[index];
        if (slot == null) window[index] = slot = new Slot(Blocks.take(blockBytes));
        return slot;
    }

    /// Waits for the kernel's last word on everything; only then the blocks are free.
    private void drain() {
        boolean interrupted = false;
        for (Slot slot : window) {
            if (slot == null) continue;
            interrupted |= awaitEnd(slot.read);
            interrupted |= awaitEnd(slot.write);
            Blocks.giveBack(slot.block);
        }
        if (interrupted) Thread.currentThread().interrupt();
    }

    private static boolean awaitEnd(@Nullable Task<?> task) {
        boolean interrupted = false;
        while (task != null) {
            try {
                var _ = task.outcome();
                task = null;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        return interrupted;
    }
}
