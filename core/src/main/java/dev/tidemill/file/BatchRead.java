package dev.tidemill.file;

import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// One of the reads of a [ReadBatch].
public final class BatchRead extends BatchPart<Integer> {

    BatchRead(AsyncFile file, long position, MemorySegment target) {
        super(file, position, target);
    }

    @Override
    Task<Integer> alone(CancellationToken token) {
        return file().read(memory(), position(), token);
    }

    @Override
    Integer whole() {
        return (int) length();
    }

    /// The bytes that were read: as many as asked for, or fewer if the file ends before. Does not
    /// wait if the read came from the iteration over the batch.
    ///
    /// @return a part of the memory of the batch, or of the segment that was given; good until the
    ///     batch is cleared or closed
    /// @throws IOException if this read failed
    /// @throws InterruptedException if this thread was interrupted while it waited; the read goes
    ///     on
    /// @throws java.util.concurrent.CancellationException if it was cancelled
    /// @throws IllegalStateException if the batch has not been submitted
    public MemorySegment await() throws IOException, InterruptedException {
        int bytes = awaitTask();
        return bytes == length() ? memory() : memory().asSlice(0, bytes);
    }
}
