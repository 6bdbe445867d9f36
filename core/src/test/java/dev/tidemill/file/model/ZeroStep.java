package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.Task;
import java.util.Set;

/// Makes a range zeros, by one call or by writing them.
final class ZeroStep extends Step {

    private final AsyncFile file;
    private final Way way;
    private final long position;
    private final int length;

    ZeroStep(Subject subject) {
        super(subject);
        this.file = subject.file();
        this.way = subject.way();
        this.position = subject.position();
        this.length = subject.length();
    }

    @Override
    Task<?> start() {
        return way.<Void>start(
                token -> file.zero(position, length, token),
                () -> {
                    file.blocking().zero(position, length);
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
        return Set.of(Call.ALLOCATE, Call.WRITE);
    }

    @Override
    void account(Round round) {
        round.wrote(position, new byte[length], hasSucceeded() ? length : 0, length);
        if (!hasSucceeded()) subject.renew(); // what it has begun comes to its end
    }

    @Override
    String describe() {
        return "zero " + length + " at " + position + ", " + way;
    }
}
