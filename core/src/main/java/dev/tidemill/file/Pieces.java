package dev.tidemill.file;

import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.VectoredTransfer;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The memory of a transfer in several pieces, checked. Empty pieces are left out.
///
/// @param cursors the buffers that they are of; empty if they are of none
record Pieces(List<MemorySegment> memory, long byteSize, List<ByteBuffer> cursors) {

    static Pieces targets(List<? extends MemorySegment> targets, long position) {
        return of("targets", targets, position, false);
    }

    static Pieces sources(List<? extends MemorySegment> sources, long position) {
        return of("sources", sources, position, true);
    }

    private static Pieces of(String name, List<? extends MemorySegment> all, long position, boolean readOnly) {
        var pieces = new ArrayList<MemorySegment>(all.size());
        for (MemorySegment piece : all) {
            if (piece.byteSize() > 0) pieces.add(piece);
        }
        return checked(name, pieces, position, readOnly, List.of());
    }

    static Pieces targets(ByteBuffer[] targets, long position) {
        return of("targets", targets, position, false);
    }

    static Pieces sources(ByteBuffer[] sources, long position) {
        return of("sources", sources, position, true);
    }

    private static Pieces of(String name, ByteBuffer[] all, long position, boolean readOnly) {
        var pieces = new ArrayList<MemorySegment>(all.length);
        var cursors = new ArrayList<ByteBuffer>(all.length);
        for (ByteBuffer buffer : all) {
            if (!Objects.requireNonNull(buffer, name).hasRemaining()) continue;
            pieces.add(MemorySegment.ofBuffer(buffer));
            cursors.add(buffer);
        }
        return checked(name, pieces, position, readOnly, List.copyOf(cursors));
    }

    private static Pieces checked(
            String name, List<MemorySegment> pieces, long position, boolean readOnly, List<ByteBuffer> cursors) {
        if (pieces.isEmpty()) throw new IllegalArgumentException(name + " are empty");
        long size = 0;
        for (int i = 0; i < pieces.size(); i++) {
            Checks.piece(name, i, pieces.get(i), readOnly);
            size = Math.addExact(size, pieces.get(i).byteSize());
        }
        Checks.range(position, size);
        return new Pieces(List.copyOf(pieces), size, cursors);
    }

    VectoredTransfer.Once once(FileHandle file, long position, boolean writes) {
        return new VectoredTransfer.Once(file, memory, byteSize, cursors, position, writes);
    }

    VectoredTransfer.Whole whole(FileHandle file, long position, boolean writes) {
        return new VectoredTransfer.Whole(file, memory, byteSize, cursors, position, writes);
    }

    /// Reads what is in the page cache, here and now.
    ///
    /// @return bytes read; negative if not all of it is there, and the engine is to read
    static long readCached(VectoredTransfer<?> transfer, long most) {
        if (transfer.byteSize() > most) return FileHandle.NOT_CACHED;
        long done = 0;
        for (MemorySegment piece : transfer.pieces()) {
            long read = CachedBytes.read(transfer.file(), piece, transfer.position() + done, most);
            if (read < 0) return FileHandle.NOT_CACHED; // it reads the rest, and what was read once more
            done += read;
            if (read < piece.byteSize()) return transfer.complete() ? FileHandle.NOT_CACHED : done; // it ends here
        }
        return done;
    }
}
