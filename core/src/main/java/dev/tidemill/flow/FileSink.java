package dev.tidemill.flow;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.nio.ByteBuffer;

/// A file that is written from a position on. For one subscriber, which writes once at a time.
final class FileSink implements ByteSink {

    private final AsyncFile file;
    private final boolean closes;
    private volatile long position; // changed by whoever starts a write

    /// @param closes whether the file is closed with this
    FileSink(AsyncFile file, long position, boolean closes) {
        this.file = file;
        this.position = position;
        this.closes = closes;
    }

    /// Where the next write goes is certain only after one that succeeded; after another one there
    /// is none.
    @Override
    public Task<Void> write(ByteBuffer source, CancellationToken token) {
        long at = position;
        position = at + source.remaining();
        return file.writeFully(source, at, token);
    }

    @Override
    public Task<Void> flush(CancellationToken token) {
        return Task.completed(null);
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
