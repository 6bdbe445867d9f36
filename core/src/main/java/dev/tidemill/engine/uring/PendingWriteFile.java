package dev.tidemill.engine.uring;

import static dev.tidemill.linux.Fcntl.RWF_DONTCACHE;

import dev.tidemill.engine.BufferPool;
import dev.tidemill.engine.Operation;
import dev.tidemill.linux.Errno;
import java.lang.foreign.MemorySegment;

/// Writes a file from its start.
final class PendingWriteFile extends PendingFile<Void> {

    private static final int NATIVE_PIECE = 1024 * 1024;

    private final MemorySegment source;
    private long written;
    private int flags;

    PendingWriteFile(RingOwner owner, Operation.WriteFile operation) {
        super(owner, operation, operation.path(), operation.mode());
        source = operation.source();
        flags = operation.mode().dontCache() ? RWF_DONTCACHE : 0;
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
        SqeEncoder.transferFlags(sqe, flags);
    }

    /// The system or the file system does not know a flag: that is only a wish.
    @Override
    boolean isAnswer(int errno) {
        return flags != 0 && errno == Errno.EOPNOTSUPP.number();
    }

    @Override
    boolean used(int result) {
        if (result < 0) {
            flags = 0;
            return false;
        }
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
