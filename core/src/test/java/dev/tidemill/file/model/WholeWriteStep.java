package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFiles;
import dev.tidemill.task.Task;
import java.util.Set;

/// Opens the file by its name, empties and writes it.
final class WholeWriteStep extends Step {

    private final byte[] content;
    private final Cargo cargo;

    WholeWriteStep(Subject subject) {
        super(subject);
        this.content = subject.randomContent();
        this.cargo = subject.cargo(content.length).fill(content);
    }

    @Override
    Task<?> start() {
        return AsyncFiles.write(subject.io(), subject.path(), cargo.segment(), source.token());
    }

    @Override
    Set<Call> calls() {
        return Set.of(Call.OPEN, Call.WRITE);
    }

    @Override
    void account(Round round) {
        if (hasSucceeded()) {
            round.cut(0);
            round.wrote(0, content, content.length, content.length);
        } else { // it may have failed before it emptied the file, or in the middle
            round.mayHaveCut(0);
            round.wrote(0, content, 0, content.length);
        }
        cargo.checkMargins();
        cargo.reuse();
    }

    @Override
    String describe() {
        return "write of the whole file, " + cargo;
    }
}
