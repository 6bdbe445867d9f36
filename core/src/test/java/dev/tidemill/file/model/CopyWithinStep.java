package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.Task;
import java.util.Set;

/// Copies from one place in the file to another, through one open file or two.
final class CopyWithinStep extends Step {

    private final AsyncFile from;
    private final AsyncFile to;
    private final Way way;
    private final long position;
    private final int length;
    private final long targetPosition;

    CopyWithinStep(Subject subject) {
        super(subject);
        this.from = subject.anyFile();
        this.to = subject.anyFile();
        this.way = subject.way();
        int unit = subject.random().nextBoolean() ? Subject.ALIGNMENT : 1;
        long target = subject.anyPosition() & -unit;
        this.position = subject.anyPosition() & -unit;
        this.targetPosition = target == position ? position + unit : target;
        this.length = (int) Math.min(subject.anyLength(), Math.abs(targetPosition - position));
    }

    @Override
    Task<?> start() {
        return way.start(
                token -> from.copyTo(position, length, to, targetPosition, token),
                () -> from.blocking().copyTo(position, length, to, targetPosition),
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
        int copied = hasSucceeded() ? (int) (long) value() : 0;
        round.copied(position, targetPosition, copied, hasSucceeded() ? copied : length);
    }

    @Override
    void check(Round round) {
        if (!hasSucceeded()) return;
        long copied = value();
        boolean tooMany = copied > length || (copied > 0 && position + copied > round.mostSize());
        if (tooMany || copied < round.leastFrom(position, length)) {
            throw new AssertionError(copied + " bytes were copied; " + round);
        }
    }

    @Override
    String describe() {
        return "copy of " + length + " from " + position + " to " + targetPosition + ", " + way;
    }
}
