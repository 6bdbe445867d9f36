package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;

/// Writes the file as a stream, which is there when that is closed.
final class SinkStep extends Step {

    private final AsyncFile file;
    private final long position;
    private final byte[] content;
    private final int writeBehind;
    private final int pieces;
    private final boolean flushes;

    SinkStep(Subject subject) {
        super(subject);
        this.file = subject.anyFile();
        this.position = subject.position();
        this.content = subject.randomContent();
        this.writeBehind = subject.random().nextInt(4);
        this.pieces = writeBehind == 0 ? content.length : 1 + subject.random().nextInt(content.length);
        this.flushes = !subject.isDirect() && subject.random().nextBoolean();
    }

    @Override
    Task<?> start() {
        return Task.run(this::writeAll);
    }

    private void writeAll() throws IOException, InterruptedException {
        try (ByteSink stream = file.sink(position, writeBehind)) {
            for (int from = 0; from < content.length; from += pieces) {
                int length = Math.min(pieces, content.length - from);
                stream.write(ByteBuffer.wrap(content, from, length)).await();
                if (flushes) stream.flush().await();
            }
        }
    }

    @Override
    boolean isCancellable() {
        return false;
    }

    @Override
    Set<Call> calls() {
        return Set.of(Call.WRITE);
    }

    /// Of several buffers that could not be written it tells one.
    @Override
    boolean hidesFaults() {
        return !hasSucceeded();
    }

    @Override
    void account(Round round) {
        round.wrote(position, content, hasSucceeded() ? content.length : 0, content.length);
    }

    @Override
    String describe() {
        return "sink of " + content.length + " at " + position + ", " + writeBehind + " behind, by " + pieces;
    }
}
