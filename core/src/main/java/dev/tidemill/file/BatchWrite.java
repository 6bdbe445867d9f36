package dev.tidemill.file;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// One of the writes of a [WriteBatch].
public final class BatchWrite implements BatchPart {

    private final AsyncFile file;
    private final long position;
    private final MemorySegment source;

    /// Null until it is submitted.
    @Nullable
    Task<Void> task;

    BatchWrite(AsyncFile file, long position, MemorySegment source) {
        this.file = file;
        this.position = position;
        this.source = source;
    }

    /// The file that is written.
    @Override
    public AsyncFile file() {
        return file;
    }

    /// Where the range begins, in bytes from the start of the file.
    @Override
    public long position() {
        return position;
    }

    /// How many bytes are to be written.
    public long length() {
        return source.byteSize();
    }

    /// The bytes that are written, as given.
    @Override
    public MemorySegment memory() {
        return source;
    }

    /// Waits until all is written. Does not wait if the write came from the iteration over the
    /// batch.
    ///
    /// @throws IOException if this write failed; a part may have been written then
    /// @throws InterruptedException if this thread was interrupted while it waited; the write goes
    ///     on
    /// @throws java.util.concurrent.CancellationException if it was cancelled
    /// @throws IllegalStateException if the batch has not been submitted
    public void await() throws IOException, InterruptedException {
        Task<Void> write = task;
        if (write == null) throw new IllegalStateException("the batch has not been submitted");
        write.await();
    }
}
