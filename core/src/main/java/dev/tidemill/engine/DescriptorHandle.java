package dev.tidemill.engine;

import static dev.tidemill.linux.Fcntl.RWF_DONTCACHE;
import static dev.tidemill.linux.Fcntl.RWF_NOWAIT;

import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Stat;
import dev.tidemill.linux.Statx;
import java.util.function.Consumer;

/// A file that is open as a descriptor of this process.
public final class DescriptorHandle extends FileHandle {

    private final int fd;
    private final int mount;
    private final DirectAlignment alignment;
    private final Consumer<DescriptorHandle> closer;

    /// Whether the file system can say that it would have to wait. It says so itself, once.
    private volatile boolean cachedReads;

    /// `RWF_*` of each transfer. What the file system does not know is left out from then on.
    private volatile int transferFlags;

    /// @param fd goes over to this object
    /// @param mount the number in `/proc/self/mountinfo` of the mount it is on; 0 if the kernel
    ///     does not tell
    /// @param closer calls [#closeDescriptor] where that may block; called once, when nothing uses
    ///     the file any more
    public DescriptorHandle(
            int fd, NativePath path, OpenMode mode, FileKind kind, int mount, Consumer<DescriptorHandle> closer) {
        this(fd, path, mode, kind, mount, DirectAlignment.NONE, closer);
    }

    /// @param alignment of direct transfers
    DescriptorHandle(
            int fd,
            NativePath path,
            OpenMode mode,
            FileKind kind,
            int mount,
            DirectAlignment alignment,
            Consumer<DescriptorHandle> closer) {
        super(path, mode, kind);
        this.alignment = alignment;
        this.fd = fd;
        this.mount = mount;
        this.closer = closer;
        // with O_DIRECT the flag is not refused, but the call waits for the device all the same
        cachedReads = kind == FileKind.REGULAR && mode.read() && !mode.direct();
        transferFlags = kind == FileKind.REGULAR && mode.dontCache() ? RWF_DONTCACHE : 0;
    }

    public int fd() {
        return fd;
    }

    public int mount() {
        return mount;
    }

    @Override
    public DirectAlignment alignment() {
        return alignment;
    }

    @Override
    protected Object identity() {
        long status = BufferPool.take();
        try {
            int result = LibC.statx(fd, Stat.STATX_INO, status);
            if (result < 0) return super.identity();
            long device = (long) Memory.getInt(status + Statx.DEV_MAJOR) << Integer.SIZE
                    | Integer.toUnsignedLong(Memory.getInt(status + Statx.DEV_MINOR));
            return new Inode(device, Memory.getLong(status + Statx.INO));
        } finally {
            BufferPool.giveBack(status);
        }
    }

    private record Inode(long device, long number) {}

    @Override
    public void closeNow() {
        closer.accept(this);
    }

    /// close(2). It may wait: for a server, or to free the blocks of a file that has no name any
    /// more.
    public void closeDescriptor() {
        int result = LibC.close(fd);
        closed(result == -Errno.EINTR.number() ? 0 : -result); // after EINTR the descriptor is gone all the same
    }

    @Override
    public long readCached(long address, long length, long position) {
        if (!cachedReads || !acquire()) return NOT_CACHED;
        long read = LibC.preadv2(fd, address, length, position, RWF_NOWAIT);
        long result = read;
        if (read < 0) {
            if (read == -Errno.EOPNOTSUPP.number()) cachedReads = false;
            result = NOT_CACHED; // or an error, which the real read will meet and report
        } else if (read > 0 && read < length) {
            // the end of the file, or of what is cached: the end can be seen without waiting
            long more = LibC.preadv2(fd, address + read, length - read, position + read, RWF_NOWAIT);
            result = more == 0 ? read : more > 0 ? ~(read + more) : ~read;
            if (read + more == length) result = length;
        }
        if (release()) closeNow();
        return result;
    }

    /// For the next transfer; see [#refuses].
    public int transferFlags() {
        return transferFlags;
    }

    /// Whether the result of a transfer says that the system or the file system does not know one
    /// of its flags: then it is to be tried again, with [#transferFlags()] as they are now.
    ///
    /// @param flags it had
    public boolean refuses(int flags, long result) {
        if (flags == 0 || result != -Errno.EOPNOTSUPP.number()) return false;
        transferFlags = 0;
        return true;
    }

    @Override
    public long transferHere(boolean writes, long address, long length, long position) {
        return kind().hasPositions() // a pipe: nobody could end the wait
                ? transfer(writes, address, length, position)
                : NOT_HERE;
    }

    /// One read or write of a file that has positions, by the calling thread; it waits for as long
    /// as it takes.
    ///
    /// @return bytes transferred, or a negated errno
    public long transfer(boolean writes, long address, long length, long position) {
        long result;
        int flags;
        do { // a signal to this thread is none of the caller's business
            flags = transferFlags;
            if (flags == 0) {
                result = writes
                        ? LibC.pwrite64(fd, address, length, position)
                        : LibC.pread64(fd, address, length, position);
            } else {
                result = writes
                        ? LibC.pwritev2(fd, address, length, position, flags)
                        : LibC.preadv2(fd, address, length, position, flags);
            }
        } while (result == -Errno.EINTR.number() || refuses(flags, result));
        return result;
    }

    @Override
    public long transferHere(boolean writes, IoVector vector, long position) {
        return kind().hasPositions() ? transfer(writes, vector, position) : NOT_HERE;
    }

    /// One read or write of what was prepared, by the calling thread; it waits for as long as it
    /// takes.
    ///
    /// @param position means nothing for a stream
    /// @return bytes transferred, or a negated errno
    public long transfer(boolean writes, IoVector vector, long position) {
        long at = kind().hasPositions() ? position : -1;
        long result;
        int flags;
        do {
            flags = transferFlags;
            result = writes
                    ? LibC.pwritev(fd, vector.address(), vector.count(), at, flags)
                    : LibC.preadv(fd, vector.address(), vector.count(), at, flags);
        } while (result == -Errno.EINTR.number() || refuses(flags, result));
        return writes && result == 0 ? -Errno.EIO.number() : result; // who writes everything would go on for ever
    }

    @Override
    public long sizeHere() {
        if (kind() == FileKind.BLOCK_DEVICE) return LibC.lseek(fd, 0, Fcntl.SEEK_END); // to statx it has none
        long status = BufferPool.take();
        try {
            int result;
            do {
                result = LibC.statx(fd, Stat.STATX_SIZE, status);
            } while (result == -Errno.EINTR.number());
            return result < 0 ? result : Memory.getLong(status + Statx.SIZE);
        } finally {
            BufferPool.giveBack(status);
        }
    }
}
