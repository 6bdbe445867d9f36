package dev.tidemill.transfer.block;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// A part of a file on its way. For one thread at a time.
final class Block {

    /// What a file opened with `DIRECT` wants of positions and lengths.
    static final int ALIGNMENT = 4096;

    final MemorySegment memory;
    final long position;
    final int length; // that is wanted

    /// Bytes of the stretch of the file that it is the first of, itself included; 0 for all others.
    final long stretchBytes;

    private int bytes;
    private @Nullable Task<Integer> read; // null before the first

    Block(MemorySegment memory, long position, int length, long stretchBytes) {
        this.memory = memory;
        this.position = position;
        this.length = length;
        this.stretchBytes = stretchBytes;
    }

    /// Reads what is not there yet. More than is wanted at the end of a file, but a length that
    /// files opened with `DIRECT` take.
    void startRead(AsyncFile source, CancellationToken token) {
        MemorySegment room = memory.asSlice(bytes, roundUp(length) - bytes);
        read = source.read(room, position + bytes, token);
    }

    /// Reads here and now what is wanted. What is missing then, the caller starts to read.
    ///
    /// @return whether all of it is there
    boolean read(ReadersFile source) {
        int more = source.read(memory.asSlice(0, roundUp(length)), position);
        bytes = more >= length ? length : more / ALIGNMENT * ALIGNMENT;
        return bytes == length;
    }

    /// Whether nobody has to wait for what is wanted.
    boolean isRead() {
        return bytes == length || (read != null && read.isDone());
    }

    /// Waits until all that is wanted is there.
    ///
    /// @return false if the file ends in it
    boolean fill(AsyncFile source, CancellationToken token) throws IOException, InterruptedException {
        while (bytes < length) {
            if (read == null) throw new AssertionError("nothing is pending");
            int more = read.await();
            if (more == 0) return false; // what was read ahead is not of this file any more
            bytes = Math.min(bytes + more, length);
            if (bytes < length) startRead(source, token);
        }
        return true;
    }

    /// How many were read.
    int bytes() {
        return bytes;
    }

    long end() {
        return position + bytes;
    }

    MemorySegment content() {
        return memory.asSlice(0, bytes);
    }

    /// What was read, and zeros up to a length that files opened with `DIRECT` take.
    MemorySegment paddedContent() {
        int padded = roundUp(bytes);
        memory.asSlice(bytes, padded - bytes).fill((byte) 0);
        return memory.asSlice(0, padded);
    }

    /// Waits for the kernel's last word on the read; only then the memory is free.
    void giveBack() {
        if (read != null) Waiting.forEndOf(read);
        Blocks.giveBack(memory);
    }

    private static int roundUp(int bytes) {
        return Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT;
    }
}
