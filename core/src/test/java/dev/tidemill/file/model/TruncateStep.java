package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.Task;
import java.util.Set;

/// Makes the file shorter or longer.
final class TruncateStep extends Step {

    private final AsyncFile file;
    private final Way way;
    private final long size;

    TruncateStep(Subject subject) {
        super(subject);
        this.file = subject.file();
        this.way = subject.way();
        this.size = subject.anyPosition();
    }

    @Override
    Task<?> start() {
        return way.<Void>start(
                _ -> file.truncate(size),
                () -> {
                    file.blocking().truncate(size);
                    return null;
                },
                source.token());
    }

    @Override
    boolean isCancellable() {
        return way == Way.TASK;
    }

    @Override
    Set<Call> calls() {
        return Set.of(Call.TRUNCATE);
    }

    @Override
    void account(Round round) {
        if (hasSucceeded()) round.cut(size);
        else if (mayHaveHappened()) round.mayHaveCut(size);
    }

    @Override
    String describe() {
        return "truncate to " + size + ", " + way;
    }
}
