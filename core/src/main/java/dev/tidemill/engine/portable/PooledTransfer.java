package dev.tidemill.engine.portable;

import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.FileKind;
import dev.tidemill.engine.Operation;
import dev.tidemill.engine.ThroughBuffer;
import dev.tidemill.linux.Errno;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// Bytes between a file and memory, by calls that block.
///
/// Native memory is the kernel's for the whole call, so whoever cancels learns what became of it at
/// the end of the call. Memory on the heap goes through a buffer, and the calls are made with that:
/// then nobody has to wait for them.
class PooledTransfer<T> extends PooledOperation<T> {

    /// Some milliseconds' worth: how often a transfer looks whether it is to stop.
    private static final int NATIVE_PIECE = 8 * 1024 * 1024;

    private final Operation.Transfer<T> transfer;
    private final FileHandle file;
    private final MemorySegment memory;

    PooledTransfer(PortableEngine engine, Operation.Transfer<T> transfer, long transferred, Lane lane) {
        super(engine, transfer, lane, IN_USE);
        this.transfer = transfer;
        this.file = transfer.file();
        this.memory = transfer.memory();
        this.transferred = transferred;
    }

    @Override
    final T carryOut() throws IOException, Unfinished {
        try {
            if (!ThroughBuffer.isNeeded(transfer)) direct();
            else throughBuffer();
        } catch (IOException | Unfinished e) {
            if (e instanceof Unfinished why && transfer.hadEnded(-why.errno, transferred)) throw Unfinished.END_OF_FILE;
            // what was transferred is the result; the next call meets the error again
            if (transferred == 0 || transfer.complete()) throw e;
        }
        return transfer.value(transferred);
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
        if (wanted == 0) throw transfer.writes() ? Unfinished.errno(Errno.EIO.number()) : Unfinished.END_OF_FILE;
        return true;
    }
}
