package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.FileKind;
import dev.tidemill.engine.Operation;
import dev.tidemill.engine.ThroughBuffer;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// Bytes between a file and memory in one piece.
///
/// Native memory is the kernel's for the whole of a call that blocks, so whoever cancels learns
/// what became of it at the end of the call. Memory on the heap goes through a buffer, and the
/// calls are made with that: then nobody has to wait for them.
final class PooledTransfer<T> extends PooledBytes<T> {

    /// Some milliseconds' worth: how often a transfer looks whether it is to stop.
    private static final int NATIVE_PIECE = 8 * 1024 * 1024;

    private final Operation.Transfer<T> transfer;
    private final FileHandle file;
    private final MemorySegment memory;

    PooledTransfer(
            PortableEngine engine,
            Operation.Transfer<T> transfer,
            long transferred,
            Lane lane,
            @Nullable Poller poller) {
        super(engine, transfer, transferred, lane, poller);
        this.transfer = transfer;
        this.file = transfer.file();
        this.memory = transfer.memory();
    }

    @Override
    void transferAll() throws IOException, Unfinished {
        if (!ThroughBuffer.isNeeded(transfer)) direct();
        else throughBuffer();
    }

    @Override
    long transferReady(int fd, long buffer) {
        long rest = memory.byteSize() - transferred;
        if (memory.isNative()) {
            long address = memory.address() + transferred;
            long length = Math.min(rest, Calls.MOST_BYTES);
            return transfer.writes() ? LibC.write(fd, address, length) : LibC.read(fd, address, length);
        }
        int length = (int) Math.min(rest, Calls.BUFFER_BYTES);
        if (transfer.writes()) {
            MemorySegment.copy(memory, transferred, Memory.segment(buffer, length), 0, length);
            return LibC.write(fd, buffer, length);
        }
        long read = LibC.read(fd, buffer, length);
        if (read > 0) MemorySegment.copy(Memory.segment(buffer, read), 0, memory, transferred, read);
        return read;
    }

    private void direct() throws IOException, Unfinished {
        int asked;
        long result;
        do {
            stopIfRequested();
            asked = (int) Math.min(memory.byteSize() - transferred, NATIVE_PIECE);
            result = call(memory, transferred, asked, 0);
        } while (isMore(result, result, asked));
    }

    private void throughBuffer() throws IOException, Unfinished {
        MemorySegment buffer = engine.calls().takeBuffer();
        try {
            int asked;
            int lead;
            long wanted;
            long result;
            do {
                lead = ThroughBuffer.lead(transfer, transferred);
                asked = ThroughBuffer.length(transfer, transferred, lead);
                if (transfer.writes()) MemorySegment.copy(memory, transferred, buffer, 0, asked);
                leaveMemory();
                result = call(buffer, 0, asked, lead);
                holdMemory();
                wanted = Math.clamp(result - lead, 0, memory.byteSize() - transferred);
                if (!transfer.writes()) MemorySegment.copy(buffer, lead, memory, transferred, wanted);
            } while (isMore(wanted, result, asked));
        } finally {
            engine.calls().giveBackBuffer(buffer);
        }
    }

    /// @param lead bytes before those that are wanted
    private long call(MemorySegment memory, long offset, int length, int lead) throws IOException, Unfinished {
        long position = transfer.position() + transferred - lead;
        return engine.calls().transfer(file, memory, offset, length, position, transfer.writes());
    }

    /// Counts what one call has transferred.
    ///
    /// @param wanted of the bytes
    /// @param result of the call
    /// @return whether there is to be another
    private boolean isMore(long wanted, long result, int asked) throws Unfinished {
        transferred += wanted;
        if (transferred == memory.byteSize()) return false;
        if (!transfer.complete()) return result == asked && file.kind() != FileKind.STREAM;
        if (wanted == 0) throw atEnd();
        return true;
    }
}
