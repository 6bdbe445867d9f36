package dev.tidemill.stream;

import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.nio.ByteBuffer;

/// Bytes that are there already.
final class MemorySource implements ByteSource {

    private static final Task<Integer> END = Task.completed(-1);

    private final ByteBuffer bytes;
    private boolean closed;

    MemorySource(ByteBuffer bytes) {
        this.bytes = bytes;
    }

    @Override
    public synchronized Task<Integer> read(ByteBuffer target, CancellationToken token) {
        if (target.isReadOnly()) throw new IllegalArgumentException("target is read-only: " + target);
        if (!target.hasRemaining()) throw new IllegalArgumentException("target has no room: " + target);
        if (closed) return Task.failed(ClosedStream.BEFORE);
        if (token.isCancelled()) return new NeverStarted().cancelOn(token);
        int read = Math.min(bytes.remaining(), target.remaining());
        if (read == 0) return END;
        target.put(target.position(), bytes, bytes.position(), read);
        target.position(target.position() + read);
        bytes.position(bytes.position() + read);
        return Task.completed(read);
    }

    private static final class NeverStarted extends Task<Integer> {
        @Override
        protected void cancelRequested(CancellationReason reason) {
            cancelled(Cancellation.of("read of memory", reason, Cancellation.Reach.NEVER_STARTED));
        }
    }

    @Override
    public Task<Void> closing() {
        close();
        return Task.completed(null);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    @Override
    public String toString() {
        return "source of memory";
    }
}
