package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.FileKind;
import dev.tidemill.engine.IoVector;
import dev.tidemill.engine.VectoredTransfer;
import dev.tidemill.linux.LibC;

/// Bytes between a file and several pieces of memory, by calls that use the memory of the caller.
final class PooledVector<T> extends PooledBytes<T> {

    /// Some milliseconds' worth: how often a transfer looks whether it is to stop.
    private static final long MOST_AT_ONCE = 8 * 1024 * 1024;

    private final VectoredTransfer<T> transfer;
    private final IoVector vector;

    PooledVector(PortableEngine engine, VectoredTransfer<T> transfer, Lane lane, @Nullable Poller poller) {
        super(engine, transfer, 0, lane, poller);
        this.transfer = transfer;
        this.vector = new IoVector(transfer);
    }

    @Override
    void transferAll() throws Unfinished {
        try {
            do {
                stopIfRequested();
                vector.prepare(MOST_AT_ONCE);
            } while (isMore(engine.calls()
                    .transfer(transfer.file(), vector, transfer.position() + transferred, transfer.writes())));
        } finally {
            vector.giveBack();
        }
    }

    /// While it waits it holds no memory of the library.
    @Override
    long transferReady(int fd, long buffer) {
        try {
            vector.prepare(Calls.MOST_BYTES);
            long result = transfer.writes()
                    ? LibC.pwritev(fd, vector.address(), vector.count(), -1, 0)
                    : LibC.preadv(fd, vector.address(), vector.count(), -1, 0);
            if (result > 0) vector.transferred(result);
            return result;
        } finally {
            vector.giveBack();
        }
    }

    private boolean isMore(long result) throws Unfinished {
        vector.transferred(result);
        transferred += result;
        if (transferred == transfer.byteSize()) return false;
        if (!transfer.complete())
            return result == vector.asked() && transfer.file().kind() != FileKind.STREAM;
        if (result == 0) throw atEnd();
        return true;
    }
}
