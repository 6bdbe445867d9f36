package dev.tidemill.engine.portable;

import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.Operation;
import dev.tidemill.linux.Errno;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// Writes a file from its start.
final class PooledWriteFile extends PooledFile<Void> {

    private static final int NATIVE_PIECE = 8 * 1024 * 1024;

    private final MemorySegment source;

    PooledWriteFile(PortableEngine engine, Operation.WriteFile operation) {
        super(engine, operation, operation.path(), operation.mode());
        source = operation.source();
    }

    @Override
    @SuppressWarnings("NullAway") // the only value of Void
    Void use(FileHandle file) throws IOException, Unfinished {
        holdMemory();
        if (source.isNative()) direct(file);
        else throughBuffer(file);
        leaveMemoryForGood();
        return null;
    }

    private void direct(FileHandle file) throws IOException, Unfinished {
        while (transferred < source.byteSize()) {
            stopIfRequested();
            int length = (int) Math.min(source.byteSize() - transferred, NATIVE_PIECE);
            transferred += some(engine.calls().transfer(file, source, transferred, length, transferred, true));
        }
    }

    private void throughBuffer(FileHandle file) throws IOException, Unfinished {
        MemorySegment buffer = engine.calls().takeBuffer();
        try {
            while (transferred < source.byteSize()) {
                int length = (int) Math.min(source.byteSize() - transferred, Calls.BUFFER_BYTES);
                MemorySegment.copy(source, transferred, buffer, 0, length);
                leaveMemory();
                long written = some(engine.calls().transfer(file, buffer, 0, length, transferred, true));
                holdMemory();
                transferred += written;
            }
        } finally {
            engine.calls().giveBackBuffer(buffer);
        }
    }

    /// A write of nothing would go on for ever.
    private static long some(long written) throws Unfinished {
        if (written == 0) throw Unfinished.errno(Errno.EIO.number());
        return written;
    }
}
