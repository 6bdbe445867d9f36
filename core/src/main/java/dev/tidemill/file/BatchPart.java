package dev.tidemill.file;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.foreign.MemorySegment;

/// One of the transfers of a batch.
///
/// @param <T> what its task gives
abstract sealed class BatchPart<T> permits BatchRead, BatchWrite {

    private final AsyncFile file;
    private final long position;
    private final MemorySegment memory;
    private @Nullable Task<T> task; // null until it is submitted

    BatchPart(AsyncFile file, long position, MemorySegment memory) {
        this.file = file;
        this.position = position;
        this.memory = memory;
    }

    /// The file that is read or written.
    public final AsyncFile file() {
        return file;
    }

    /// Where the range begins, in bytes from the start of the file.
    public final long position() {
        return position;
    }

    /// How many bytes are to be read or written.
    public final long length() {
        return memory.byteSize();
    }

    /// What is read into or written from: the segment that was given, or a part of the memory of
    /// the batch.
    public final MemorySegment memory() {
        return memory;
    }

    /// The first byte of the file behind it.
    final long end() {
        return position + length();
    }

    /// Starts it as a call of its own.
    abstract Task<T> alone(CancellationToken token);

    /// What its task gives if all of it was done.
    abstract T whole();

    final Task<T> submitted(Task<T> task) {
        this.task = task;
        return task;
    }

    final @Nullable Task<T> task() {
        return task;
    }

    final T awaitTask() throws IOException, InterruptedException {
        Task<T> submitted = task;
        if (submitted == null) throw new IllegalStateException("the batch has not been submitted");
        return submitted.await();
    }
}
