package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.BufferPool;
import dev.tidemill.engine.FileKind;
import dev.tidemill.engine.LockRange;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Opening;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Stat;
import dev.tidemill.linux.Statx;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/// Opens files by system calls that may block.
final class LinuxOpening {

    private LinuxOpening() {}

    /// Opens a file and, if it is to be exclusive, locks it.
    ///
    /// The other side of a FIFO is not waited for, as with io_uring: a reader waits when it reads.
    /// A writer has to wait here, and does so where it holds up nobody else.
    ///
    /// @return a descriptor
    static int open(NativePath path, OpenMode mode, boolean mayWaitForOthers) throws Unfinished {
        int fd = mode.unnamed() ? openUnnamed(path, mode) : openByName(path, mode, mayWaitForOthers);
        try {
            if (mode.isExclusive()) lockAndTruncate(fd, path, mode);
            if (mode.setAside() > 0) setAside(fd, path, mode);
            if (mode.deleteOnClose()) Opening.removeName(fd, path);
        } catch (Unfinished e) {
            var _ = LibC.close(fd);
            throw e;
        }
        return fd;
    }

    /// A file that this call has made and that has no room is not left behind.
    private static void setAside(int fd, NativePath path, OpenMode mode) throws Unfinished {
        int result = Opening.setAside(fd, mode.setAside());
        if (result < 0 && mode.createNew()) Opening.removeName(fd, path);
        var _ = Unfinished.unlessNegative(result);
    }

    /// A file that never has a name; or, where the file system knows no such files, one whose name
    /// is there for a moment.
    private static int openUnnamed(NativePath directory, OpenMode mode) throws Unfinished {
        byte[] bytes = directory.bytes();
        if (bytes.length + TEMPORARY_NAME_BYTES >= NativePath.MAX_BYTES) {
            throw Unfinished.errno(Errno.ENAMETOOLONG.number());
        }
        long name = BufferPool.take();
        try {
            Memory.putCString(name, bytes);
            int fd = open(name, Fcntl.O_TMPFILE | Fcntl.O_RDWR | Fcntl.O_CLOEXEC, mode.permissions());
            // EISDIR and ENOENT say that the kernel does not know of it, or that there is no such directory
            boolean unknown =
                    fd == -Errno.EOPNOTSUPP.number() || fd == -Errno.EISDIR.number() || fd == -Errno.ENOENT.number();
            return Unfinished.unlessNegative(unknown ? openAndRemoveName(name, bytes, mode) : fd);
        } finally {
            BufferPool.giveBack(name);
        }
    }

    private static int openAndRemoveName(long name, byte[] directory, OpenMode mode) {
        int fd;
        do {
            String file = String.format(
                    "/.tidemill-%016x", ThreadLocalRandom.current().nextLong());
            byte[] bytes = Arrays.copyOf(directory, directory.length + file.length());
            for (int i = 0; i < file.length(); i++) bytes[directory.length + i] = (byte) file.charAt(i);
            Memory.putCString(name, bytes);
            int flags = Fcntl.O_CREAT | Fcntl.O_EXCL | Fcntl.O_RDWR | Fcntl.O_CLOEXEC | Fcntl.O_NOFOLLOW;
            fd = open(name, flags, mode.permissions());
        } while (fd == -Errno.EEXIST.number());
        if (fd >= 0) {
            var _ = LibC.unlinkat(Fcntl.AT_FDCWD, name, 0);
        }
        return fd;
    }

    private static final int TEMPORARY_NAME_BYTES = "/.tidemill-".length() + 16;

    /// Whether an open file without a name once had one: the kernel gives it no other then.
    static boolean hadName(int fd) {
        return (LibC.fcntl(fd, Fcntl.F_GETFL, 0) & Fcntl.O_TMPFILE) != Fcntl.O_TMPFILE;
    }

    private static int openByName(NativePath path, OpenMode mode, boolean mayWaitForOthers) throws Unfinished {
        byte[] bytes = path.bytes();
        if (bytes.length >= NativePath.MAX_BYTES) throw Unfinished.errno(Errno.ENAMETOOLONG.number());
        int flags = Opening.flags(mode);
        long name = BufferPool.take();
        try {
            Memory.putCString(name, bytes);
            int fd = open(name, flags | Fcntl.O_NONBLOCK, mode.permissions());
            if (fd >= 0) return blocking(fd, flags);
            if (fd == -Errno.ENXIO.number() && isFifo(name)) {
                if (!mayWaitForOthers) throw Unfinished.elsewhere(Lane.ofStream(path.path(), mode.write()));
            } else if (fd != -Errno.EAGAIN.number()) { // somebody has a lease on it, and is given time to return it
                throw Unfinished.errno(-fd);
            }
            return Unfinished.unlessNegative(open(name, flags, mode.permissions()));
        } finally {
            BufferPool.giveBack(name);
        }
    }

    /// Makes a new file.
    ///
    /// @return a descriptor, or a negated errno: `EEXIST` if there is something of that name, be it
    ///     a symbolic link that leads nowhere
    static int create(NativePath path, OpenMode mode) {
        byte[] bytes = path.bytes();
        if (bytes.length >= NativePath.MAX_BYTES) return -Errno.ENAMETOOLONG.number();
        long name = BufferPool.take();
        try {
            Memory.putCString(name, bytes);
            return open(name, Opening.flags(mode) | Fcntl.O_CREAT | Fcntl.O_EXCL, mode.permissions());
        } finally {
            BufferPool.giveBack(name);
        }
    }

    /// What has this name, or what the symbolic link of this name leads to.
    ///
    /// @return null if that cannot be found out; nothing may be there
    static @Nullable FileKind kind(NativePath path) {
        byte[] bytes = path.bytes();
        if (bytes.length >= NativePath.MAX_BYTES) return null;
        long name = BufferPool.take();
        try {
            Memory.putCString(name, bytes);
            int mode = mode(name);
            return mode < 0 ? null : Opening.kind(mode);
        } finally {
            BufferPool.giveBack(name);
        }
    }

    private static int open(long name, int flags, int permissions) {
        int fd;
        do {
            fd = LibC.open(name, flags, permissions);
        } while (fd == -Errno.EINTR.number());
        return fd;
    }

    /// Takes `O_NONBLOCK` back, which means something else in a ring. The poller sets it for
    /// itself.
    private static int blocking(int fd, int flags) throws Unfinished {
        int result = LibC.fcntl(fd, Fcntl.F_SETFL, flags);
        if (result == 0) return fd;
        var _ = LibC.close(fd);
        throw Unfinished.errno(-result);
    }

    private static boolean isFifo(long name) {
        int mode = mode(name);
        return mode >= 0 && (mode & Stat.S_IFMT) == Stat.S_IFIFO;
    }

    /// @return `st_mode`, or a negated errno
    private static int mode(long name) {
        long status = BufferPool.take();
        try {
            int result = LibC.statx(Fcntl.AT_FDCWD, name, Stat.AT_STATX_DONT_SYNC, Stat.STATX_TYPE, status);
            return result < 0 ? result : Short.toUnsignedInt(Memory.getShort(status + Statx.MODE));
        } finally {
            BufferPool.giveBack(status);
        }
    }

    private static void lockAndTruncate(int fd, NativePath path, OpenMode mode) throws Unfinished {
        int result = Opening.lock(fd, LockRange.everything(!mode.write()));
        if (result == -Errno.EAGAIN.number() || result == -Errno.EACCES.number()) {
            throw Unfinished.failure(new LockedFile(path, mode));
        }
        var _ = Unfinished.unlessNegative(result);
        if (mode.truncate()) truncate(fd, 0);
    }

    static void truncate(int fd, long size) throws Unfinished {
        int result;
        do {
            result = LibC.ftruncate(fd, size);
        } while (result == -Errno.EINTR.number());
        var _ = Unfinished.unlessNegative(result);
    }
}
