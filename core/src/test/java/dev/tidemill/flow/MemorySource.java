package dev.tidemill.flow;

import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.nio.ByteBuffer;

/// Bytes from memory that counts what is done with it, and may fail in the end.
final class MemorySource implements ByteSource {

    private final ByteBuffer bytes;
    private final Exception failure;
    private volatile int reads;
    private volatile boolean closed;

    /// @param failure what the read behind the last byte fails with; null if that is the end
    MemorySource(byte[] bytes, Exception failure) {
        this.bytes = ByteBuffer.wrap(bytes);
        this.failure = failure;
    }

    int reads() {
        return reads;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // one read at a time
    public Task<Integer> read(ByteBuffer target, CancellationToken token) {
        reads++;
        if (!bytes.hasRemaining()) return failure == null ? Task.completed(-1) : Task.failed(failure);
        int length = Math.min(bytes.remaining(), target.remaining());
        target.put(bytes.slice(bytes.position(), length));
        bytes.position(bytes.position() + length);
        return Task.completed(length);
    }

    @Override
    public Task<Void> closing() {
        closed = true;
        return Task.completed(null);
    }

    @Override
    public void close() {
        closed = true;
    }
}
