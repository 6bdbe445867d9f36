package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;

/// One read, or reads until the memory is full.
final class ReadStep extends Step {

    private final AsyncFile file;
    private final Way way;
    private final Cargo target;
    private final long position;
    private final boolean whole;

    ReadStep(Subject subject, boolean whole) {
        super(subject);
        this.file = subject.anyFile();
        this.way = subject.way();
        this.target = subject.cargo(file, subject.length(file));
        this.position = subject.position(file);
        this.whole = whole;
    }

    @Override
    Task<?> start() {
        return whole
                ? way.<Void>start(this::readFully, this::readFully, source.token())
                : way.start(this::read, this::read, source.token());
    }

    private Task<Integer> read(CancellationToken token) {
        ByteBuffer buffer = target.buffer();
        return buffer == null ? file.read(target.segment(), position, token) : file.read(buffer, position, token);
    }

    private int read() throws IOException, InterruptedException {
        ByteBuffer buffer = target.buffer();
        return buffer == null
                ? file.blocking().read(target.segment(), position)
                : file.blocking().read(buffer, position);
    }

    private Task<Void> readFully(CancellationToken token) {
        ByteBuffer buffer = target.buffer();
        return buffer == null
                ? file.readFully(target.segment(), position, token)
                : file.readFully(buffer, position, token);
    }

    private Void readFully() throws IOException, InterruptedException {
        ByteBuffer buffer = target.buffer();
        if (buffer == null) file.blocking().readFully(target.segment(), position);
        else file.blocking().readFully(buffer, position);
        return null;
    }

    @Override
    boolean isCancellable() {
        return way == Way.TASK;
    }

    @Override
    Set<Call> calls() {
        return Set.of(Call.READ);
    }

    @Override
    boolean explains(IOException e) {
        return whole && e instanceof EOFException;
    }

    @Override
    boolean hidesFaults() {
        return super.hidesFaults() || (!whole && hasSucceeded() && this.<Integer>value() < target.length());
    }

    @Override
    void account(Round round) {}

    @Override
    void check(Round round) {
        int read = bytesRead(round);
        round.checkRead(position, target.bytes(), read);
        target.checkMargins();
        if (!isDetached()) target.reuse();
    }

    /// How many bytes it has read.
    private int bytesRead(Round round) {
        int moved = target.moved();
        if (exception() instanceof EOFException) {
            if (position + target.length() <= round.leastSize()) {
                throw new AssertionError("it did not come so far that the file ends; " + round);
            }
            boolean stable = round.leastSize() == round.mostSize();
            if (moved >= 0 && stable && moved != Math.max(0, round.leastSize() - position)) {
                throw new AssertionError("at the end of the file it had read " + moved + " bytes; " + round);
            }
        }
        if (!hasSucceeded()) return Math.max(0, moved);
        int read = whole ? target.length() : value();
        if (moved >= 0 && moved != read) throw new AssertionError("the buffer went on by " + moved);
        if (read == 0 && position < round.leastSize()) {
            throw new AssertionError("nothing was read before the end of the file; " + round);
        }
        return read;
    }

    @Override
    String describe() {
        return "read" + (whole ? "Fully" : "") + " at " + position + " of " + target + ", " + way;
    }
}
