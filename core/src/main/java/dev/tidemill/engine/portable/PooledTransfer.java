package dev.tidemill.engine.portable;

import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.FileKind;
import dev.tidemill.engine.Operation;
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
            if (memory.isNative()) direct();
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
        do {
            stopIfRequested();
            asked = (int) Math.min(memory.byteSize() - transferred, NATIVE_PIECE);
        } while (isMore(call(memory, transferred, asked), asked));
    }

    private void throughBuffer() throws IOException, Unfinished {
        MemorySegment buffer = engine.calls().takeBuffer();
        try {
            int asked;
            long result;
            do {
                asked = (int) Math.min(memory.byteSize() - transferred, Calls.BUFFER_BYTES);
                if (transfer.writes()) MemorySegment.copy(memory, transferred, buffer, 0, asked);
                leaveMemory();
                result = call(buffer, 0, asked);
                holdMemory();
                if (!transfer.writes()) MemorySegment.copy(buffer, 0, memory, transferred, result);
            } while (isMore(result, asked));
        } finally {
            engine.calls().giveBackBuffer(buffer);
        }
    }

    private long call(MemorySegment memory, long offset, int length) throws IOException, Unfinished {
        return engine.calls()
                .transfer(file, memory, offset, length, transfer.position() + transferred, transfer.writes());
    }

    /// Counts what one call has transferred.
    ///
    /// @return whether there is to be another
    private boolean isMore(long result, int asked) throws Unfinished {
        transferred += result;
        if (transferred == memory.byteSize()) return false;
        if (!transfer.complete()) return result == asked && file.kind() != FileKind.STREAM;
        if (result == 0) throw transfer.writes() ? Unfinished.errno(Errno.EIO.number()) : Unfinished.END_OF_FILE;
        return true;
    }
}
