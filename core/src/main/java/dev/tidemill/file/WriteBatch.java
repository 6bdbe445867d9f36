package dev.tidemill.file;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
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

    private final List<BatchWrite> writes = new ArrayList<>();
    private boolean joins;
    private @Nullable Arrivals<BatchWrite> arrivals; // null until the batch is submitted
    private boolean closed;

    /// Makes a batch without writes.
    public WriteBatch() {}

    /// Adds a write of all of `source`.
    ///
    /// @param position in bytes from the start of the file
    /// @param source see [AsyncFile#writeFully(MemorySegment, long)]
    /// @return this batch
    /// @throws IllegalStateException if the batch is submitted and not cleared, or closed
    public WriteBatch add(AsyncFile file, long position, MemorySegment source) {
        requireOpen();
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
        requireOpen();
        joins = true;
        return this;
    }

    private void requireOpen() {
        if (closed) throw new IllegalStateException("the batch is closed");
        if (arrivals != null) throw new IllegalStateException("the batch is submitted; clear it to use it again");
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
        if (closed) throw new IllegalStateException("the batch is closed");
        if (arrivals != null) throw new IllegalStateException("the batch is submitted already");
        var coming = new Arrivals<BatchWrite>(writes.size());
        arrivals = coming;
        if (!joins) {
            for (BatchWrite write : writes) coming.expect(write, alone(write, token));
        } else {
            for (Joined<BatchWrite> some : Joined.of(writes, 0)) {
                if (some.isAlone())
                    coming.expect(some.parts().getFirst(), alone(some.parts().getFirst(), token));
                else together(some, coming, token);
            }
        }
        return () -> coming;
    }

    private static Task<Void> alone(BatchWrite write, CancellationToken token) {
        Task<Void> task = write.file().writeFully(write.memory(), write.position(), token);
        write.task = task;
        return task;
    }

    private static void together(Joined<BatchWrite> some, Arrivals<BatchWrite> coming, CancellationToken token) {
        AsyncFile file = some.parts().getFirst().file();
        long from = some.position();
        Task<Long> done = Joined.done(file.write(some.memory(null), from, token));
        for (BatchWrite write : some.parts()) {
            // what one call did not write whole is written alone: it says what is wrong
            Task<Void> task = done.thenComposeAsync(
                    bytes -> bytes >= write.end() - from
                            ? Task.completed(null)
                            : file.writeFully(write.memory(), write.position(), token),
                    Tasks.inline());
            write.task = task;
            coming.expect(write, task);
        }
    }

    /// Waits for writes that are still pending and forgets all.
    public void clear() {
        settle(false);
        writes.clear();
        arrivals = null;
    }

    /// Asks writes that are still pending to stop, and waits for their last word.
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        settle(true);
    }

    private void settle(boolean cancel) {
        if (arrivals == null) return;
        for (BatchWrite write : writes) {
            Task<Void> task = write.task;
            if (task != null && cancel) task.cancel(new CancellationReason.Requested("the batch is closed"));
        }
        for (BatchWrite write : writes) {
            Task<Void> task = write.task;
            if (task != null) Arrivals.settle(task); // the kernel may still read the caller's memory
        }
    }
}
