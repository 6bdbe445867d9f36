package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.Task;
import java.util.Set;

/// Sets room aside for a range, and makes the file longer if it ends before that does.
final class AllocateRangeStep extends Step {

    private final AsyncFile file;
    private final Way way;
    private final long position;
    private final int length;

    AllocateRangeStep(Subject subject) {
        super(subject);
        this.file = subject.file();
        this.way = subject.way();
        this.position = subject.anyPosition();
        this.length = subject.anyLength();
    }

    @Override
    Task<?> start() {
        return way.start(
                token -> file.allocate(position, length, token),
                () -> file.blocking().allocate(position, length),
                source.token());
    }

    @Override
    boolean isCancellable() {
        return way == Way.TASK;
    }

    @Override
    Set<Call> calls() {
        return Set.of(Call.ALLOCATE);
    }

    @Override
    void account(Round round) {
        if (hasSucceeded()) {
            if (this.<Boolean>value()) round.grewTo(position + length);
        } else if (mayHaveHappened()) {
            round.mayHaveGrown(position + length);
        }
    }

    @Override
    String describe() {
        return "allocate " + length + " at " + position + ", " + way;
    }
}
