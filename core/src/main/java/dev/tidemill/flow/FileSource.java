package dev.tidemill.flow;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.nio.ByteBuffer;

/// The bytes of a file from a position on, up to a length or the end. For one subscription, which
/// reads once at a time.
final class FileSource implements ByteSource {

    private final AsyncFile file;
    private final boolean closes;
    private final long end;
    private volatile long position; // changed by the read that is pending, if there is one

    /// @param length in bytes; the file may end before
    /// @param closes whether the file is closed with this
    FileSource(AsyncFile file, long position, long length, boolean closes) {
        this.file = file;
        this.closes = closes;
        this.position = position;
        this.end = position > Long.MAX_VALUE - length ? Long.MAX_VALUE : position + length;
    }

    @Override
    public Task<Integer> read(ByteBuffer target, CancellationToken token) {
        long at = position;
        long left = end - at;
        if (left == 0) return Task.completed(-1);
        int limit = target.limit();
        if (left < target.remaining()) target.limit(target.position() + (int) left);
        Task<Integer> read = file.read(target, at, token);
        if (read.isDone())
            return read.state() == Task.State.SUCCESS
                    ? Task.completed(took(read.resultNow(), at, target, limit))
                    : read;
        return read.thenApplyAsync(bytes -> took(bytes, at, target, limit), Tasks.inline());
    }

    private int took(int bytes, long at, ByteBuffer target, int limit) {
        target.limit(limit);
        position = at + bytes;
        return bytes == 0 ? -1 : bytes;
    }

    @Override
    public Task<Void> closing() {
        return closes ? file.closing() : Task.completed(null);
    }

    @Override
    public void close() throws IOException {
        if (closes) file.close();
    }
}
