package dev.tidemill.engine;

import java.lang.foreign.MemorySegment;

/// Which transfers go through a buffer of the library, and which part of the file each of their
/// calls is for.
///
/// Those with memory on the heap, which the kernel cannot reach. And where the user asked for it
/// ([OpenMode#bounce]) those past the page cache that are not aligned: a read takes all the blocks
/// in which its bytes are. A write does not, since others may be writing the rest of its blocks.
public final class ThroughBuffer {

    private ThroughBuffer() {}

    public static boolean isNeeded(Operation.Transfer<?> transfer) {
        return !transfer.memory().isNative() || (transfer.file().mode().bounce() && !isAligned(transfer));
    }

    private static boolean isAligned(Operation.Transfer<?> transfer) {
        MemorySegment memory = transfer.memory();
        int unit = unit(transfer);
        DirectAlignment alignment = transfer.file().alignment();
        int address = alignment.known() ? alignment.memory() : DirectAlignment.SAFE;
        return transfer.position() % unit == 0 && memory.byteSize() % unit == 0 && memory.address() % address == 0;
    }

    /// Bytes before the wanted ones that the next call reads with them.
    ///
    /// @param transferred of the wanted bytes, by then
    public static int lead(Operation.Transfer<?> transfer, long transferred) {
        return readsBlocks(transfer) ? (int) ((transfer.position() + transferred) % unit(transfer)) : 0;
    }

    /// Bytes that the next call is for, with its lead.
    public static int length(Operation.Transfer<?> transfer, long transferred, int lead) {
        long rest = transfer.memory().byteSize() - transferred;
        if (rest > BufferPool.BUFFER_BYTES) return BufferPool.BUFFER_BYTES;
        if (!readsBlocks(transfer)) return (int) rest;
        int unit = unit(transfer);
        return (int) Math.min(BufferPool.BUFFER_BYTES, (lead + rest + unit - 1) / unit * unit);
    }

    private static boolean readsBlocks(Operation.Transfer<?> transfer) {
        return transfer.file().mode().bounce() && !transfer.writes();
    }

    private static int unit(Operation.Transfer<?> transfer) {
        DirectAlignment alignment = transfer.file().alignment();
        return alignment.known() ? alignment.position(transfer.writes()) : DirectAlignment.SAFE;
    }
}
