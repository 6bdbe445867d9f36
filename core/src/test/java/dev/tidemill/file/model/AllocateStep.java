package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.Task;
import java.util.Set;

/// Sets room aside, and makes the file longer if it was shorter.
final class AllocateStep extends Step {

    private final AsyncFile file;
    private final long size;

    AllocateStep(Subject subject) {
        super(subject);
        this.file = subject.file();
        this.size = 1 + subject.anyPosition();
    }

    @Override
    Task<?> start() {
        return file.allocate(size);
    }

    @Override
    Set<Call> calls() {
        return Set.of(Call.ALLOCATE);
    }

    @Override
    void account(Round round) {
        if (hasSucceeded()) {
            if (this.<Boolean>value()) round.grewTo(size);
        } else if (mayHaveHappened()) {
            round.mayHaveGrown(size);
        }
    }

    @Override
    String describe() {
        return "allocate " + size;
    }
}
