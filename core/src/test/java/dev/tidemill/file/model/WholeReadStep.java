package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.task.Task;
import java.util.Set;

/// Reads the file by its name, from its start to its end.
final class WholeReadStep extends Step {

    WholeReadStep(Subject subject) {
        super(subject);
    }

    @Override
    Task<?> start() {
        return AsyncFiles.readAllBytes(subject.io(), subject.path(), source.token());
    }

    @Override
    Set<Call> calls() {
        return Set.of(Call.OPEN, Call.READ, Call.SIZE);
    }

    /// It reads on where one read ended, which may have met an error behind its bytes.
    @Override
    boolean hidesFaults() {
        return true;
    }

    @Override
    void account(Round round) {}

    @Override
    void check(Round round) {
        if (!hasSucceeded()) return;
        byte[] bytes = value();
        if (bytes.length < round.leastSize()) {
            throw new AssertionError(bytes.length + " bytes were read; " + round);
        }
        round.checkRead(0, bytes, bytes.length);
    }

    @Override
    String describe() {
        return "readAllBytes";
    }
}
