package dev.tidemill.engine;

import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/// A buffer of the [BufferPool] for whoever keeps one for longer than an operation. Where there is
/// no native memory to be had, an array.
public final class TransferBuffer {

    /// How long every buffer is.
    public static final int BYTES = BufferPool.BUFFER_BYTES;

    /// Nobody: for what everybody may use.
    private static final Thread ANYBODY = Thread.ofPlatform().unstarted(() -> {});

    private final long address; // 0 for an array
    private final MemorySegment memory;
    private final ByteBuffer bytes;

    private TransferBuffer(long address, MemorySegment memory) {
        this.address = address;
        this.memory = memory;
        this.bytes = memory.asByteBuffer();
    }

    /// A buffer with anything in it.
    public static TransferBuffer take() {
        if (!LibC.isAvailable()) return new TransferBuffer(0, MemorySegment.ofArray(new byte[BYTES]));
        long address = BufferPool.take();
        return new TransferBuffer(address, Memory.segment(address, BYTES));
    }

    /// Nobody may use it any more, the kernel neither.
    public void giveBack() {
        if (address != 0) BufferPool.giveBack(address);
    }

    /// The buffer from `offset` on.
    public MemorySegment memory(int offset, int length) {
        return memory.asSlice(offset, length);
    }

    /// Copies bytes from `offset` on to `target`, whose position goes on.
    public void copyTo(ByteBuffer target, int offset, int length) {
        target.put(target.position(), bytes, offset, length);
        target.position(target.position() + length);
    }

    /// Copies the next bytes of `source`, whose position goes on, to `offset`.
    public void copyFrom(ByteBuffer source, int offset, int length) {
        bytes.put(offset, source, source.position(), length);
        source.position(source.position() + length);
    }

    /// The bytes of a buffer for another thread than its owner's, while an operation has them: as
    /// the kernel, that thread does not ask whose arena they are of.
    ///
    /// @param buffer held reachable by the operation
    /// @return a buffer over the same bytes, of the same position and limit
    /// @throws WrongThreadException if it is of a confined arena, and there is no native access
    public static ByteBuffer forAnyThread(ByteBuffer buffer) {
        if (!buffer.isDirect()) return buffer;
        MemorySegment segment = MemorySegment.ofBuffer(buffer);
        if (segment.isAccessibleBy(ANYBODY)) return buffer;
        if (!LibC.isAvailable()) {
            throw new WrongThreadException("the buffer is of an arena that only its own thread may use: " + buffer);
        }
        return Memory.segment(segment.address(), segment.byteSize()).asByteBuffer();
    }
}
