package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.Task;
import java.util.Set;

/// Looks for data or for a hole: a hole never hides data.
final class SeekStep extends Step {

    private final AsyncFile file;
    private final Way way;
    private final boolean data;
    private final long position;

    SeekStep(Subject subject) {
        super(subject);
        this.file = subject.file();
        this.way = subject.way();
        this.data = subject.random().nextBoolean();
        this.position = subject.anyPosition();
    }

    @Override
    Task<?> start() {
        return data
                ? way.start(_ -> file.nextData(position), () -> file.blocking().nextData(position), source.token())
                : way.start(_ -> file.nextHole(position), () -> file.blocking().nextHole(position), source.token());
    }

    @Override
    boolean isCancellable() {
        return way == Way.TASK;
    }

    @Override
    Set<Call> calls() {
        return Set.of(Call.SEEK);
    }

    @Override
    void account(Round round) {}

    @Override
    void check(Round round) {
        if (!hasSucceeded()) return;
        long found = value();
        boolean none = data && found == -1;
        if (!none && (found < position || found > Math.max(position, round.mostSize()))) {
            throw new AssertionError("there is no such place: " + found + "; " + round);
        }
        if (data) round.checkHole(position, none ? Long.MAX_VALUE : found);
    }

    @Override
    String describe() {
        return "next" + (data ? "Data" : "Hole") + " from " + position + ", " + way;
    }
}
