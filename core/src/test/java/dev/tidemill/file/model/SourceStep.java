package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.Task;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;

/// Reads the file as a stream, to its end or a part, and what comes ahead of it.
final class SourceStep extends Step {

    private final AsyncFile file;
    private final long position;
    private final int readAhead;
    private final int most;
    private final int pieces;
    private final ByteArrayOutputStream read = new ByteArrayOutputStream(); // of the thread that reads
    private boolean ended; // its, too

    SourceStep(Subject subject) {
        super(subject);
        this.file = subject.anyFile();
        this.readAhead = subject.random().nextInt(4);
        this.position = readAhead == 0 ? subject.position(file) : subject.anyPosition();
        this.most = subject.random().nextBoolean() ? Integer.MAX_VALUE : subject.anyLength();
        this.pieces = readAhead == 0 ? 64 * 1024 : 1 + subject.random().nextInt(64 * 1024);
    }

    @Override
    Task<?> start() {
        return Task.run(this::readAll);
    }

    private void readAll() throws IOException, InterruptedException {
        ByteBuffer target = ByteBuffer.allocate(pieces);
        try (ByteSource stream = file.source(position, readAhead)) {
            while (!ended && read.size() < most) {
                ended = stream.read(target.clear()).await() < 0;
                read.write(target.array(), 0, target.position());
            }
        }
    }

    @Override
    boolean isCancellable() {
        return false;
    }

    @Override
    Set<Call> calls() {
        return Set.of(Call.READ);
    }

    /// What it read ahead nobody may have wanted.
    @Override
    boolean hidesFaults() {
        return true;
    }

    @Override
    void account(Round round) {}

    @Override
    void check(Round round) {
        if (ended && position + read.size() < round.leastSize()) {
            throw new AssertionError("the stream ended after " + read.size() + " bytes; " + round);
        }
        round.checkRead(position, read.toByteArray(), read.size());
    }

    @Override
    String describe() {
        return "source from " + position + ", " + readAhead + " ahead, by " + pieces;
    }
}
