package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.Task;
import java.util.Arrays;
import java.util.Set;

/// Copies from another file, in which nothing changes meanwhile.
final class CopyInStep extends Step {

    private final AsyncFile file;
    private final Way way;
    private final byte[] content;
    private final long sourcePosition;
    private final long position;

    CopyInStep(Subject subject, int tag) {
        super(subject);
        this.file = subject.anyFile();
        this.way = subject.way();
        boolean blocks = subject.random().nextBoolean();
        int length = subject.anyLength();
        int offset = subject.random().nextInt(Neighbour.ROOM_BYTES - length) & (blocks ? -Subject.ALIGNMENT : -1);
        this.content = Arrays.copyOfRange(subject.neighbour().known(tag), offset, offset + length);
        this.sourcePosition = Neighbour.position(tag) + offset;
        this.position = subject.anyPosition() & (blocks ? -Subject.ALIGNMENT : -1);
    }

    @Override
    Task<?> start() {
        AsyncFile from = subject.neighbour().file();
        return way.start(
                token -> from.copyTo(sourcePosition, content.length, file, position, token),
                () -> from.blocking().copyTo(sourcePosition, content.length, file, position),
                source.token());
    }

    @Override
    boolean isCancellable() {
        return way == Way.TASK;
    }

    @Override
    Set<Call> calls() {
        return Set.of(Call.COPY, Call.READ, Call.WRITE);
    }

    @Override
    void account(Round round) {
        if (hasSucceeded() && this.<Long>value() != content.length) {
            throw new AssertionError("the neighbour is longer than that");
        }
        round.wrote(position, content, hasSucceeded() ? content.length : 0, content.length);
    }

    @Override
    String describe() {
        return "copy of " + content.length + " from the neighbour at " + sourcePosition + " to " + position + ", "
                + way;
    }
}
