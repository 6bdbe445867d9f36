package dev.tidemill.stream;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Supplier;

/// Writes one piece after the other, until there is none.
final class Writing extends Steps<Void> {

    private final ByteSink sink;
    private final Supplier<? extends @Nullable ByteBuffer> pieces;

    private Writing(ByteSink sink, Supplier<? extends @Nullable ByteBuffer> pieces) {
        this.sink = sink;
        this.pieces = Objects.requireNonNull(pieces, "pieces");
    }

    static Task<Void> start(ByteSink sink, Supplier<? extends @Nullable ByteBuffer> pieces, CancellationToken token) {
        return new Writing(sink, pieces).begin(token);
    }

    @Override
    @SuppressWarnings("NullAway") // the only value of Void
    Void work() throws EndedBy {
        endIfAsked();
        for (ByteBuffer piece = pieces.get(); piece != null; piece = pieces.get()) {
            endIfAsked();
            var _ = value(sink.write(piece));
        }
        return null;
    }

    @Override
    protected String describe() {
        return sink + ": writes";
    }
}
