package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.Task;
import java.util.Set;

/// Asks how long the file is.
final class SizeStep extends Step {

    private final AsyncFile file;
    private final Way way;

    SizeStep(Subject subject) {
        super(subject);
        this.file = subject.file();
        this.way = subject.way();
    }

    @Override
    Task<?> start() {
        return way.start(_ -> file.size(), () -> file.blocking().size(), source.token());
    }

    @Override
    boolean isCancellable() {
        return way == Way.TASK;
    }

    @Override
    Set<Call> calls() {
        return Set.of(Call.SIZE);
    }

    @Override
    void account(Round round) {}

    @Override
    void check(Round round) {
        if (!hasSucceeded()) return;
        long size = value();
        if (size < round.leastSize() || size > round.mostSize()) {
            throw new AssertionError("the size was " + size + "; " + round);
        }
    }

    @Override
    String describe() {
        return "size, " + way;
    }
}
