package dev.tidemill.file;

import dev.tidemill.engine.ClosedFile;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Failure;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritePendingException;

/// Writes a file from a position on. Each write is one of the file; nothing is kept back.
final class FileSink extends FileStream implements ByteSink {

    private static final Task<Void> DONE = Task.completed(null);

    /// What comes next would be written over by it, or not.
    private static final Failure BROKEN =
            () -> new IOException("a write that was cancelled may go on; nobody knows what comes behind it");

    private final AsyncFile file;
    private final boolean ownsFile;

    // Of whoever has the turn.
    private long position;
    private boolean isBroken; // a write goes on that nobody waits for any more

    FileSink(AsyncFile file, long position, boolean ownsFile) {
        this.file = file;
        this.position = position;
        this.ownsFile = ownsFile;
    }

    @Override
    public Task<Void> write(ByteBuffer source, CancellationToken token) {
        if (!take(WritePendingException::new)) return ClosedFile.refused();
        if (isBroken) return over(Task.failed(BROKEN));
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
        return over(write);
    }

    private Task<Void> over(Task<Void> result) {
        if (giveBack()) shutDown();
        return result;
    }

    @Override
    public Task<Void> flush(CancellationToken token) {
        if (!take(WritePendingException::new)) return ClosedFile.refused();
        return over(isBroken ? Task.failed(BROKEN) : DONE);
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
            Outcome<Void> outcome = write.outcomeNow();
            isBroken = outcome instanceof Outcome.Cancelled<Void>(Cancellation cancellation)
                    && cancellation.reach() == Cancellation.Reach.DETACHED;
            endAs(outcome);
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
    public String toString() {
        return file + " from " + position;
    }
}
