package dev.tidemill.engine.uring;

import dev.tidemill.engine.NativePath;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Structs;
import java.lang.foreign.Arena;

/// A file that an operation is tried on, and memory for it. Of the thread that makes it.
final class ProbedFile implements AutoCloseable {

    /// A multiple of what any device wants transfers to be aligned to.
    static final int BLOCK = 16 * 1024;

    private static final int PERMISSIONS = 0600;

    private final Arena arena = Arena.ofConfined();

    /// Its name for the kernel.
    final long name;

    /// [#BLOCK] bytes, aligned to as many.
    final long memory = arena.allocate(BLOCK, BLOCK).address();

    private int fd = -1;

    ProbedFile(NativePath path) {
        name = arena.allocate(path.bytes().length + 1L).address();
        Memory.putCString(name, path.bytes());
    }

    int fd() {
        return fd;
    }

    /// @param fd goes over to this object; or -1, and the one it had is somebody else's
    void fd(int fd) {
        this.fd = fd;
    }

    /// Makes the file, or makes it empty.
    void create(int flags) {
        open(flags | Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_TRUNC);
    }

    /// Opens it a second time instead of the first.
    void reopen(int flags) {
        closeDescriptor();
        open(flags);
    }

    private void open(int flags) {
        int result = LibC.open(name, flags | Fcntl.O_CLOEXEC, PERMISSIONS);
        if (result == -Errno.EINVAL.number() && (flags & Fcntl.O_DIRECT) != 0) {
            throw new NotPossible("the file system has no direct transfers");
        }
        fd = (int) checked("open", result);
    }

    /// Fills the first block.
    void write() {
        checked("write", LibC.pwrite64(fd, memory, BLOCK, 0));
    }

    void read() {
        checked("read", LibC.pread64(fd, memory, BLOCK, 0));
    }

    void sync() {
        checked("fsync", LibC.fsync(fd));
    }

    /// Throws the file out of the page cache.
    void forget() {
        sync();
        dropFromCache();
        long cached = LibC.preadv2(fd, memory, BLOCK, 0, Fcntl.RWF_NOWAIT);
        if (cached != -Errno.EAGAIN.number()) throw new NotPossible("files cannot be thrown out of the page cache");
        read(); // having been asked, the kernel reads ahead
        dropFromCache();
    }

    private void dropFromCache() {
        checked("posix_fadvise", LibC.posix_fadvise(fd, 0, 0, Fcntl.POSIX_FADV_DONTNEED));
    }

    /// Makes it a file that was changed last some time ago: the next change has to update its
    /// times, as the first one in each tick of the clock does.
    void age() {
        long times = arena.allocate(2 * Structs.KERNEL_TIMESPEC.byteSize(), Long.BYTES)
                .address(); // 1970
        checked("utimensat", LibC.futimens(fd, times));
    }

    void closeDescriptor() {
        if (fd >= 0) checked("close", LibC.close(fd));
        fd = -1;
    }

    private static long checked(String call, long result) {
        if (result < 0) throw NotPossible.refused(call, result);
        return result;
    }

    @Override
    public void close() {
        if (fd >= 0) {
            var _ = LibC.close(fd);
        }
        arena.close();
    }
}
