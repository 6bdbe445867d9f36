package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.BufferPool;
import dev.tidemill.engine.CopyRange;
import dev.tidemill.engine.DescriptorHandle;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.FileKind;
import dev.tidemill.engine.IoVector;
import dev.tidemill.engine.LockRange;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Opening;
import dev.tidemill.engine.Operation;
import dev.tidemill.engine.RangeOperation;
import dev.tidemill.engine.VectoredTransfer;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Poll;
import dev.tidemill.linux.Structs;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.FileSystemException;
import java.time.Duration;

/// System calls on descriptors. `EINTR` is tried again; all else is reported.
final class LinuxCalls implements Calls {

    private final PortableEngine engine;

    // Under this object's lock.
    private @Nullable Poller poller;
    private boolean closed;

    LinuxCalls(PortableEngine engine) {
        this.engine = engine;
    }

    @Override
    public <T> PortableOperation<T> transfer(Operation.Transfer<T> transfer, long transferred) {
        FileHandle file = transfer.file();
        if (file.kind() != FileKind.STREAM) {
            return new PooledTransfer<>(engine, transfer, transferred, laneOf(file), null);
        }
        Lane lane = Lane.ofStream(file, transfer.writes());
        try {
            return new PooledTransfer<>(engine, transfer, transferred, lane, poller());
        } catch (Unfinished e) {
            return new PooledCall<>(engine, transfer, lane, () -> {
                throw e;
            });
        }
    }

    @Override
    public <T> PortableOperation<T> vectored(VectoredTransfer<T> transfer) {
        FileHandle file = transfer.file();
        if (file.kind() != FileKind.STREAM) return new PooledVector<>(engine, transfer, laneOf(file), null);
        Lane lane = Lane.ofStream(file, transfer.writes());
        try {
            return new PooledVector<>(engine, transfer, lane, poller());
        } catch (Unfinished e) {
            return new PooledCall<>(engine, transfer, lane, () -> {
                throw e;
            });
        }
    }

    @Override
    public long transfer(FileHandle file, IoVector vector, long position, boolean writes) throws Unfinished {
        if (file.kind() == FileKind.STREAM) awaitReadiness(fd(file), writes);
        return Unfinished.unlessNegative(((DescriptorHandle) file).transfer(writes, vector, position));
    }

    @Override
    public PortableOperation<ProcessHandle> awaitExit(Operation.AwaitExit exit) {
        try {
            return new PolledExit(engine, exit, poller());
        } catch (Unfinished e) {
            return new PooledCall<>(engine, exit, Lane.ofStream(exit.process(), false), () -> {
                throw e;
            });
        }
    }

    private synchronized Poller poller() throws Unfinished {
        Poller poller = this.poller;
        if (closed) throw Unfinished.errno(Errno.ECANCELED.number()); // the engine stops it before it says so
        if (poller == null) {
            poller = Poller.launch();
            this.poller = poller;
        }
        return poller;
    }

    @Override
    public Lane laneOf(FileHandle file) {
        int mount = ((DescriptorHandle) file).mount();
        return mount == MountTable.NONE ? engine.laneOfName(file.path()) : Lane.ofMount(mount);
    }

    @Override
    public FileHandle open(NativePath path, OpenMode mode, boolean mayWaitForOthers) throws Unfinished {
        int fd = LinuxOpening.open(path, mode, mayWaitForOthers);
        try {
            FileHandle file = Opening.handle(fd, path, mode, engine::closeLater);
            if (mode.isExclusive()) {
                var _ = file.locks(); // who waits for it is to hear when it is closed
            }
            return file;
        } catch (Throwable e) {
            var _ = LibC.close(fd);
            throw e;
        }
    }

    @Override
    public @Nullable FileHandle create(NativePath path, OpenMode mode) throws Unfinished {
        int fd = LinuxOpening.create(path, mode);
        if (fd == -Errno.EEXIST.number()) return null;
        return new DescriptorHandle(
                Unfinished.unlessNegative(fd), path, mode, FileKind.REGULAR, MountTable.NONE, engine::closeLater);
    }

    @Override
    public boolean mayWait(NativePath path) {
        FileKind kind = LinuxOpening.kind(path);
        return kind == FileKind.STREAM || kind == FileKind.BLOCK_DEVICE;
    }

    @Override
    public void abort(FileHandle file) {
        // a stream is in the poller, and has heard; a call on another file cannot be ended
    }

    @Override
    public void close(FileHandle file) throws Unfinished {
        int result = LibC.close(fd(file));
        if (result == -Errno.EINTR.number()) return; // the descriptor is gone all the same
        var _ = Unfinished.unlessNegative(result);
    }

    @Override
    public void closeForAll(FileHandle file) {
        ((DescriptorHandle) file).closeDescriptor();
    }

    @Override
    public long transfer(FileHandle file, MemorySegment memory, long offset, int length, long position, boolean writes)
            throws Unfinished {
        DescriptorHandle handle = (DescriptorHandle) file;
        long address = memory.address() + offset;
        if (file.kind() != FileKind.STREAM) {
            return Unfinished.unlessNegative(handle.transfer(writes, address, length, position));
        }
        int fd = handle.fd();
        awaitReadiness(fd, writes);
        long result;
        do {
            result = writes ? LibC.write(fd, address, length) : LibC.read(fd, address, length);
        } while (result == -Errno.EINTR.number());
        return Unfinished.unlessNegative(result);
    }

    /// A read of a FIFO that nobody has opened to write would take that for the end. What cannot be
    /// polled is always ready, and waits in the call.
    private static void awaitReadiness(int fd, boolean writes) throws Unfinished {
        long poll = BufferPool.take();
        try {
            int result;
            do {
                Memory.zero(poll, Structs.POLLFD.byteSize());
                Memory.putInt(poll, fd);
                Memory.putShort(poll + POLL_EVENTS, writes ? Poll.POLLOUT : Poll.POLLIN);
                result = LibC.poll(poll, 1, -1);
            } while (result == -Errno.EINTR.number());
            var _ = Unfinished.unlessNegative(result);
        } finally {
            BufferPool.giveBack(poll);
        }
    }

    private static final long POLL_EVENTS = Structs.offset(Structs.POLLFD, "events");

    @Override
    public void sync(FileHandle file, boolean dataOnly) throws Unfinished {
        int result;
        do {
            result = dataOnly ? LibC.fdatasync(fd(file)) : LibC.fsync(fd(file));
        } while (result == -Errno.EINTR.number());
        var _ = Unfinished.unlessNegative(result);
    }

    @Override
    public void truncate(FileHandle file, long size) throws Unfinished {
        LinuxOpening.truncate(fd(file), size);
    }

    @Override
    public boolean allocate(FileHandle file, long size) throws Unfinished {
        int result;
        do {
            result = LibC.fallocate(fd(file), 0, 0, size);
        } while (result == -Errno.EINTR.number());
        if (Operation.Allocate.isUnknown(result)) return false;
        var _ = Unfinished.unlessNegative(result);
        return true;
    }

    @Override
    public long size(FileHandle file) throws Unfinished {
        return Unfinished.unlessNegative(file.sizeHere());
    }

    @Override
    public <T> T range(RangeOperation<T> range) throws Unfinished {
        return LinuxRanges.carryOut(range, fd(range.file()));
    }

    @Override
    public long share(CopyRange copy) {
        return LinuxCopying.share(fd(copy.file()), fd(copy.target()), copy);
    }

    @Override
    public long copy(FileHandle source, long position, FileHandle target, long targetPosition, long length)
            throws Unfinished {
        long result = LinuxCopying.copy(fd(source), position, fd(target), targetPosition, length);
        return LinuxCopying.isImpossible(result) ? 0 : Unfinished.unlessNegative(result);
    }

    @Override
    public void link(FileHandle file, NativePath name) throws IOException, Unfinished {
        int result = Opening.link(fd(file), name);
        if (result == -Errno.ENOENT.number() && LinuxOpening.hadName(fd(file))) {
            throw new FileSystemException(
                    name.toString(), null, "the file system of " + file + " has no files to which a name can be given");
        }
        var _ = Unfinished.unlessNegative(result);
    }

    @Override
    public boolean lock(FileHandle file, LockRange range) throws Unfinished {
        int result = Opening.lock(fd(file), range);
        if (result == -Errno.EAGAIN.number() || result == -Errno.EACCES.number()) return false;
        var _ = Unfinished.unlessNegative(result);
        return true;
    }

    @Override
    public void unlock(FileHandle file, LockRange range) throws Unfinished {
        var _ = Unfinished.unlessNegative(Opening.unlock(fd(file), range));
    }

    @Override
    public MemorySegment takeBuffer() {
        return Memory.segment(BufferPool.take(), BUFFER_BYTES);
    }

    @Override
    public void giveBackBuffer(MemorySegment buffer) {
        BufferPool.giveBack(buffer.address());
    }

    @Override
    public synchronized void close() {
        Poller poller = this.poller;
        closed = true;
        if (poller != null) poller.end();
    }

    @Override
    public boolean awaitEnd(long nanos) throws InterruptedException {
        Poller poller;
        synchronized (this) {
            poller = this.poller;
        }
        return poller == null || poller.join(Duration.ofNanos(nanos));
    }

    private static int fd(FileHandle file) {
        return ((DescriptorHandle) file).fd();
    }
}
