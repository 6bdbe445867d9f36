package dev.tidemill.stream;

import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.nio.ByteBuffer;

/// Reads and throws away.
final class Skipping extends Steps<Long> {

    private static final int PIECE_BYTES = 64 * 1024;

    private final ByteSource source;
    private final long most;

    private Skipping(ByteSource source, long most) {
        this.source = source;
        this.most = most;
    }

    static Task<Long> start(ByteSource source, long count, CancellationToken token) {
        if (count < 0) throw new IllegalArgumentException("count is negative: " + count);
        return count == 0 ? Task.completed(0L) : new Skipping(source, count).begin(token);
    }

    @Override
    Long work() throws EndedBy {
        ByteBuffer piece = ByteBuffer.allocate((int) Math.min(most, PIECE_BYTES));
        long skipped = 0;
        while (skipped < most) {
            endIfAsked();
            int read = value(source.read(piece.clear().limit((int) Math.min(most - skipped, piece.capacity()))));
            if (read < 0) break;
            skipped += read;
        }
        return skipped;
    }

    @Override
    protected String describe() {
        return source + ": skip of " + most + " bytes";
    }
}
