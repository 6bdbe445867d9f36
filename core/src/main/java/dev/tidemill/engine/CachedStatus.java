package dev.tidemill.engine;

import static dev.tidemill.linux.Fcntl.*;
import static dev.tidemill.linux.Structs.OPEN_HOW;
import static dev.tidemill.linux.Structs.offset;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Stat;
import dev.tidemill.linux.Statx;

/// The status of a file whose names are in memory, on the calling thread and without waiting for
/// anything.
///
/// `openat2` with `RESOLVE_CACHED` (Linux 5.12) goes to no device for a name, and what has a name
/// in memory has its status there, too. That is only so for a file system on a device of this
/// machine, or that is in memory altogether: a server may know better, and a program in between
/// (FUSE) may take its time. Those have no device of their own, major number 0, like some that are
/// on this machine all the same ([LocalMounts]).
public final class CachedStatus {

    private static final int FLAGS = O_PATH | O_CLOEXEC;
    private static final int STATX_FLAGS = AT_EMPTY_PATH | Stat.AT_STATX_DONT_SYNC;
    private static final long FLAGS_OFFSET = offset(OPEN_HOW, "flags");
    private static final long RESOLVE_OFFSET = offset(OPEN_HOW, "resolve");

    // how a buffer of the pool is divided
    private static final long HOW = 0;
    private static final long EMPTY_PATH = 48;
    private static final long NAME = 64;
    private static final long STATUS = NAME + NativePath.MAX_BYTES;

    /// Older kernels do not know the flag, and say so once.
    private static volatile boolean supported = LibC.isAvailable();

    private CachedStatus() {}

    /// @return null if it is not in memory, or not known to be exact there, or there is none: for
    ///     the engine
    public static @Nullable FileFacts read(NativePath path, boolean followLinks) {
        byte[] name = path.bytes();
        if (!supported || name.length >= NativePath.MAX_BYTES) return null;
        long buffer = BufferPool.take();
        try {
            int fd = open(name, followLinks, buffer);
            if (fd < 0) return null;
            Memory.putByte(buffer + EMPTY_PATH, (byte) 0);
            int result = LibC.statx(fd, buffer + EMPTY_PATH, STATX_FLAGS, FileFacts.ASKED, buffer + STATUS);
            var _ = LibC.close(fd); // it was not even opened to be read
            if (result != 0) return null;
            FileFacts facts = FileFacts.at(buffer + STATUS);
            boolean exact = Memory.getInt(buffer + STATUS + Statx.DEV_MAJOR) != 0 || LocalMounts.contain(facts.mount());
            return exact ? facts : null;
        } finally {
            BufferPool.giveBack(buffer);
        }
    }

    private static int open(byte[] name, boolean followLinks, long buffer) {
        Memory.putCString(buffer + NAME, name);
        Memory.zero(buffer + HOW, OPEN_HOW.byteSize());
        Memory.putLong(buffer + HOW + FLAGS_OFFSET, followLinks ? FLAGS : FLAGS | O_NOFOLLOW);
        Memory.putLong(buffer + HOW + RESOLVE_OFFSET, RESOLVE_CACHED);
        int fd = LibC.openat2(AT_FDCWD, buffer + NAME, buffer + HOW, OPEN_HOW.byteSize());
        if (fd == -Errno.EINVAL.number() || fd == -Errno.ENOSYS.number()) supported = false;
        return fd;
    }
}
