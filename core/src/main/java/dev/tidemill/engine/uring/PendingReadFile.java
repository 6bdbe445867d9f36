package dev.tidemill.engine.uring;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Operation.ReadSmallFile;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Memory;
import dev.tidemill.task.Failure;
import java.io.ByteArrayOutputStream;

/// Reads a small file to its end; a stream, whose bytes come only once, however long it is.
///
/// What has filled the buffer may be one or the other. The kernel says which when it is asked to
/// sync nothing of it: of a stream it cannot.
final class PendingReadFile extends PendingFile<byte[]> {

    private int size; // of what is in the buffer
    private @Nullable ByteArrayOutputStream before; // of a stream that is longer than the buffer
    private boolean tooLong;

    PendingReadFile(RingOwner owner, ReadSmallFile operation) {
        super(owner, operation, operation.path(), OpenMode.READ);
    }

    private long bytesBefore() {
        return before == null ? 0 : before.size();
    }

    private boolean isFull() {
        return size == ReadSmallFile.LIMIT_BYTES;
    }

    @Override
    void use(long sqe, int file) {
        // a file may grow while it is read, and those of /proc have no size: only a read of nothing is the end
        if (isFull()) SqeEncoder.syncNothing(sqe, file);
        else SqeEncoder.read(sqe, file, buffer + size, ReadSmallFile.LIMIT_BYTES - size, bytesBefore() + size);
    }

    @Override
    boolean isAnswer(int errno) {
        return isFull() && errno == Errno.ESPIPE.number();
    }

    @Override
    boolean used(int result) {
        if (isFull()) {
            tooLong = result == 0;
            return tooLong || !keep();
        }
        size += result;
        return result == 0;
    }

    /// Makes room in the buffer.
    ///
    /// @return false if there is no memory for that; then the operation is to end
    private boolean keep() {
        try {
            if (before == null) before = new ByteArrayOutputStream(0);
            before.writeBytes(bytes());
            size = 0;
            return true;
        } catch (OutOfMemoryError e) {
            endWhenClosed(Failure.of(e));
            return false;
        }
    }

    private byte[] bytes() {
        byte[] bytes = new byte[size];
        Memory.copy(buffer, bytes, 0, size);
        return bytes;
    }

    @Override
    byte[] value() {
        if (tooLong) return ReadSmallFile.TOO_LONG;
        if (before == null) return bytes();
        before.writeBytes(bytes());
        return before.toByteArray();
    }
}
