package dev.tidemill.engine;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;

/// Bytes between one range of a file and several pieces of memory, one after the other.
///
/// The memory is the caller's until the task is done, on the heap or native. See readv(2).
public sealed interface VectoredTransfer<T> extends Operation.OnFile<T> {

    /// At least one, and none of them empty.
    List<MemorySegment> pieces();

    /// Of all pieces together.
    long byteSize();

    /// The buffers of the pieces, whose positions go on by the bytes transferred before the task is
    /// done; empty if the pieces are no buffers.
    List<ByteBuffer> cursors();

    /// From the start of the file, in bytes; without meaning for a file that has no positions.
    long position();

    /// From memory to the file.
    boolean writes();

    /// Whether all pieces are to be filled or emptied; otherwise the first short result ends it.
    boolean complete();

    /// What the task gives for a transfer of `transferred` bytes.
    T value(long transferred);

    @Override
    default String kind() {
        return writes() ? "write" : "read";
    }

    @Override
    default String action() {
        return kind() + " of " + byteSize() + " bytes in " + pieces().size() + " pieces"
                + (file().kind().hasPositions() ? " at " + position() : "");
    }

    @Override
    default String part(long transferred) {
        return transferred + " bytes were " + (writes() ? "written" : "read");
    }

    /// Has the positions of the buffers go on.
    default void advance(long transferred) {
        Cursors.advance(this, transferred);
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
