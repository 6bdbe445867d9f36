package dev.tidemill.file;

import dev.tidemill.engine.TransferBuffer;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.nio.ByteBuffer;

/// A part of a file that is read ahead: from `start` on, `length` bytes if the file has them.
final class Chunk {

    private final AsyncFile file;
    private final TransferBuffer buffer;
    private final int alignment; // of positions; a power of two
    final long start;
    final int length;

    /// The last read; done when this is not being filled.
    Task<Integer> read;

    private int from; // where the last read began
    private int filled; // bytes that are there, as far as it was looked
    private boolean looked; // at what the last read came to

    /// Begins to read.
    Chunk(AsyncFile file, TransferBuffer buffer, int alignment, long start, int length) {
        this.file = file;
        this.buffer = buffer;
        this.alignment = alignment;
        this.start = start;
        this.length = length;
        this.read = file.read(buffer.memory(0, length), start);
    }

    /// Reads what is missing. Where positions have to be aligned, some bytes once more.
    void readOn() {
        from = filled & -alignment;
        looked = false;
        read = file.read(buffer.memory(from, length - from), start + from);
    }

    /// Takes notice of a read that is done.
    ///
    /// @return false if it did not bring any byte that was not there
    boolean look() {
        int before = filled;
        if (!looked && read.outcomeNow() instanceof Outcome.Succeeded<Integer>(Integer bytes)) {
            filled = Math.max(filled, from + bytes);
        }
        looked = true;
        return filled > before;
    }

    /// Whether nobody has looked at the last read, which is done.
    boolean isNew() {
        return !looked;
    }

    boolean isFull() {
        return filled == length;
    }

    /// Up to where in the file the bytes are there, as far as it was looked.
    long there() {
        return start + filled;
    }

    long end() {
        return start + length;
    }

    /// Gives what is there of the bytes from `position` on.
    ///
    /// @return how many
    int give(ByteBuffer target, long position) {
        int offset = (int) (position - start);
        int bytes = Math.min(filled - offset, target.remaining());
        if (bytes <= 0) return 0;
        buffer.copyTo(target, offset, bytes);
        return bytes;
    }

    TransferBuffer buffer() {
        return buffer;
    }

    /// Nobody wants it any more: gives the buffer back after the last word on its read.
    ///
    /// @param then what to do then, on any thread
    void drop(Runnable then) {
        read.cancel(FileStream.CLOSED);
        read.whenCompleteAsync(
                        (_, _) -> {
                            buffer.giveBack();
                            then.run();
                        },
                        Tasks.inline())
                .exceptionally(_ -> 0) // nobody is to hear of it
                .forget();
    }
}
