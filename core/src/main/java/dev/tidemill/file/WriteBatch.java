package dev.tidemill.file;

import dev.tidemill.task.CancellationToken;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/// Many writes at once, to any ranges of any files, handed to the kernel together and told as they
/// are done.
///
/// {@snippet :
/// try (var batch = new WriteBatch().joinAdjacent()) {
///     for (Page page : dirty) batch.add(file, page.position(), page.memory());
///     for (BatchWrite write : batch.submit()) write.await();
/// }
/// file.force(false).await();
/// }
///
/// Each write goes on until all of its bytes are written. They have no order among each other: two
/// that touch the same bytes leave either's. The iteration gives each when it is done, and waits
/// only when none is. A write that failed says so in its [BatchWrite#await()]; the others are not
/// affected.
///
/// The memory is the caller's, and not to be changed before its write is done. A batch can be used
/// again after [#clear()]. One thread at a time.
public final class WriteBatch implements AutoCloseable {

    private final BatchParts<Void, BatchWrite> writes = new BatchParts<>();
    private boolean joins;

    /// Makes a batch without writes.
    public WriteBatch() {}

    /// Adds a write of all of `source`.
    ///
    /// @param position in bytes from the start of the file
    /// @param source see [AsyncFile#writeFully(MemorySegment, long)]
    /// @return this batch
    /// @throws IllegalStateException if the batch is submitted and not cleared, or closed
    public WriteBatch add(AsyncFile file, long position, MemorySegment source) {
        writes.requireOpen();
        Objects.requireNonNull(file, "file").checkWrite(source, position);
        writes.add(new BatchWrite(file, position, source));
        return this;
    }

    /// Has writes to one file that touch each other made by one call of the system.
    ///
    /// They are put in order for that. Joined are at most 256 KiB, no writes that overlap, and none
    /// to a file that is appended to or has no positions. If what was joined fails, each of its
    /// writes is made once more alone, so it harms no other here either.
    ///
    /// @return this batch
    /// @throws IllegalStateException if the batch is submitted and not cleared, or closed
    public WriteBatch joinAdjacent() {
        writes.requireOpen();
        joins = true;
        return this;
    }

    /// How many writes were added.
    public int size() {
        return writes.size();
    }

    /// Starts all writes.
    ///
    /// @return each write once, when it is done. The iteration waits for the next one that is; its
    ///     `next` throws [CancellationException] if the waiting thread is interrupted, which stays
    ///     set. Leaving early leaves the others running; [#close()] and [#clear()] wait for them
    /// @throws IllegalStateException if it is submitted already
    public Iterable<BatchWrite> submit() {
        return submit(CancellationToken.none());
    }

    /// Starts all writes; see [#submit()].
    ///
    /// @param token asks the kernel to stop those that are not done
    public Iterable<BatchWrite> submit(CancellationToken token) {
        if (!joins) return writes.submit(token);
        return writes.submitJoined(0, some -> some.file().write(some.memory(null), some.position(), token), token);
    }

    /// Waits for writes that are still pending and forgets all.
    public void clear() {
        writes.clear();
    }

    /// Asks writes that are still pending to stop, and waits for their last word.
    @Override
    public void close() {
        var _ = writes.close();
    }
}
