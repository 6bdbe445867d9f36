package dev.tidemill.file;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// One of the reads of a [ReadBatch].
public final class BatchRead implements BatchPart {

    private final AsyncFile file;
    private final long position;
    private final MemorySegment target;

    /// Null until it is submitted.
    @Nullable
    Task<Integer> task;

    BatchRead(AsyncFile file, long position, MemorySegment target) {
        this.file = file;
        this.position = position;
        this.target = target;
    }

    /// The file that is read.
    @Override
    public AsyncFile file() {
        return file;
    }

    /// Where the range begins, in bytes from the start of the file.
    @Override
    public long position() {
        return position;
    }

    /// How many bytes were asked for.
    public long length() {
        return target.byteSize();
    }

    /// What is read into: a part of the memory of the batch, or the segment that was given.
    @Override
    public MemorySegment memory() {
        return target;
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
        Task<Integer> read = task;
        if (read == null) throw new IllegalStateException("the batch has not been submitted");
        int bytes = read.await();
        return bytes == target.byteSize() ? target : target.asSlice(0, bytes);
    }
}
