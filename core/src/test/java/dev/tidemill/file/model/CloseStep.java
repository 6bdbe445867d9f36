package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.util.Set;

/// Closes the file under what is pending, or after it.
final class CloseStep extends Step {

    private final AsyncFile file;
    private final boolean waits;

    CloseStep(Subject subject) {
        super(subject);
        this.file = subject.anyFile();
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

    /// Whoever closes the file is told that a force has failed.
    @Override
    boolean explains(IOException e) {
        return Promise.isReminder(e);
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
