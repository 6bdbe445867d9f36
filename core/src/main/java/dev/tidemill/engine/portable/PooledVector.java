package dev.tidemill.engine.portable;

import dev.tidemill.engine.FileKind;
import dev.tidemill.engine.IoVector;
import dev.tidemill.engine.VectoredTransfer;
import dev.tidemill.linux.Errno;

/// Bytes between a file and several pieces of memory, by calls that block and use the memory of the
/// caller.
class PooledVector<T> extends PooledOperation<T> {

    /// Some milliseconds' worth: how often a transfer looks whether it is to stop.
    private static final long MOST_AT_ONCE = 8 * 1024 * 1024;

    final VectoredTransfer<T> transfer;
    final IoVector vector;

    PooledVector(PortableEngine engine, VectoredTransfer<T> transfer, Lane lane) {
        super(engine, transfer, lane, IN_USE);
        this.transfer = transfer;
        this.vector = new IoVector(transfer);
    }

    @Override
    final T carryOut() throws Unfinished {
        try {
            do {
                stopIfRequested();
                vector.prepare(MOST_AT_ONCE);
            } while (isMore(engine.calls()
                    .transfer(transfer.file(), vector, transfer.position() + transferred, transfer.writes())));
        } catch (Unfinished e) {
            if (transfer.hadEnded(-e.errno, transferred)) throw Unfinished.END_OF_FILE;
            // what was transferred is the result; the next call meets the error again
            if (transferred == 0 || transfer.complete()) throw e;
        } finally {
            vector.giveBack();
        }
        return transfer.value(transferred);
    }

    private boolean isMore(long result) throws Unfinished {
        vector.transferred(result);
        transferred += result;
        if (transferred == transfer.byteSize()) return false;
        if (!transfer.complete())
            return result == vector.asked() && transfer.file().kind() != FileKind.STREAM;
        if (result == 0) throw transfer.writes() ? Unfinished.errno(Errno.EIO.number()) : Unfinished.END_OF_FILE;
        return true;
    }
}
