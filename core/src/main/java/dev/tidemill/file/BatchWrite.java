package dev.tidemill.file;

import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// One of the writes of a [WriteBatch].
public final class BatchWrite extends BatchPart<Void> {

    BatchWrite(AsyncFile file, long position, MemorySegment source) {
        super(file, position, source);
    }

    @Override
    Task<Void> alone(CancellationToken token) {
        return file().writeFully(memory(), position(), token);
    }

    @Override
    @SuppressWarnings("NullAway") // the only value of Void
    Void whole() {
        return null;
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
        awaitTask();
    }
}
