package dev.tidemill.file;

import dev.tidemill.engine.Closed;
import dev.tidemill.engine.ClosedFile;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritePendingException;

/// Writes a file from a position on. Each write is one of the file; nothing is kept back.
final class FileSink extends Turn implements ByteSink {

    private static final Task<Void> DONE = Task.completed(null);

    private final AsyncFile file;
    private final boolean ownsFile;
    private long position; // of whoever has the turn

    FileSink(AsyncFile file, long position, boolean ownsFile) {
        this.file = file;
        this.position = position;
        this.ownsFile = ownsFile;
    }

    @Override
    public Task<Void> write(ByteBuffer source, CancellationToken token) {
        if (!take(WritePendingException::new)) return ClosedFile.refused();
        int before = source.position();
        Task<Void> write;
        try {
            write = source.hasRemaining() ? file.writeFully(source, position, token) : DONE;
        } catch (Throwable mistake) {
            if (giveBack()) shutDown();
            throw mistake;
        }
        if (!write.isDone()) return new WaitingWrite(source, before).begin(write);
        position += source.position() - before;
        if (giveBack()) shutDown();
        return write;
    }

    @Override
    public Task<Void> flush(CancellationToken token) {
        if (!take(WritePendingException::new)) return ClosedFile.refused();
        if (giveBack()) shutDown();
        return DONE;
    }

    private final class WaitingWrite extends Following<Void, Void> {

        private final ByteBuffer source;
        private final int before;

        WaitingWrite(ByteBuffer source, int before) {
            this.source = source;
            this.before = before;
        }

        Task<Void> begin(Task<Void> write) {
            follow(write);
            return this;
        }

        /// Also if it failed: the next write goes on behind what was written.
        @Override
        void stepDone(Task<Void> write) {
            position += source.position() - before;
            endAs(outcomeOf(write));
        }

        @Override
        protected String describe() {
            return file + ": write of the stream";
        }
    }

    @Override
    AsyncFile file() {
        return file;
    }

    @Override
    void shutDown() {
        shutDownWith(ownsFile ? file.closing() : DONE, null);
    }

    @Override
    public void close() throws IOException {
        Closed.await(closing());
    }

    @Override
    public String toString() {
        return file + " from " + position;
    }
}
