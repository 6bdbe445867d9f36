package dev.tidemill.file;

import dev.tidemill.engine.CopyRange;
import dev.tidemill.engine.DirectAlignment;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.LockRange;
import dev.tidemill.engine.VectoredTransfer;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;

/// Mistakes of the caller, found before anything is started.
final class Checks {

    /// What one system call transfers at most, `MAX_RW_COUNT`; see read(2).
    static final long MOST_AT_ONCE = 0x7fff_f000;

    private Checks() {}

    static void readable(FileHandle file) {
        if (!file.mode().read()) throw new NonReadableChannelException();
    }

    static void writable(FileHandle file) {
        if (!file.mode().write()) throw new NonWritableChannelException();
    }

    static void position(long position) {
        if (position < 0) throw new IllegalArgumentException("position is negative: " + position);
    }

    static LockRange lockable(FileHandle file, long position, long length, boolean shared) {
        if (shared) readable(file);
        else writable(file);
        return new LockRange(position, length, shared);
    }

    static CopyRange copyable(FileHandle source, long position, long length, FileHandle target, long targetPosition) {
        readable(source);
        writable(target);
        range("position", position, length);
        range("targetPosition", targetPosition, length);
        havingPositions(source);
        havingPositions(target);
        var copy = new CopyRange(source, position, length, target, targetPosition);
        if (source == target && copy.overlaps()) {
            throw new IllegalArgumentException("what is read and what is written overlap: " + copy.describe());
        }
        return copy;
    }

    private static void havingPositions(FileHandle file) {
        if (!file.kind().hasPositions()) throw new IllegalArgumentException(file + " has no positions");
    }

    /// A part of a file that may end before it does.
    static void range(String name, long position, long length) {
        if (position < 0) throw new IllegalArgumentException(name + " is negative: " + position);
        if (length < 0) throw new IllegalArgumentException("length is negative: " + length);
    }

    /// Before the kernel says `EINVAL`.
    static void aligned(FileHandle file, MemorySegment memory, long position, boolean writes) {
        DirectAlignment alignment = file.alignment();
        boolean bounce = file.mode().bounce();
        int unit = alignment.position(writes);
        if (unit > 1 && !(bounce && !writes)) aligned(file, position, memory.byteSize(), unit);
        if (!bounce) aligned(file, memory, alignment.memory());
    }

    /// Several pieces of memory never go through an aligned buffer.
    static void aligned(VectoredTransfer<?> transfer) {
        FileHandle file = transfer.file();
        DirectAlignment alignment = file.alignment();
        int unit = alignment.position(transfer.writes());
        if (unit == 1 && alignment.memory() == 1) return;
        aligned(file, transfer.position(), transfer.byteSize(), unit);
        for (MemorySegment piece : transfer.pieces()) aligned(file, piece, alignment.memory());
    }

    private static void aligned(FileHandle file, long position, long length, int unit) {
        if (position % unit != 0) throw notAligned(file, "position is " + position, unit);
        if (length % unit != 0) throw notAligned(file, "length is " + length, unit);
    }

    private static void aligned(FileHandle file, MemorySegment memory, int unit) {
        if (memory.isNative() && memory.address() % unit != 0) {
            throw notAligned(file, "the address of the memory is 0x" + Long.toHexString(memory.address()), unit);
        }
    }

    static IllegalArgumentException notAligned(FileHandle file, String what, int unit) {
        return new IllegalArgumentException(
                file + ": " + what + "; of a file opened with DIRECT it must be a multiple of " + unit);
    }

    static void target(ByteBuffer target) {
        if (target.isReadOnly()) throw new IllegalArgumentException("target is read-only: " + target);
        if (!target.hasRemaining()) throw new IllegalArgumentException("target has no room: " + target);
    }

    static void source(ByteBuffer source) {
        if (!source.hasRemaining()) throw new IllegalArgumentException("source is empty: " + source);
    }

    static void target(MemorySegment target, long position) {
        if (target.isReadOnly()) throw new IllegalArgumentException("target is read-only: " + target);
        memory("target", target, position);
    }

    static void source(MemorySegment source, long position) {
        memory("source", source, position);
    }

    static void piece(String name, int index, MemorySegment piece, boolean readOnly) {
        String which = name + "[" + index + "]";
        if (piece.isReadOnly() && !readOnly) throw new IllegalArgumentException(which + " is read-only: " + piece);
        memory(which, piece, 0);
    }

    private static void memory(String name, MemorySegment memory, long position) {
        long size = memory.byteSize();
        if (size == 0) throw new IllegalArgumentException(name + " is empty");
        if (!memory.scope().isAlive()) throw new IllegalStateException(name + " is of an arena that is closed");
        if (!memory.isAccessibleBy(Thread.currentThread())) {
            throw new WrongThreadException(name + " is of an arena that only its own thread may use: " + memory);
        }
        position(position);
        if (position > Long.MAX_VALUE - size) {
            throw new IllegalArgumentException(
                    "position is " + position + "; with " + size + " bytes it must not exceed " + Long.MAX_VALUE);
        }
    }

    static void range(long position, long length) {
        position(position);
        if (length < 1) throw new IllegalArgumentException("length is " + length + "; must be positive");
        if (position > Long.MAX_VALUE - length) {
            throw new IllegalArgumentException(
                    "position is " + position + "; with " + length + " bytes it must not exceed " + Long.MAX_VALUE);
        }
    }

    /// At most what one system call can do: a read or a write may be short.
    static MemorySegment atOnce(MemorySegment memory) {
        return memory.byteSize() <= MOST_AT_ONCE ? memory : memory.asSlice(0, MOST_AT_ONCE);
    }
}
