package dev.tidemill.text;

import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import dev.tidemill.task.TaskSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.util.ArrayDeque;
import java.util.Deque;

/// A source in memory that comes in the pieces it is made of. A piece may be late: then the read is
/// pending until the test lets it go on, or a thread does so by itself.
final class PiecesOfBytes implements ByteSource {

    /// Bytes, an exception to fail with once, or the end in between (no bytes).
    private final Deque<Object> pieces = new ArrayDeque<>();

    private final boolean late;
    private ByteBuffer target;
    private TaskSource<Integer> pending;
    private boolean closed;
    int reads;

    private PiecesOfBytes(boolean late) {
        this.late = late;
    }

    static PiecesOfBytes atOnce(byte[]... pieces) {
        return new PiecesOfBytes(false).andThen(pieces);
    }

    /// Each read is pending until [#goOn].
    static PiecesOfBytes late(byte[]... pieces) {
        return new PiecesOfBytes(true).andThen(pieces);
    }

    synchronized PiecesOfBytes andThen(byte[]... more) {
        for (byte[] piece : more) pieces.add(piece);
        return this;
    }

    synchronized PiecesOfBytes andThenFail(IOException exception) {
        pieces.add(exception);
        return this;
    }

    @Override
    public synchronized Task<Integer> read(ByteBuffer target, CancellationToken token) {
        if (!target.hasRemaining()) throw new IllegalArgumentException("no room");
        if (pending != null) throw new AssertionError("a read is pending");
        reads++;
        this.target = target;
        pending = new TaskSource<>(this::cancel);
        Task<Integer> task = pending.task().cancelOn(token);
        if (!late) goOn();
        return task;
    }

    private synchronized void cancel(CancellationReason reason) {
        TaskSource<Integer> cancelled = pending;
        pending = null;
        if (cancelled != null) cancelled.cancel(reason);
    }

    synchronized boolean isPending() {
        return pending != null;
    }

    /// Ends the pending read with the next piece.
    void goOn() {
        TaskSource<Integer> done;
        Object piece;
        int length = -1;
        synchronized (this) {
            done = pending;
            pending = null;
            piece = pieces.poll();
            if (piece instanceof byte[] bytes && bytes.length > 0) {
                length = Math.min(bytes.length, target.remaining());
                target.put(bytes, 0, length);
                if (length < bytes.length) pieces.push(java.util.Arrays.copyOfRange(bytes, length, bytes.length));
            }
        }
        if (piece instanceof IOException exception) done.fail(exception);
        else done.succeed(length);
    }

    /// Lets reads go on until this task is done; they are never made on this thread.
    <T> T goOnUntil(Task<T> task) throws IOException, InterruptedException {
        while (!task.isDone()) {
            if (isPending()) goOn();
            else Thread.onSpinWait();
        }
        return task.await();
    }

    @Override
    public Task<Void> closing() {
        TaskSource<Integer> interrupted;
        synchronized (this) {
            closed = true;
            interrupted = pending;
            pending = null;
        }
        if (interrupted != null) interrupted.fail(AsynchronousCloseException::new);
        return Task.completed(null);
    }

    @Override
    public void close() {
        closing().forget();
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public String toString() {
        return "pieces";
    }
}
