package dev.tidemill.engine;

import dev.tidemill.linux.Memory;
import java.lang.foreign.MemorySegment;

/// What is left of a [VectoredTransfer], as the kernel takes it: addresses and lengths, in native
/// memory. See readv(2).
///
/// A piece in native memory is used as it is; one on the heap has a place in a buffer of the
/// library. What does not fit is for the next call. One thread at a time.
public final class IoVector {

    /// `IOV_MAX`: what one call takes.
    private static final int MOST_ENTRIES = 1024;

    private static final int ENTRY_BYTES = 16;
    private static final int HEAP_PLACE = MOST_ENTRIES * ENTRY_BYTES; // a multiple of a page: DIRECT wants that

    /// So many bytes of the heap one call takes.
    public static final int HEAP_BYTES = BufferPool.BUFFER_BYTES - HEAP_PLACE;

    private final VectoredTransfer<?> transfer;
    private long buffer; // 0 if there is none
    private int count;
    private long asked;

    // The next byte: what was transferred is before it.
    private int piece;
    private long offset;

    public IoVector(VectoredTransfer<?> transfer) {
        this.transfer = transfer;
    }

    /// Lays out the next call, and copies what it writes from the heap.
    ///
    /// @param most bytes of the call
    public void prepare(long most) {
        if (buffer == 0) buffer = BufferPool.take();
        count = 0;
        asked = 0;
        int next = piece;
        long from = offset;
        long place = buffer + HEAP_PLACE;
        while (next < transfer.pieces().size() && count < MOST_ENTRIES && asked < most) {
            MemorySegment memory = transfer.pieces().get(next);
            long length = Math.min(memory.byteSize() - from, most - asked);
            if (memory.isNative()) {
                add(memory.address() + from, length);
            } else {
                length = Math.min(length, buffer + BufferPool.BUFFER_BYTES - place);
                if (length == 0) break;
                if (transfer.writes()) BufferPool.copyIn(memory, from, place, (int) length);
                add(place, length);
                place += length;
            }
            from += length;
            if (from == memory.byteSize()) {
                next++;
                from = 0;
            }
        }
    }

    private void add(long address, long length) {
        long entry = buffer + (long) ENTRY_BYTES * count++;
        Memory.putLong(entry, address);
        Memory.putLong(entry + Long.BYTES, length);
        asked += length;
    }

    /// Of what was prepared last; good until [#giveBack].
    public long address() {
        return buffer;
    }

    /// How many entries that are.
    public int count() {
        return count;
    }

    /// How many bytes that are.
    public long asked() {
        return asked;
    }

    /// A call has transferred so many bytes of what was prepared: those that were read go to the
    /// heap where they belong there.
    public void transferred(long bytes) {
        long left = bytes;
        for (long entry = buffer; left > 0; entry += ENTRY_BYTES) {
            long length = Math.min(Memory.getLong(entry + Long.BYTES), left);
            MemorySegment memory = transfer.pieces().get(piece);
            if (!transfer.writes() && !memory.isNative()) {
                BufferPool.copyOut(Memory.getLong(entry), memory, offset, (int) length);
            }
            left -= length;
            offset += length;
            if (offset == memory.byteSize()) {
                piece++;
                offset = 0;
            }
        }
    }

    /// Nothing of it is in use by the kernel any more. It may be prepared again.
    public void giveBack() {
        if (buffer != 0) BufferPool.giveBack(buffer);
        buffer = 0;
    }
}
