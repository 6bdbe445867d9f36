package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.Task;
import java.util.Set;

/// Closes the file under what is pending, or after it.
final class CloseStep extends Step {

    private final AsyncFile file;
    private final boolean waits;

    CloseStep(Subject subject) {
        super(subject);
        this.file = subject.file();
        this.waits = subject.random().nextBoolean();
    }

    @Override
    Task<?> start() {
        return waits ? file.closeAfterPending() : file.closing();
    }

    @Override
    boolean isCancellable() {
        return false;
    }

    @Override
    Set<Call> calls() {
        return Set.of();
    }

    @Override
    void account(Round round) {
        if (file.isOpen()) throw new AssertionError("it is still open");
        subject.renew();
    }

    @Override
    String describe() {
        return waits ? "closeAfterPending" : "closing";
    }
}
