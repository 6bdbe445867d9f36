package dev.tidemill.engine.uring;

import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Operation;
import dev.tidemill.linux.Memory;

/// Reads a small file to its end.
final class PendingReadFile extends PendingFile<byte[]> {

    private int size;

    PendingReadFile(RingOwner owner, Operation.ReadSmallFile operation) {
        super(owner, operation, operation.path(), OpenMode.READ);
    }

    @Override
    void use(long sqe, int file) {
        // a file may grow while it is read, and those of /proc have no size: only a read of nothing is the end
        SqeEncoder.read(sqe, file, buffer + size, Operation.ReadSmallFile.LIMIT_BYTES - size, size);
    }

    @Override
    boolean used(int result) {
        size += result;
        return result == 0 || isTooLong();
    }

    private boolean isTooLong() {
        return size == Operation.ReadSmallFile.LIMIT_BYTES;
    }

    @Override
    byte[] value() {
        if (isTooLong()) return Operation.ReadSmallFile.TOO_LONG;
        byte[] bytes = new byte[size];
        Memory.copy(buffer, bytes, 0, size);
        return bytes;
    }
}
