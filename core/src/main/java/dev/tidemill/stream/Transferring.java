package dev.tidemill.stream;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.LongConsumer;

/// Reads to the end and writes what was read; while a piece is written, the next one is read.
///
/// One piece ahead is enough: to be further ahead helps only where the reads, or the writes, take
/// sometimes long and sometimes not, and a source that reads ahead and a sink that writes behind
/// do more for that. A sink that is done with a piece at once gets all of them through one buffer,
/// which stays in the processor's cache.
final class Transferring extends Steps<Long> {

    /// Large enough that it hardly matters what it costs to wake who waits for a piece; arrays of
    /// this size are none that a collector treats as huge.
    private static final int PIECE_BYTES = 256 * 1024;

    private final ByteSource source;
    private final ByteSink sink;
    private final LongConsumer progress;

    // Of the thread that works.
    private long transferred;
    private @Nullable Task<Integer> read;
    private @Nullable Task<Void> write;

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
        try {
            move();
        } finally {
            end(write);
            end(read);
        }
        return transferred;
    }

    private void move() throws EndedBy {
        endIfAsked();
        // arrays: streams of old code take nothing else, and files have buffers of their own
        ByteBuffer piece = ByteBuffer.allocate(PIECE_BYTES);
        ByteBuffer other = null;
        int bytes = valueOf(read = source.read(piece), "read");
        while (bytes >= 0) {
            Task<Void> writing = write = sink.write(piece.flip());
            Task<Integer> reading = null;
            if (!writing.isDone()) {
                ByteBuffer next = other != null ? other : ByteBuffer.allocate(PIECE_BYTES);
                read = reading = source.read(next.clear());
                other = piece;
                piece = next;
            }
            var _ = valueOf(writing, "write");
            transferred += bytes;
            progress.accept(transferred);
            endIfAsked();
            if (reading == null) read = reading = source.read(piece.clear());
            bytes = valueOf(reading, "read");
        }
        var _ = valueOf(write = sink.flush(), "flush");
    }

    private <S> S valueOf(Task<S> step, String what) throws EndedBy {
        try {
            return value(step);
        } catch (EndedBy end) {
            throw end.noting(
                    () -> describe() + ": the " + what + " failed after " + transferred + " bytes were written");
        }
    }

    @Override
    protected String describe() {
        return source + ": transfer to " + sink;
    }
}
