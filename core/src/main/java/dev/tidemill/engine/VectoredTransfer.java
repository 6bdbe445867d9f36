package dev.tidemill.engine;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;

/// Bytes between one range of a file and several pieces of memory, one after the other. See
/// readv(2).
public sealed interface VectoredTransfer<T> extends AnyTransfer<T> {

    /// At least one, and none of them empty.
    List<MemorySegment> pieces();

    /// The buffers of the pieces, whose positions go on by the bytes transferred; empty if the
    /// pieces are no buffers.
    List<ByteBuffer> cursors();

    @Override
    default void advance(long transferred) {
        Cursors.advance(this, transferred);
    }

    @Override
    default String action() {
        return kind() + " of " + byteSize() + " bytes in " + pieces().size() + " pieces"
                + (file().kind().hasPositions() ? " at " + position() : "");
    }

    /// Ends with the first short result, and gives how many bytes it was.
    record Once(
            FileHandle file,
            List<MemorySegment> pieces,
            long byteSize,
            List<ByteBuffer> cursors,
            long position,
            boolean writes)
            implements VectoredTransfer<Long> {
        @Override
        public boolean complete() {
            return false;
        }

        @Override
        public Long value(long transferred) {
            return transferred;
        }
    }

    /// Goes on until all pieces are filled or emptied.
    record Whole(
            FileHandle file,
            List<MemorySegment> pieces,
            long byteSize,
            List<ByteBuffer> cursors,
            long position,
            boolean writes)
            implements VectoredTransfer<Void> {
        @Override
        public boolean complete() {
            return true;
        }

        @Override
        @SuppressWarnings("NullAway") // the only value of Void
        public Void value(long transferred) {
            return null;
        }
    }
}
