package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;

/// One read into several pieces of memory, or reads until all are full.
final class ReadPiecesStep extends Step {

    private final AsyncFile file;
    private final Way way;
    private final Load target;
    private final long position;
    private final boolean whole;

    ReadPiecesStep(Subject subject, boolean whole) {
        super(subject);
        this.file = subject.file();
        this.way = subject.way();
        this.target = new Load(subject, file, subject.length(), subject.isDirect());
        this.position = subject.position();
        this.whole = whole;
    }

    @Override
    Task<?> start() {
        return whole
                ? way.<Void>start(this::readFully, this::readFully, source.token())
                : way.start(this::read, this::read, source.token());
    }

    private Task<Long> read(CancellationToken token) {
        ByteBuffer[] buffers = target.buffers();
        return buffers == null ? file.read(target.segments(), position, token) : file.read(buffers, position, token);
    }

    private long read() throws IOException, InterruptedException {
        ByteBuffer[] buffers = target.buffers();
        return buffers == null
                ? file.blocking().read(target.segments(), position)
                : file.blocking().read(buffers, position);
    }

    private Task<Void> readFully(CancellationToken token) {
        ByteBuffer[] buffers = target.buffers();
        return buffers == null
                ? file.readFully(target.segments(), position, token)
                : file.readFully(buffers, position, token);
    }

    private Void readFully() throws IOException, InterruptedException {
        ByteBuffer[] buffers = target.buffers();
        if (buffers == null) file.blocking().readFully(target.segments(), position);
        else file.blocking().readFully(buffers, position);
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
        return super.hidesFaults() || (!whole && hasSucceeded() && this.<Long>value() < target.length());
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

    private int bytesRead(Round round) {
        if (exception() instanceof EOFException && position + target.length() <= round.leastSize()) {
            throw new AssertionError("it did not come so far that the file ends; " + round);
        }
        int moved = target.moved();
        if (!hasSucceeded()) return Math.max(0, moved);
        int read = whole ? target.length() : (int) (long) value();
        if (moved >= 0 && moved != read) throw new AssertionError("the buffers went on by " + moved);
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
