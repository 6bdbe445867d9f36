package dev.tidemill.stream;

import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.LongConsumer;

/// Reads to the end and writes what was read. That reads and writes overlap is up to the source,
/// which may read ahead, and to the sink, which may write behind.
final class Transferring extends Steps<Long> {

    private static final int PIECE_BYTES = 128 * 1024;

    private final ByteSource source;
    private final ByteSink sink;
    private final LongConsumer progress;

    private Transferring(ByteSource source, ByteSink sink, LongConsumer progress) {
        this.source = source;
        this.sink = Objects.requireNonNull(sink, "sink");
        this.progress = Objects.requireNonNull(progress, "progress");
    }

    static Task<Long> start(ByteSource source, ByteSink sink, CancellationToken token, LongConsumer progress) {
        return new Transferring(source, sink, progress).begin(token);
    }

    @Override
    Long work() throws EndedBy {
        ByteBuffer piece = ByteBuffer.allocateDirect(PIECE_BYTES);
        long transferred = 0;
        while (true) {
            endIfAsked();
            int read = value(source.read(piece.clear()));
            if (read < 0) break;
            var _ = value(sink.write(piece.flip()));
            transferred += read;
            progress.accept(transferred);
        }
        var _ = value(sink.flush());
        return transferred;
    }

    @Override
    protected String describe() {
        return source + ": transfer to " + sink;
    }
}
