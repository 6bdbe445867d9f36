package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Set;

/// One write of several pieces of memory, or writes until all are empty.
final class WritePiecesStep extends Step {

    private final AsyncFile file;
    private final Way way;
    private final byte[] content;
    private final Load load;
    private final long position;
    private final boolean whole;

    WritePiecesStep(Subject subject, boolean whole) {
        super(subject);
        this.file = subject.file();
        this.way = subject.way();
        this.content = subject.randomContent();
        this.load = new Load(subject, file, content.length, subject.isDirect()).fill(content);
        this.position = subject.position();
        this.whole = whole;
    }

    @Override
    Task<?> start() {
        return whole
                ? way.<Void>start(this::writeFully, this::writeFully, source.token())
                : way.start(this::write, this::write, source.token());
    }

    private Task<Long> write(CancellationToken token) {
        ByteBuffer[] buffers = load.buffers();
        return buffers == null ? file.write(load.segments(), position, token) : file.write(buffers, position, token);
    }

    private long write() throws IOException, InterruptedException {
        ByteBuffer[] buffers = load.buffers();
        return buffers == null
                ? file.blocking().write(load.segments(), position)
                : file.blocking().write(buffers, position);
    }

    private Task<Void> writeFully(CancellationToken token) {
        ByteBuffer[] buffers = load.buffers();
        return buffers == null
                ? file.writeFully(load.segments(), position, token)
                : file.writeFully(buffers, position, token);
    }

    private Void writeFully() throws IOException, InterruptedException {
        ByteBuffer[] buffers = load.buffers();
        if (buffers == null) file.blocking().writeFully(load.segments(), position);
        else file.blocking().writeFully(buffers, position);
        return null;
    }

    @Override
    boolean isCancellable() {
        return way == Way.TASK;
    }

    @Override
    Set<Call> calls() {
        return Set.of(Call.WRITE);
    }

    @Override
    boolean hidesFaults() {
        return super.hidesFaults() || (!whole && hasSucceeded() && this.<Long>value() < content.length);
    }

    @Override
    void account(Round round) {
        int certain = certainlyWritten();
        boolean known = hasSucceeded() || (!isDetached() && (!whole || load.moved() >= 0));
        round.wrote(position, content, certain, known ? certain : content.length);
        load.checkMargins();
        if (!isDetached()) load.reuse();
    }

    private int certainlyWritten() {
        int moved = load.moved();
        if (!hasSucceeded()) return Math.max(0, moved);
        int written = whole ? content.length : (int) (long) value();
        if (moved >= 0 && moved != written) throw new AssertionError("the buffers went on by " + moved);
        if (written == 0) throw new AssertionError("a write of nothing succeeded");
        return written;
    }

    @Override
    String describe() {
        return "write" + (whole ? "Fully" : "") + " at " + position + " of " + load + ", " + way;
    }
}
