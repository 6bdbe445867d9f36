package dev.tidemill.file;

import dev.tidemill.engine.CopyRange;
import dev.tidemill.engine.Engine;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.LockOperation;
import dev.tidemill.engine.LockRange;
import dev.tidemill.engine.Operation;
import dev.tidemill.engine.RangeOperation;
import dev.tidemill.engine.SystemCallFailure;
import dev.tidemill.engine.VectoredTransfer;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Failure;
import dev.tidemill.task.NonBlockingThread;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.List;

/// An open file for callers that wait for each operation; see [AsyncFile#blocking()].
///
/// The same handle serves both: close the [AsyncFile], there is nothing to close here. On a
/// platform thread a read or write of a file, and asking for its size, is one system call of that
/// thread, as with [java.nio.channels.FileChannel]. On a virtual thread what is in the page cache
/// is read at once, and for everything else the virtual thread parks while the kernel works: its
/// carrier is free.
///
/// Arguments, memory and failures are as in [AsyncFile]; what is refused there is refused here, by
/// the same exceptions. A closed file is a [ClosedChannelException]. On a [NonBlockingThread] every
/// method throws [IllegalStateException], and begins nothing.
///
/// **Interrupts.** An interrupt does not end a system call of a platform thread, and stays set. One
/// of a thread that is parked here asks the kernel to stop, and the method then throws
/// [InterruptedException]; if the operation had succeeded by then its result is returned, and the
/// interrupt stays set. Either way the memory is the caller's again. The file stays open.
public final class BlockingFile {

    private final AsyncFile owner; // while somebody has this, nobody may think that it is forgotten
    private final Engine engine;
    private final FileHandle file;

    BlockingFile(AsyncFile owner, Engine engine, FileHandle file) {
        this.owner = owner;
        this.engine = engine;
        this.file = file;
    }

    /// Reads up to `target.byteSize()` bytes; see [AsyncFile#read(MemorySegment, long)].
    ///
    /// @return bytes read; 0 at the end of the file
    /// @throws IOException if the system says so; [ClosedChannelException] if the file is closed
    public int read(MemorySegment target, long position) throws IOException, InterruptedException {
        Checks.readable(file);
        Checks.target(target, position);
        return (int) transfer(new Operation.Read(file, Checks.atOnce(target), position, null));
    }

    /// Reads up to `target.remaining()` bytes into `target`, whose position goes on by the bytes
    /// read.
    ///
    /// @return bytes read; 0 at the end of the file
    /// @throws IOException if the system says so
    public int read(ByteBuffer target, long position) throws IOException, InterruptedException {
        Checks.readable(file);
        Checks.target(target);
        MemorySegment memory = MemorySegment.ofBuffer(target);
        Checks.target(memory, position);
        return (int) transfer(new Operation.Read(file, memory, position, target));
    }

    /// Reads up to `target.length` bytes into `target`.
    ///
    /// @return bytes read; 0 at the end of the file
    /// @throws IOException if the system says so
    public int read(byte[] target, long position) throws IOException, InterruptedException {
        return read(MemorySegment.ofArray(target), position);
    }

    /// Reads up to `length` bytes into `target`, from `offset` on.
    ///
    /// @return bytes read; 0 at the end of the file
    /// @throws IndexOutOfBoundsException if there is no such range in `target`
    /// @throws IOException if the system says so
    public int read(byte[] target, int offset, int length, long position) throws IOException, InterruptedException {
        return read(MemorySegment.ofArray(target).asSlice(offset, length), position);
    }

    /// Reads until `target` is full.
    ///
    /// @throws java.io.EOFException if the file ends before
    /// @throws IOException if the system says so
    public void readFully(MemorySegment target, long position) throws IOException, InterruptedException {
        Checks.readable(file);
        Checks.target(target, position);
        transfer(new Operation.ReadFully(file, target, position, null));
    }

    /// Reads until `target` has nothing remaining; its position goes on by the bytes read.
    ///
    /// @throws java.io.EOFException if the file ends before
    /// @throws IOException if the system says so
    public void readFully(ByteBuffer target, long position) throws IOException, InterruptedException {
        Checks.readable(file);
        Checks.target(target);
        MemorySegment memory = MemorySegment.ofBuffer(target);
        Checks.target(memory, position);
        transfer(new Operation.ReadFully(file, memory, position, target));
    }

    /// Reads until `target` is full.
    ///
    /// @throws java.io.EOFException if the file ends before
    /// @throws IOException if the system says so
    public void readFully(byte[] target, long position) throws IOException, InterruptedException {
        readFully(MemorySegment.ofArray(target), position);
    }

    /// Writes up to `source.byteSize()` bytes; see [AsyncFile#write(MemorySegment, long)].
    ///
    /// @return bytes written
    /// @throws IOException if the system says so
    public int write(MemorySegment source, long position) throws IOException, InterruptedException {
        Checks.writable(file);
        Checks.source(source, position);
        return (int) transfer(new Operation.Write(file, Checks.atOnce(source), position, null));
    }

    /// Writes up to `source.remaining()` bytes of `source`, whose position goes on by the bytes
    /// written.
    ///
    /// @return bytes written
    /// @throws IOException if the system says so
    public int write(ByteBuffer source, long position) throws IOException, InterruptedException {
        Checks.writable(file);
        Checks.source(source);
        MemorySegment memory = MemorySegment.ofBuffer(source);
        Checks.source(memory, position);
        return (int) transfer(new Operation.Write(file, memory, position, source));
    }

    /// Writes all of `source`.
    ///
    /// @throws IOException if the system says so; a part may have been written then
    public void writeFully(MemorySegment source, long position) throws IOException, InterruptedException {
        Checks.writable(file);
        Checks.source(source, position);
        transfer(new Operation.WriteFully(file, source, position, null));
    }

    /// Writes all of what remains in `source`; its position goes on by the bytes written.
    ///
    /// @throws IOException if the system says so; a part may have been written then
    public void writeFully(ByteBuffer source, long position) throws IOException, InterruptedException {
        Checks.writable(file);
        Checks.source(source);
        MemorySegment memory = MemorySegment.ofBuffer(source);
        Checks.source(memory, position);
        transfer(new Operation.WriteFully(file, memory, position, source));
    }

    /// Writes all of `source`.
    ///
    /// @throws IOException if the system says so; a part may have been written then
    public void writeFully(byte[] source, long position) throws IOException, InterruptedException {
        writeFully(MemorySegment.ofArray(source), position);
    }

    /// Reads into several pieces of memory; see [AsyncFile#read(List, long)].
    ///
    /// @return bytes read; 0 at the end of the file
    /// @throws IOException if the system says so
    public long read(List<? extends MemorySegment> targets, long position) throws IOException, InterruptedException {
        Checks.readable(file);
        return transfer(Pieces.targets(targets, position).once(file, position, false));
    }

    /// Reads into what remains in several buffers; their positions go on by the bytes read.
    ///
    /// @return bytes read; 0 at the end of the file
    /// @throws IOException if the system says so
    public long read(ByteBuffer[] targets, long position) throws IOException, InterruptedException {
        Checks.readable(file);
        return transfer(Pieces.targets(targets, position).once(file, position, false));
    }

    /// Reads until several pieces of memory are full.
    ///
    /// @throws java.io.EOFException if the file ends before
    /// @throws IOException if the system says so
    public void readFully(List<? extends MemorySegment> targets, long position)
            throws IOException, InterruptedException {
        Checks.readable(file);
        transfer(Pieces.targets(targets, position).whole(file, position, false));
    }

    /// Reads until several buffers have nothing remaining.
    ///
    /// @throws java.io.EOFException if the file ends before
    /// @throws IOException if the system says so
    public void readFully(ByteBuffer[] targets, long position) throws IOException, InterruptedException {
        Checks.readable(file);
        transfer(Pieces.targets(targets, position).whole(file, position, false));
    }

    /// Writes several pieces of memory; see [AsyncFile#write(List, long)].
    ///
    /// @return bytes written
    /// @throws IOException if the system says so
    public long write(List<? extends MemorySegment> sources, long position) throws IOException, InterruptedException {
        Checks.writable(file);
        return transfer(Pieces.sources(sources, position).once(file, position, true));
    }

    /// Writes what remains in several buffers; their positions go on by the bytes written.
    ///
    /// @return bytes written
    /// @throws IOException if the system says so
    public long write(ByteBuffer[] sources, long position) throws IOException, InterruptedException {
        Checks.writable(file);
        return transfer(Pieces.sources(sources, position).once(file, position, true));
    }

    /// Writes all of several pieces of memory.
    ///
    /// @throws IOException if the system says so; a part may have been written then
    public void writeFully(List<? extends MemorySegment> sources, long position)
            throws IOException, InterruptedException {
        Checks.writable(file);
        transfer(Pieces.sources(sources, position).whole(file, position, true));
    }

    /// Writes all of what remains in several buffers.
    ///
    /// @throws IOException if the system says so; a part may have been written then
    public void writeFully(ByteBuffer[] sources, long position) throws IOException, InterruptedException {
        Checks.writable(file);
        transfer(Pieces.sources(sources, position).whole(file, position, true));
    }

    /// @return bytes transferred
    private long transfer(VectoredTransfer<?> transfer) throws IOException, InterruptedException {
        Checks.aligned(transfer);
        refuseWhereNobodyMayWait();
        try {
            long done = engine.isClosed() // then it says so
                    ? FileHandle.NOT_CACHED
                    : Thread.currentThread().isVirtual() ? cached(transfer) : Here.transfer(transfer);
            if (done >= 0) {
                transfer.advance(done);
                return done;
            }
            Object value = engine.call(transfer);
            return value instanceof Long bytes ? bytes : transfer.byteSize();
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    private static long cached(VectoredTransfer<?> transfer) {
        return transfer.writes() ? FileHandle.NOT_CACHED : Pieces.readCached(transfer, Long.MAX_VALUE);
    }

    /// Brings what was written to the device; see [AsyncFile#force].
    ///
    /// @throws IOException if the system says so
    public void force(boolean metaData) throws IOException, InterruptedException {
        refuseIfLost();
        call(new Operation.Sync(file, !metaData));
    }

    private void refuseIfLost() throws IOException {
        Failure lost = file.syncFailed();
        if (lost != null && !file.isClosing()) throw (IOException) lost.toException();
    }

    /// How long the file is, in bytes; see [AsyncFile#size()].
    ///
    /// @throws IOException if the system says so
    public long size() throws IOException, InterruptedException {
        refuseWhereNobodyMayWait();
        var operation = new Operation.Size(file);
        long here = Thread.currentThread().isVirtual() || engine.isClosed() ? FileHandle.NOT_HERE : sizeHere();
        if (here == FileHandle.NOT_HERE) return call(operation);
        if (here < 0) throw SystemCallFailure.of(operation, here, 0);
        return here;
    }

    private long sizeHere() throws ClosedChannelException {
        if (!file.acquire()) throw new ClosedChannelException();
        try {
            return file.sizeHere();
        } finally {
            if (file.release()) file.closeNow();
            Reference.reachabilityFence(owner);
        }
    }

    /// Makes the file `size` bytes long; see [AsyncFile#truncate].
    ///
    /// @throws IOException if the system says so
    public void truncate(long size) throws IOException, InterruptedException {
        Checks.writable(file);
        if (size < 0) throw new IllegalArgumentException("size is negative: " + size);
        call(new Operation.Truncate(file, size));
    }

    /// Has what was written to a range brought to the device; no replacement for [#force]. See
    /// [AsyncFile#writeBack(long, long)].
    ///
    /// @throws IOException if the system says so
    public void writeBack(long position, long length) throws IOException, InterruptedException {
        Checks.range(position, length);
        refuseIfLost();
        call(new RangeOperation.WriteBack(file, position, length));
    }

    /// Has the file system set aside the place of the first `size` bytes; see
    /// [AsyncFile#allocate(long)].
    ///
    /// @return false if it cannot do that
    /// @throws IOException if the system says so
    public boolean allocate(long size) throws IOException, InterruptedException {
        Checks.writable(file);
        if (size <= 0) throw new IllegalArgumentException("size is " + size + "; must be positive");
        return call(new Operation.Allocate(file, size));
    }

    /// Has the file system set aside the place of a range; see [AsyncFile#allocate(long, long)].
    ///
    /// @return false if it cannot do that
    /// @throws IOException if the system says so
    public boolean allocate(long position, long length) throws IOException, InterruptedException {
        return change(RangeOperation.Space.ALLOCATE, position, length);
    }

    /// Gives the place of a range back to the file system; see [AsyncFile#punchHole(long, long)].
    ///
    /// @return false if it cannot do that
    /// @throws IOException if the system says so
    public boolean punchHole(long position, long length) throws IOException, InterruptedException {
        return change(RangeOperation.Space.PUNCH, position, length);
    }

    private boolean change(RangeOperation.Space space, long position, long length)
            throws IOException, InterruptedException {
        Checks.writable(file);
        Checks.range(position, length);
        return call(new RangeOperation.Change(file, space, position, length));
    }

    /// Makes the bytes of a range zeros; see [AsyncFile#zero(long, long)].
    ///
    /// @throws IOException if the system says so
    public void zero(long position, long length) throws IOException, InterruptedException {
        if (change(RangeOperation.Space.ZERO, position, length)) return;
        Zeros.writeHere(owner, position, length, CancellationToken.none());
    }

    /// Tells the system how the whole file will be used; see [AsyncFile#advise(Advice)].
    ///
    /// @throws IOException if the system says so
    public void advise(Advice advice) throws IOException, InterruptedException {
        call(new RangeOperation.Advise(file, advice.number(), advice.name(), 0, 0));
    }

    /// Tells the system how a range will be used; see [AsyncFile#advise(Advice, long, long)].
    ///
    /// @throws IOException if the system says so
    public void advise(Advice advice, long position, long length) throws IOException, InterruptedException {
        Checks.range(position, length);
        call(new RangeOperation.Advise(file, advice.number(), advice.name(), position, length));
    }

    /// Where the next data begins; see [AsyncFile#nextData(long)].
    ///
    /// @return in bytes from the start of the file; -1 if there is no more data
    /// @throws IOException if the system says so
    public long nextData(long position) throws IOException, InterruptedException {
        Checks.position(position);
        return call(new RangeOperation.Seek(file, true, position));
    }

    /// Where the next hole begins; see [AsyncFile#nextHole(long)].
    ///
    /// @return in bytes from the start of the file
    /// @throws IOException if the system says so
    public long nextHole(long position) throws IOException, InterruptedException {
        Checks.position(position);
        return call(new RangeOperation.Seek(file, false, position));
    }

    /// All data of the file, in order; see [AsyncFile#extents()].
    ///
    /// @throws IOException if the system says so
    public List<Extent> extents() throws IOException, InterruptedException {
        return extents(0, Long.MAX_VALUE);
    }

    /// The data in a range, in order; see [AsyncFile#extents()].
    ///
    /// @throws IOException if the system says so
    public List<Extent> extents(long position, long length) throws IOException, InterruptedException {
        Checks.range(position, length);
        return call(new RangeOperation.Extents<>(file, position, length, Extent::new));
    }

    /// Locks the whole file for oneself and waits for it; see [AsyncFile#lock()].
    ///
    /// @throws InterruptedException if this thread was interrupted while it waited; there is no
    ///     lock then
    /// @throws IOException if the system says so
    public RangeLock lock() throws IOException, InterruptedException {
        return lock(0, 0, false);
    }

    /// Locks a range and waits for it; see [AsyncFile#lock(long, long, boolean)].
    ///
    /// @throws InterruptedException if this thread was interrupted while it waited; there is no
    ///     lock then
    /// @throws IOException if the system says so
    public RangeLock lock(long position, long length, boolean shared) throws IOException, InterruptedException {
        LockRange range = Checks.lockable(file, position, length, shared);
        return call(new LockOperation.Lock<>(file, range, () -> new RangeLock(owner, engine, file, range)));
    }

    /// Locks the whole file for oneself, at once or not at all; see [AsyncFile#tryLock()].
    ///
    /// @throws FileLockedException if somebody else has any of it locked
    /// @throws IOException if the system says so
    public RangeLock tryLock() throws IOException, InterruptedException {
        return tryLock(0, 0, false);
    }

    /// Locks a range, at once or not at all; see [AsyncFile#tryLock(long, long, boolean)].
    ///
    /// @throws FileLockedException if somebody else has any of it locked
    /// @throws IOException if the system says so
    public RangeLock tryLock(long position, long length, boolean shared) throws IOException, InterruptedException {
        LockRange range = Checks.lockable(file, position, length, shared);
        return call(new LockOperation.TryLock<>(
                file,
                range,
                () -> new RangeLock(owner, engine, file, range),
                () -> new FileLockedException(file.path().toString(), range.toString())));
    }

    /// Copies up to `length` bytes to another open file; see [AsyncFile#copyTo].
    ///
    /// @return bytes copied; fewer than `length` if this file ends before
    /// @throws IOException if the system says so
    public long copyTo(long position, long length, AsyncFile target, long targetPosition)
            throws IOException, InterruptedException {
        CopyRange copy = Checks.copyable(file, position, length, target.handle(), targetPosition);
        try {
            return length == 0 ? 0 : call(copy);
        } finally {
            Reference.reachabilityFence(target);
        }
    }

    private <T> T call(Operation<T> operation) throws IOException, InterruptedException {
        refuseWhereNobodyMayWait();
        try {
            return engine.call(operation);
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    /// Before anything has begun: memory would be in use after the exception.
    private static void refuseWhereNobodyMayWait() {
        if (Thread.currentThread() instanceof NonBlockingThread) {
            throw new IllegalStateException(
                    Thread.currentThread().getName() + " must not wait; use the methods of AsyncFile there");
        }
    }

    /// @return bytes transferred
    private long transfer(Operation.Transfer<?> transfer) throws IOException, InterruptedException {
        Checks.aligned(file, transfer.memory(), transfer.position(), transfer.writes());
        refuseWhereNobodyMayWait();
        try {
            long done = engine.isClosed() // then it says so
                    ? FileHandle.NOT_CACHED
                    : Thread.currentThread().isVirtual() ? cached(transfer) : Here.transfer(transfer);
            if (done >= 0) {
                transfer.advance(done);
                return done;
            }
            Object value = engine.callRest(transfer, ~done);
            return value instanceof Integer bytes ? bytes : transfer.byteSize();
        } finally {
            Reference.reachabilityFence(owner);
        }
    }

    private static long cached(Operation.Transfer<?> transfer) {
        if (transfer.writes()) return FileHandle.NOT_CACHED;
        long size = transfer.memory().byteSize();
        long read = CachedBytes.read(transfer.file(), transfer.memory(), transfer.position(), size);
        return transfer.complete() && read >= 0 && read < size ? ~read : read; // the engine says that the file ends
    }
}
