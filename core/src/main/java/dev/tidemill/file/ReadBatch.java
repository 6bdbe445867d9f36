package dev.tidemill.file;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.DirectAlignment;
import dev.tidemill.task.CancellationToken;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Many reads at once, of any ranges of any files, handed to the kernel together and used as they
/// come.
///
/// {@snippet :
/// try (var batch = new ReadBatch()) {
///     for (Hit hit : hits) batch.add(hit.file(), hit.position(), hit.length());
///     for (BatchRead read : batch.submit()) score(read.await());
/// }
/// }
///
/// What is in the page cache is read while the batch is submitted; what is not is read by the
/// kernel meanwhile. The iteration gives each read when it is
/// done, in no particular order, and waits only when none is. A read that failed says so in its
/// [BatchRead#await()]; the others are not affected.
///
/// A batch can be used again after [#clear()]; that saves its memory. Towards the end of a batch a
/// device has less and less to do; two batches in turn, of which the next is submitted before the
/// results of the one before are taken, keep it busy. One thread at a time.
public final class ReadBatch implements AutoCloseable {

    private static final long SLAB_BYTES = 1024 * 1024;

    /// The size of a cache line.
    private static final long ALIGNMENT = 64;

    private static final long NOT_JOINED = -1;

    private final BatchParts<Integer, BatchRead> reads = new BatchParts<>();
    private final List<MemorySegment> slabs = new ArrayList<>();
    private @Nullable Arena arena; // of the slabs; made when memory is needed
    private @Nullable MemorySegment between; // of a slab; null until it is needed
    private int slab; // the one that is being used up
    private long slabUsed;
    private long gap = NOT_JOINED;

    /// Makes a batch without reads.
    public ReadBatch() {}

    /// Adds a read of `length` bytes into memory of the batch.
    ///
    /// @param position in bytes from the start of the file
    /// @param length 1 to 2,147,479,552
    /// @return this batch
    /// @throws IllegalArgumentException if `position` is negative or `length` is out of range
    /// @throws IllegalStateException if the batch is submitted and not cleared, or closed
    public ReadBatch add(AsyncFile file, long position, int length) {
        if (length < 1 || length > Checks.MOST_AT_ONCE) {
            throw new IllegalArgumentException("length is " + length + "; must be from 1 to " + Checks.MOST_AT_ONCE);
        }
        Objects.requireNonNull(file, "file");
        return add(file, position, allocate(length, file.isDirect() ? DirectAlignment.SAFE : ALIGNMENT));
    }

    /// Adds a read into memory of one's own.
    ///
    /// @param target see [AsyncFile#read(MemorySegment, long)]
    /// @return this batch
    public ReadBatch add(AsyncFile file, long position, MemorySegment target) {
        reads.requireOpen();
        Objects.requireNonNull(file, "file").checkRead(target, position);
        reads.add(new BatchRead(file, position, target));
        return this;
    }

    /// Has reads of one file that are near each other made by one call of the system.
    ///
    /// They are put in order for that. What is between two of them is read too, and thrown away: a
    /// little of that costs less than another call, and less than another request to a disk that
    /// turns. Joined are at most 256 KiB, and no reads that overlap. A read that fails or is short
    /// is made once more alone, so it harms no other here either. Reads of pipes are never joined.
    ///
    /// @param gap the most bytes that may be between two reads; 0 if they have to touch. With
    ///     [AsyncOption#DIRECT] those that are no multiple of its alignment fail, and are then made
    ///     alone
    /// @return this batch
    /// @throws IllegalArgumentException if `gap` is negative or larger than 262,144
    /// @throws IllegalStateException if the batch is submitted and not cleared, or closed
    public ReadBatch joinWithin(int gap) {
        reads.requireOpen();
        if (gap < 0 || gap > 256 * 1024) {
            throw new IllegalArgumentException("gap is " + gap + "; must be from 0 to 262144");
        }
        this.gap = gap;
        return this;
    }

    /// How many reads were added.
    public int size() {
        return reads.size();
    }

    /// Starts all reads.
    ///
    /// @return each read once, when it is done. The iteration waits for the next one that is; its
    ///     `next` throws [java.util.concurrent.CancellationException] if the waiting thread is
    ///     interrupted, which stays set. Leaving early leaves the others running; [#close()] and
    ///     [#clear()] wait for them
    /// @throws IllegalStateException if it is submitted already
    public Iterable<BatchRead> submit() {
        return submit(CancellationToken.none());
    }

    /// Starts all reads; see [#submit()].
    ///
    /// @param token asks the kernel to stop those that are not done
    public Iterable<BatchRead> submit(CancellationToken token) {
        if (gap == NOT_JOINED) return reads.submit(token);
        return reads.submitJoined(gap, some -> some.file().read(some.memory(between()), some.position(), token), token);
    }

    /// What is read between two reads goes there, from any number of them at once.
    private @Nullable MemorySegment between() {
        if (gap == 0) return null;
        MemorySegment memory = between;
        if (memory == null || memory.byteSize() < gap) between = memory = allocate(gap, DirectAlignment.SAFE);
        return memory;
    }

    /// Waits for reads that are still pending and forgets all; the memory of the batch is used
    /// again.
    public void clear() {
        reads.clear();
        between = null;
        slab = 0;
        slabUsed = 0;
    }

    /// Asks reads that are still pending to stop, waits for their last word, and frees the memory
    /// of the batch.
    @Override
    public void close() {
        if (reads.close() && arena != null) arena.close();
    }

    private MemorySegment allocate(long bytes, long alignment) {
        while (true) {
            if (slab < slabs.size()) {
                MemorySegment memory = slabs.get(slab);
                long start = (slabUsed + alignment - 1) & -alignment;
                if (start + bytes <= memory.byteSize()) {
                    slabUsed = start + bytes;
                    return memory.asSlice(start, bytes);
                }
                slab++;
                slabUsed = 0;
            } else {
                Arena memory = arena;
                if (memory == null) arena = memory = Arena.ofShared();
                slabs.add(memory.allocate(Math.max(bytes, SLAB_BYTES), DirectAlignment.SAFE));
            }
        }
    }
}
