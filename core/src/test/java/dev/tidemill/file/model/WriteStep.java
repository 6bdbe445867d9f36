package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;

/// One write, or writes until the memory is empty.
class WriteStep extends Step {

    private final AsyncFile file;
    private final Way way;
    private final Cargo cargo;
    private final boolean whole;
    final byte[] content;
    final long position;

    WriteStep(Subject subject, boolean whole) {
        this(subject, whole, subject.anyFile(), subject.position(), subject.randomContent());
    }

    WriteStep(Subject subject, boolean whole, AsyncFile file, long position, byte[] content) {
        super(subject);
        this.file = file;
        this.way = subject.way();
        this.whole = whole;
        this.position = position;
        this.content = content;
        this.cargo = subject.cargo(file, content.length).fill(content);
    }

    @Override
    final Task<?> start() {
        return whole
                ? way.<Void>start(this::writeFully, this::writeFully, source.token())
                : way.start(this::write, this::write, source.token());
    }

    private Task<Integer> write(CancellationToken token) {
        ByteBuffer buffer = cargo.buffer();
        return buffer == null ? file.write(cargo.segment(), position, token) : file.write(buffer, position, token);
    }

    private int write() throws IOException, InterruptedException {
        ByteBuffer buffer = cargo.buffer();
        return buffer == null
                ? file.blocking().write(cargo.segment(), position)
                : file.blocking().write(buffer, position);
    }

    private Task<Void> writeFully(CancellationToken token) {
        ByteBuffer buffer = cargo.buffer();
        return buffer == null
                ? file.writeFully(cargo.segment(), position, token)
                : file.writeFully(buffer, position, token);
    }

    private Void writeFully() throws IOException, InterruptedException {
        ByteBuffer buffer = cargo.buffer();
        if (buffer == null) file.blocking().writeFully(cargo.segment(), position);
        else file.blocking().writeFully(buffer, position);
        return null;
    }

    @Override
    final boolean isCancellable() {
        return way == Way.TASK;
    }

    @Override
    final Set<Call> calls() {
        return Set.of(Call.WRITE);
    }

    @Override
    final boolean hidesFaults() {
        return super.hidesFaults() || (!whole && hasSucceeded() && this.<Integer>value() < content.length);
    }

    @Override
    final void account(Round round) {
        int certain = certainlyWritten();
        // how far one came that failed says the position of the buffer; a single write that failed wrote nothing
        boolean known = hasSucceeded() || (!isDetached() && (!whole || cargo.moved() >= 0));
        account(round, certain, known ? certain : content.length);
        cargo.checkMargins();
        cargo.reuse();
    }

    private int certainlyWritten() {
        int moved = cargo.moved();
        if (!hasSucceeded()) return Math.max(0, moved);
        int written = whole ? content.length : value();
        if (moved >= 0 && moved != written) throw new AssertionError("the buffer went on by " + moved);
        if (written == 0) throw new AssertionError("a write of nothing succeeded");
        return written;
    }

    void account(Round round, int certain, int possible) {
        round.wrote(position, content, certain, possible);
    }

    @Override
    String describe() {
        return "write" + (whole ? "Fully" : "") + " at " + position + " of " + cargo + ", " + way;
    }
}
