package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.Task;
import java.util.Set;

/// Makes a hole, which reads as zeros.
final class PunchStep extends Step {

    private final AsyncFile file;
    private final Way way;
    private final long position;
    private final int length;

    PunchStep(Subject subject) {
        super(subject);
        this.file = subject.file();
        this.way = subject.way();
        this.position = subject.anyPosition();
        this.length = subject.anyLength();
    }

    @Override
    Task<?> start() {
        return way.start(
                token -> file.punchHole(position, length, token),
                () -> file.blocking().punchHole(position, length),
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
            if (this.<Boolean>value()) round.punched(position, length, true);
        } else if (mayHaveHappened()) {
            round.punched(position, length, false);
        }
    }

    @Override
    String describe() {
        return "punchHole of " + length + " at " + position + ", " + way;
    }
}
