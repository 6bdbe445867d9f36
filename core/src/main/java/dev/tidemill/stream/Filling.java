package dev.tidemill.stream;

import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Failure;
import dev.tidemill.task.Task;
import java.io.EOFException;
import java.nio.ByteBuffer;

/// Reads until a buffer is full.
final class Filling extends Steps<Void> {

    private static final Task<Void> FULL = Task.completed(null);

    private final ByteSource source;
    private final ByteBuffer target;
    private final int wanted;
    private Task<Integer> read;

    private Filling(ByteSource source, ByteBuffer target, int wanted, Task<Integer> read) {
        this.source = source;
        this.target = target;
        this.wanted = wanted;
        this.read = read;
        this.isPartDone = target.remaining() < wanted;
    }

    static Task<Void> start(ByteSource source, ByteBuffer target, CancellationToken token) {
        int wanted = target.remaining();
        while (target.hasRemaining()) { // what is there at once needs no thread
            Task<Integer> read = source.read(target, token);
            if (read.state() != State.SUCCESS) return new Filling(source, target, wanted, read).begin(token);
            if (read.resultNow() < 0) return Task.failed(tooShort(target, wanted));
        }
        return FULL;
    }

    @Override
    @SuppressWarnings("NullAway") // the only value of Void
    Void work() throws EndedBy {
        while (true) {
            if (value(read) < 0) throw endBy(tooShort(target, wanted));
            if (!target.hasRemaining()) return null;
            endIfAsked();
            read = source.read(target);
        }
    }

    private static Failure tooShort(ByteBuffer target, int wanted) {
        int read = wanted - target.remaining();
        return () -> new EOFException("the source ends after " + read + " of " + wanted + " bytes");
    }

    @Override
    protected String describe() {
        return source + ": read of " + wanted + " bytes";
    }
}
