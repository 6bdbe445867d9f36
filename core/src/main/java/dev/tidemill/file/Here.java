package dev.tidemill.file;

import dev.tidemill.engine.AnyTransfer;
import dev.tidemill.engine.BufferPool;
import dev.tidemill.engine.DescriptorHandle;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.IoVector;
import dev.tidemill.engine.Operation;
import dev.tidemill.engine.SystemCallFailure;
import dev.tidemill.engine.ThroughBuffer;
import dev.tidemill.engine.VectoredTransfer;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedChannelException;

/// Transfers that the calling thread makes itself, waiting for the device. What is not for it, such
/// as a pipe, it leaves to the engine; so it does when the file ends too early, which the engine
/// says.
final class Here {

    private Here() {}

    /// @return bytes transferred, or `~n` if the engine is to go on after `n`
    static long transfer(Operation.Transfer<?> transfer) throws IOException {
        FileHandle file = transfer.file();
        if (!(file instanceof DescriptorHandle)) return FileHandle.NOT_CACHED; // no native access
        if (!file.acquire()) throw new ClosedChannelException();
        try {
            return ThroughBuffer.isNeeded(transfer) ? throughBuffer(file, transfer) : direct(file, transfer);
        } finally {
            if (file.release()) file.closeNow();
        }
    }

    private static long direct(FileHandle file, Operation.Transfer<?> transfer) throws IOException {
        MemorySegment memory = transfer.memory();
        long size = memory.byteSize();
        long done = 0;
        do {
            long result = file.transferHere(
                    transfer.writes(), memory.address() + done, size - done, transfer.position() + done);
            if (result == FileHandle.NOT_HERE) return ~done;
            if (result == 0 || transfer.hadEnded(result, done)) return transfer.complete() ? ~done : done;
            if (result < 0) throw failed(transfer, result, done);
            done += result;
        } while (transfer.complete() && done < size);
        return done;
    }

    private static long throughBuffer(FileHandle file, Operation.Transfer<?> transfer) throws IOException {
        MemorySegment memory = transfer.memory();
        long size = memory.byteSize();
        long done = 0;
        long buffer = BufferPool.take();
        try {
            while (done < size) {
                int lead = ThroughBuffer.lead(transfer, done);
                int ask = ThroughBuffer.length(transfer, done, lead);
                if (transfer.writes()) BufferPool.copyIn(memory, done, buffer, ask);
                long result = file.transferHere(transfer.writes(), buffer, ask, transfer.position() + done - lead);
                if (result == FileHandle.NOT_HERE) return ~done;
                if (result < 0 && done > 0 && !transfer.complete()) return done; // the next call meets the error again
                boolean ended = result >= 0 ? result <= lead : transfer.hadEnded(result, done);
                if (ended) return transfer.complete() ? ~done : done;
                if (result < 0) throw failed(transfer, result, done);
                int wanted = (int) Math.min(result - lead, size - done);
                if (!transfer.writes()) BufferPool.copyOut(buffer + lead, memory, done, wanted);
                done += wanted;
                if (result < ask && !transfer.complete()) return done;
            }
            return done;
        } finally {
            BufferPool.giveBack(buffer);
        }
    }

    /// @return bytes transferred, or [FileHandle#NOT_HERE]
    static long transfer(VectoredTransfer<?> transfer) throws IOException {
        FileHandle file = transfer.file();
        if (!(file instanceof DescriptorHandle)) return FileHandle.NOT_HERE;
        if (!file.acquire()) throw new ClosedChannelException();
        var vector = new IoVector(transfer);
        try {
            return transfer(file, transfer, vector);
        } finally {
            vector.giveBack();
            if (file.release()) file.closeNow();
        }
    }

    private static long transfer(FileHandle file, VectoredTransfer<?> transfer, IoVector vector) throws IOException {
        long done = 0;
        while (true) {
            vector.prepare(Checks.MOST_AT_ONCE);
            long result = file.transferHere(transfer.writes(), vector, transfer.position() + done);
            if (result == FileHandle.NOT_HERE) return result;
            if (result < 0 && done > 0 && !transfer.complete()) return done; // the next call meets the error again
            boolean ended = result == 0 || transfer.hadEnded(result, done);
            if (ended) return transfer.complete() ? FileHandle.NOT_HERE : done;
            if (result < 0) throw failed(transfer, result, done);
            vector.transferred(result);
            done += result;
            if (done == transfer.byteSize() || (result < vector.asked() && !transfer.complete())) return done;
        }
    }

    private static IOException failed(AnyTransfer<?> transfer, long result, long done) {
        transfer.advance(done);
        return SystemCallFailure.of(transfer, result, done);
    }
}
