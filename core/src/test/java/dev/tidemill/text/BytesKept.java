package dev.tidemill.text;

import dev.tidemill.stream.ByteSink;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import dev.tidemill.task.TaskSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A sink in memory. It may be late: then each write, flush and close is pending until the test
/// lets it go on. It may fail after a number of bytes.
final class BytesKept implements ByteSink {

    private final boolean late;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private ByteBuffer source;
    private TaskSource<Void> pending;
    private int room = Integer.MAX_VALUE;
    private IOException failure;
    int flushes;
    boolean isClosed;

    private BytesKept(boolean late) {
        this.late = late;
    }

    static BytesKept atOnce() {
        return new BytesKept(false);
    }

    static BytesKept late() {
        return new BytesKept(true);
    }

    /// Fails each time when so many bytes were written; until [#unlimited].
    BytesKept failAfter(int length, IOException exception) {
        room = length;
        failure = exception;
        return this;
    }

    void unlimited() {
        room = Integer.MAX_VALUE;
    }

    synchronized byte[] bytes() {
        return bytes.toByteArray();
    }

    @Override
    public Task<Void> write(ByteBuffer source, CancellationToken token) {
        return begin(source, token);
    }

    @Override
    public Task<Void> flush(CancellationToken token) {
        flushes++;
        return begin(ByteBuffer.allocate(0), token);
    }

    @Override
    public Task<Void> closing() {
        isClosed = true;
        return begin(ByteBuffer.allocate(0), CancellationToken.none());
    }

    private synchronized Task<Void> begin(ByteBuffer source, CancellationToken token) {
        if (pending != null) throw new AssertionError("something is pending");
        this.source = source;
        pending = new TaskSource<>(this::cancel);
        Task<Void> task = pending.task().cancelOn(token);
        if (!late) goOn();
        return task;
    }

    /// A few bytes are written all the same.
    private synchronized void cancel(CancellationReason reason) {
        TaskSource<Void> cancelled = pending;
        pending = null;
        if (cancelled == null) return;
        take(Math.min(3, source.remaining()));
        cancelled.cancel(reason);
    }

    private void take(int length) {
        for (int i = 0; i < length; i++) bytes.write(source.get());
        room -= length;
    }

    synchronized boolean isPending() {
        return pending != null;
    }

    void goOn() {
        TaskSource<Void> done;
        boolean fails;
        synchronized (this) {
            done = pending;
            pending = null;
            fails = room < source.remaining();
            take(Math.min(room, source.remaining()));
        }
        if (fails) done.fail(failure);
        else done.succeed(null);
    }

    <T> T goOnUntil(Task<T> task) throws IOException, InterruptedException {
        while (!task.isDone()) {
            if (isPending()) goOn();
            else Thread.onSpinWait();
        }
        return task.await();
    }

    @Override
    public void close() {
        closing().forget();
    }

    @Override
    public String toString() {
        return "bytes";
    }
}
