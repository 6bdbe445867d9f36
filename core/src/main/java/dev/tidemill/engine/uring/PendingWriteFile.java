package dev.tidemill.engine.uring;

import dev.tidemill.engine.BufferPool;
import dev.tidemill.engine.Operation;
import java.lang.foreign.MemorySegment;

/// Writes a file from its start.
final class PendingWriteFile extends PendingFile<Void> {

    private static final int NATIVE_PIECE = 1024 * 1024;

    private final MemorySegment source;
    private long written;

    PendingWriteFile(RingOwner owner, Operation.WriteFile operation) {
        super(owner, operation, operation.path(), operation.mode());
        source = operation.source();
    }

    @Override
    void use(long sqe, int file) {
        long rest = source.byteSize() - written;
        if (source.isNative()) {
            SqeEncoder.write(sqe, file, source.address() + written, (int) Math.min(rest, NATIVE_PIECE), written);
        } else {
            int length = (int) Math.min(rest, Scratch.FILE_BUFFER_BYTES);
            BufferPool.copyIn(source, written, buffer, length);
            SqeEncoder.write(sqe, file, buffer, length, written);
        }
    }

    @Override
    boolean used(int result) {
        written += result;
        return written == source.byteSize();
    }

    @Override
    long transferred() {
        return written;
    }

    @Override
    @SuppressWarnings("NullAway") // the only value of Void
    Void value() {
        return null;
    }
}
