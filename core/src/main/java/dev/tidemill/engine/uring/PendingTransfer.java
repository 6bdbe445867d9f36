package dev.tidemill.engine.uring;

import dev.tidemill.engine.BufferPool;
import dev.tidemill.engine.DescriptorHandle;
import dev.tidemill.engine.FileKind;
import dev.tidemill.engine.Operation;
import dev.tidemill.engine.ThroughBuffer;
import dev.tidemill.linux.Errno;
import java.lang.foreign.MemorySegment;

/// Bytes between a file and memory, in as many submissions as it takes.
///
/// The kernel copies what is in the page cache at once, on the owner's thread, so a long transfer
/// goes in pieces and others get their turn in between. Memory on the heap goes through a buffer.
final class PendingTransfer<T> extends InFlight<T> {

    /// A read from the page cache copies some 5 to 10 GB a second: this is some 50 µs.
    private static final int READ_PIECE = 256 * 1024;

    /// Where the file system cannot write without waiting a thread of the kernel does it; otherwise
    /// it is a copy, too.
    private static final int WRITE_PIECE = 1024 * 1024;

    /// Not copied by anybody; below the limit of a system call, and a multiple of any alignment.
    private static final int DIRECT_PIECE = 1 << 30;

    private long transferred;
    private int asked;
    private int lead; // of what was asked for: bytes that nobody wants
    private int flags;
    private long buffer; // of what goes through one; 0 if there is none

    /// @param transferred bytes that were transferred before it came here
    PendingTransfer(RingOwner owner, Operation.Transfer<T> transfer, long transferred) {
        super(owner, transfer);
        this.transferred = transferred;
    }

    private Operation.Transfer<T> transfer() {
        return (Operation.Transfer<T>) operation(); // a field of its own would be garbage of every transfer
    }

    @Override
    void prepare(long sqe) {
        Operation.Transfer<T> transfer = transfer();
        MemorySegment memory = transfer.memory();
        long rest = memory.byteSize() - transferred;
        long address;
        lead = 0;
        if (!ThroughBuffer.isNeeded(transfer)) {
            asked = (int) Math.min(rest, piece());
            address = memory.address() + transferred;
        } else {
            lead = ThroughBuffer.lead(transfer, transferred);
            asked = ThroughBuffer.length(transfer, transferred, lead);
            if (buffer == 0) buffer = BufferPool.take();
            if (transfer.writes()) BufferPool.copyIn(memory, transferred, buffer, asked);
            address = buffer;
        }
        DescriptorHandle file = (DescriptorHandle) transfer.file();
        int fd = file.fd();
        long position = file.kind().hasPositions() ? transfer.position() + transferred - lead : -1;
        if (transfer.writes()) SqeEncoder.write(sqe, fd, address, asked, position);
        else SqeEncoder.read(sqe, fd, address, asked, position);
        flags = file.transferFlags();
        SqeEncoder.transferFlags(sqe, flags);
    }

    @Override
    boolean mayWaitForever() {
        return transfer().file().kind() == FileKind.STREAM;
    }

    @Override
    boolean goesToDevice() {
        return transfer().file().mode().direct();
    }

    private int piece() {
        // a stream gives what it has: asking for less than the whole memory could end a read too early
        boolean large = transfer().file().mode().direct() || transfer().file().kind() == FileKind.STREAM;
        return piece(large, transfer().writes());
    }

    /// What one submission transfers at most.
    ///
    /// @param large whether nobody copies it, or it must not be cut
    static int piece(boolean large, boolean writes) {
        return large ? DIRECT_PIECE : writes ? WRITE_PIECE : READ_PIECE;
    }

    @Override
    boolean completed(int result) {
        if (result > lead) return transferred(result - lead);
        if (((DescriptorHandle) transfer().file()).refuses(flags, result)) return false;
        giveBackBuffer();
        if (result >= 0 || transfer().hadEnded(result, transferred)) ended();
        else return refused(result);
        return true;
    }

    private boolean transferred(int bytes) {
        boolean isShort = bytes < asked - lead;
        long rest = transfer().memory().byteSize() - transferred;
        int wanted = (int) Math.min(bytes, rest);
        if (buffer != 0 && !transfer().writes())
            BufferPool.copyOut(buffer + lead, transfer().memory(), transferred, wanted);
        transferred += wanted;
        boolean all = transferred == transfer().memory().byteSize();
        // one system call was promised: where it could have given more it was short, and a stream would now wait
        boolean enough =
                !transfer().complete() && (isShort || transfer().file().kind() == FileKind.STREAM || isToStop());
        if (!all && !enough && !isToStop()) return false;
        giveBackBuffer();
        if (all || enough) endWithValue(transfer().value(transferred), transferred);
        else endStopped(transferred);
        return true;
    }

    /// Nothing more can be read; a write of nothing would go on for ever.
    private void ended() {
        if (!transfer().complete()) endWithValue(transfer().value(transferred), transferred);
        else if (transfer().writes()) endWithErrno(Errno.EIO.number(), false, transferred);
        else endAtEndOfFile(transferred);
    }

    private boolean refused(int result) {
        if (isInterrupted(result) && !isToStop()) return false; // a signal to the kernel's worker: again
        if (transferred > 0 && !transfer().complete()) endWithValue(transfer().value(transferred), transferred);
        else endWithErrno(-result, isStopped(result), transferred);
        return true;
    }

    private void giveBackBuffer() {
        if (buffer != 0) BufferPool.giveBack(buffer);
        buffer = 0;
    }
}
