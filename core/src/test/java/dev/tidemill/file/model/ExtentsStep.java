package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.Extent;
import dev.tidemill.task.Task;
import java.util.List;
import java.util.Set;

/// Lists the data in a range: in order, and between it nothing but zeros.
final class ExtentsStep extends Step {

    private final AsyncFile file;
    private final Way way;
    private final long position;
    private final long length;

    ExtentsStep(Subject subject) {
        super(subject);
        this.file = subject.file();
        this.way = subject.way();
        boolean all = subject.random().nextBoolean();
        this.position = all ? 0 : subject.anyPosition();
        this.length = all ? Long.MAX_VALUE : subject.anyLength();
    }

    @Override
    Task<?> start() {
        return way.start(
                token -> file.extents(position, length, token),
                () -> file.blocking().extents(position, length),
                source.token());
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
        long end = position;
        for (Extent extent : this.<List<Extent>>value()) {
            if (extent.position() < end || extent.length() < 1 || extent.end() > position + length) {
                throw new AssertionError(extent + " is not behind " + end + ", or too long; " + round);
            }
            if (extent.end() > round.mostSize()) throw new AssertionError(extent + " is too long; " + round);
            round.checkHole(end, extent.position());
            end = extent.end();
        }
        round.checkHole(end, position + length);
    }

    @Override
    String describe() {
        return "extents of " + length + " at " + position + ", " + way;
    }
}
