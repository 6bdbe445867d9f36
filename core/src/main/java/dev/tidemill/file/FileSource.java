package dev.tidemill.file;

import dev.tidemill.engine.ClosedFile;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.nio.ByteBuffer;
import java.nio.channels.ReadPendingException;

/// The bytes of a file from a position on. Each read is one of the file.
final class FileSource extends FileStream implements ByteSource {

    private static final Task<Integer> NOTHING = Task.completed(0);
    private static final Task<Integer> END = Task.completed(-1);

    private final AsyncFile file;
    private final boolean ownsFile;

    // Of whoever has the turn.
    private long position;
    private boolean hasEnded; // past the page cache, where no other read may begin

    FileSource(AsyncFile file, long position, boolean ownsFile) {
        this.file = file;
        this.position = position;
        this.ownsFile = ownsFile;
    }

    @Override
    public Task<Integer> read(ByteBuffer target, CancellationToken token) {
        Checks.target(target);
        if (!take(ReadPendingException::new)) return ClosedFile.refused();
        Task<Integer> read;
        try {
            read = hasEnded ? NOTHING : file.read(target, position, token);
        } catch (Throwable mistake) {
            if (giveBack()) shutDown();
            throw mistake;
        }
        if (!read.isDone()) return new WaitingRead().begin(read);
        Task<Integer> result = goOn(read);
        if (giveBack()) shutDown();
        return result;
    }

    private Task<Integer> goOn(Task<Integer> read) {
        if (read.state() != Task.State.SUCCESS) return read;
        int bytes = read.resultNow();
        position += bytes;
        hasEnded |= bytes > 0 && file.endsBefore(position);
        return bytes == 0 ? END : read;
    }

    private final class WaitingRead extends Following<Integer, Integer> {

        Task<Integer> begin(Task<Integer> read) {
            follow(read);
            return this;
        }

        @Override
        void stepDone(Task<Integer> read) {
            endAs(goOn(read).outcomeNow());
        }

        @Override
        protected String describe() {
            return file + ": read of the stream";
        }
    }

    @Override
    AsyncFile file() {
        return file;
    }

    @Override
    void shutDown() {
        shutDownWith(ownsFile ? file.closing() : Task.completed(null), null);
    }

    @Override
    public String toString() {
        return file + " from " + position;
    }
}
