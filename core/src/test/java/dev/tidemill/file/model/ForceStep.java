package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.Task;
import java.util.Set;

/// Brings the file to the device, which nobody can see.
final class ForceStep extends Step {

    private final AsyncFile file;
    private final Way way;
    private final boolean metaData;

    ForceStep(Subject subject) {
        super(subject);
        this.file = subject.file();
        this.way = subject.way();
        this.metaData = subject.random().nextBoolean();
    }

    @Override
    Task<?> start() {
        return way.<Void>start(
                token -> file.force(metaData, token),
                () -> {
                    file.blocking().force(metaData);
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
        return Set.of(metaData ? Call.FSYNC : Call.FDATASYNC);
    }

    @Override
    void account(Round round) {
        if (!hasSucceeded()) subject.renew(); // whether a file says so for ever is its own contract
    }

    @Override
    String describe() {
        return "force(" + metaData + "), " + way;
    }
}
