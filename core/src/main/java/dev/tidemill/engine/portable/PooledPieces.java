package dev.tidemill.engine.portable;

import dev.tidemill.engine.FileKind;
import dev.tidemill.engine.VectoredTransfer;
import dev.tidemill.linux.Errno;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// Bytes between a file and several pieces of memory, piece by piece: the JDK's channels take only
/// one at a position.
final class PooledPieces<T> extends PooledOperation<T> {

    private final VectoredTransfer<T> transfer;

    PooledPieces(PortableEngine engine, VectoredTransfer<T> transfer, Lane lane) {
        super(engine, transfer, lane, IN_USE);
        this.transfer = transfer;
    }

    @Override
    T carryOut() throws IOException, Unfinished {
        MemorySegment buffer = engine.calls().takeBuffer();
        try {
            for (MemorySegment piece : transfer.pieces()) {
                if (!isMoreAfter(piece, buffer)) break;
            }
        } catch (IOException | Unfinished e) {
            // what was transferred is the result; the next call meets the error again
            if (transferred == 0 || transfer.complete()) throw e;
        } finally {
            engine.calls().giveBackBuffer(buffer);
        }
        return transfer.value(transferred);
    }

    /// @return whether the next piece is to be transferred, too
    private boolean isMoreAfter(MemorySegment piece, MemorySegment buffer) throws IOException, Unfinished {
        for (long done = 0; done < piece.byteSize(); ) {
            stopIfRequested();
            int asked = (int) Math.min(piece.byteSize() - done, Calls.BUFFER_BYTES);
            long result = piece.isNative() ? call(piece, done, asked) : throughBuffer(piece, done, asked, buffer);
            done += result;
            transferred += result;
            boolean isShort = result < asked || transfer.file().kind() == FileKind.STREAM;
            if (isShort && !transfer.complete()) return false;
            if (result == 0) throw transfer.writes() ? Unfinished.errno(Errno.EIO.number()) : Unfinished.END_OF_FILE;
        }
        return true;
    }

    private long throughBuffer(MemorySegment piece, long done, int asked, MemorySegment buffer)
            throws IOException, Unfinished {
        if (transfer.writes()) MemorySegment.copy(piece, done, buffer, 0, asked);
        long result = call(buffer, 0, asked);
        if (!transfer.writes()) MemorySegment.copy(buffer, 0, piece, done, result);
        return result;
    }

    private long call(MemorySegment memory, long offset, int length) throws IOException, Unfinished {
        return engine.calls()
                .transfer(
                        transfer.file(), memory, offset, length, transfer.position() + transferred, transfer.writes());
    }
}
