package dev.tidemill.file;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

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
/// A batch can be used again after [#clear()]; that saves its memory. One thread at a time.
public final class ReadBatch implements AutoCloseable {

    private static final long SLAB_BYTES = 1024 * 1024;

    /// Enough for DIRECT on any device; otherwise the size of a cache line.
    private static final long DIRECT_ALIGNMENT = 4096;

    private static final long ALIGNMENT = 64;

    private final List<BatchRead> reads = new ArrayList<>();
    private final List<MemorySegment> slabs = new ArrayList<>();
    private @Nullable Arena arena; // of the slabs; made when memory is needed
    private int slab; // the one that is being used up
    private long slabUsed;
    private @Nullable Arrivals arrivals; // null until the batch is submitted
    private boolean closed;

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
        return add(file, position, allocate(length, file.isDirect() ? DIRECT_ALIGNMENT : ALIGNMENT));
    }

    /// Adds a read into memory of one's own.
    ///
    /// @param target see [AsyncFile#read(MemorySegment, long)]
    /// @return this batch
    public ReadBatch add(AsyncFile file, long position, MemorySegment target) {
        if (closed) throw new IllegalStateException("the batch is closed");
        if (arrivals != null) throw new IllegalStateException("the batch is submitted; clear it to use it again");
        Objects.requireNonNull(file, "file").checkRead(target, position);
        reads.add(new BatchRead(file, position, target));
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
        if (closed) throw new IllegalStateException("the batch is closed");
        if (arrivals != null) throw new IllegalStateException("the batch is submitted already");
        var coming = new Arrivals(reads.size());
        arrivals = coming;
        for (BatchRead read : reads) {
            Task<Integer> task = read.file().read(read.target(), read.position(), token);
            read.task = task;
            if (task.isDone()) coming.atOnce(read);
            else
                task.whenCompleteAsync((_, _) -> coming.later(read), Tasks.inline())
                        .forget();
        }
        return () -> coming;
    }

    /// Waits for reads that are still pending and forgets all; the memory of the batch is used
    /// again.
    public void clear() {
        settle(false);
        reads.clear();
        arrivals = null;
        slab = 0;
        slabUsed = 0;
    }

    /// Asks reads that are still pending to stop, waits for their last word, and frees the memory
    /// of the batch.
    @Override
    public void close() {
        if (closed) return;
        closed = true;
        settle(true);
        if (arena != null) arena.close();
    }

    private void settle(boolean cancel) {
        if (arrivals == null) return;
        boolean interrupted = false;
        for (BatchRead read : reads) {
            Task<Integer> task = read.task;
            if (task == null) continue;
            if (cancel) task.cancel(new CancellationReason.Requested("the batch is closed"));
            while (!task.isDone()) {
                try {
                    var _ = task.outcome();
                } catch (InterruptedException e) {
                    interrupted = true; // the kernel may still write into our memory
                }
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
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
                slabs.add(memory.allocate(Math.max(bytes, SLAB_BYTES), DIRECT_ALIGNMENT));
            }
        }
    }

    /// The reads of a submission, in the order in which they are done.
    private static final class Arrivals implements Iterator<BatchRead> {

        private final ConcurrentLinkedQueue<BatchRead> done = new ConcurrentLinkedQueue<>();
        private volatile @Nullable Thread waiting;
        private int expected;

        Arrivals(int expected) {
            this.expected = expected;
        }

        void atOnce(BatchRead read) {
            done.add(read);
        }

        /// On the thread that completes the read.
        void later(BatchRead read) {
            done.add(read);
            LockSupport.unpark(waiting);
        }

        @Override
        public boolean hasNext() {
            return expected > 0;
        }

        @Override
        public BatchRead next() {
            if (expected == 0) throw new NoSuchElementException("all reads were given");
            BatchRead read = done.poll();
            if (read == null) read = awaitNext();
            expected--;
            return read;
        }

        private BatchRead awaitNext() {
            waiting = Thread.currentThread();
            try {
                for (; ; ) {
                    BatchRead read = done.poll();
                    if (read != null) return read;
                    if (Thread.currentThread().isInterrupted()) {
                        throw new java.util.concurrent.CancellationException(
                                "interrupted while waiting for a read of a batch");
                    }
                    LockSupport.park(this);
                }
            } finally {
                waiting = null;
            }
        }
    }
}
