package dev.tidemill.engine;

import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Stat;
import dev.tidemill.linux.Statx;
import dev.tidemill.linux.Structs;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/// How a file is opened on Linux, whoever makes the call.
public final class Opening {

    private static final long EMPTY_PATH = Arena.global().allocate(1).address();
    private static final long L_TYPE = Structs.offset(Structs.FLOCK, "l_type");
    private static final long L_START = Structs.offset(Structs.FLOCK, "l_start");
    private static final long L_LEN = Structs.offset(Structs.FLOCK, "l_len");

    private Opening() {}

    /// The `O_*` flags of `mode`.
    ///
    /// An exclusive file is not truncated by opening it: that would be before the lock. Opening a
    /// terminal does not make it the terminal of this process.
    public static int flags(OpenMode mode) {
        int flags = Fcntl.O_CLOEXEC | Fcntl.O_NOCTTY;
        if (mode.write()) flags |= mode.read() ? Fcntl.O_RDWR : Fcntl.O_WRONLY;
        if (mode.append()) flags |= Fcntl.O_APPEND;
        if (mode.createNew()) flags |= Fcntl.O_CREAT | Fcntl.O_EXCL;
        else if (mode.create()) flags |= Fcntl.O_CREAT;
        if (mode.truncate() && !mode.isExclusive()) flags |= Fcntl.O_TRUNC;
        if (mode.direct()) flags |= Fcntl.O_DIRECT;
        if (mode.dataSync()) flags |= Fcntl.O_DSYNC;
        if (mode.sync()) flags |= Fcntl.O_SYNC;
        if (!mode.followLinks() || mode.deleteOnClose()) flags |= Fcntl.O_NOFOLLOW;
        return flags;
    }

    /// The handle of a file that has been opened; asks only what the kernel knows without waiting.
    ///
    /// @param fd goes over to the handle
    /// @param closer as for [DescriptorHandle]
    public static DescriptorHandle handle(int fd, NativePath path, OpenMode mode, Consumer<DescriptorHandle> closer) {
        long status = BufferPool.take();
        try {
            int result = LibC.statx(
                    fd,
                    EMPTY_PATH,
                    Fcntl.AT_EMPTY_PATH | Stat.AT_STATX_DONT_SYNC,
                    Stat.STATX_TYPE | Stat.STATX_MNT_ID | (mode.direct() ? DirectAlignment.MASK : 0),
                    status);
            FileKind kind = result == 0 ? kind(Memory.getShort(status + Statx.MODE)) : kindByPosition(fd);
            boolean mountIsKnown = result == 0 && (Memory.getInt(status + Statx.MASK) & Stat.STATX_MNT_ID) != 0;
            int mount = mountIsKnown ? (int) Memory.getLong(status + Statx.MNT_ID) : 0;
            DirectAlignment alignment = !mode.direct()
                    ? DirectAlignment.NONE
                    : result == 0 ? DirectAlignment.of(status) : DirectAlignment.UNKNOWN;
            return new DescriptorHandle(fd, path, mode, kind, mount, alignment, closer);
        } finally {
            BufferPool.giveBack(status);
        }
    }

    /// What a file of this mode is, as far as transfers care.
    ///
    /// @param mode `st_mode`, of which only the type counts
    public static FileKind kind(int mode) {
        return switch (mode & Stat.S_IFMT) {
            case Stat.S_IFREG -> FileKind.REGULAR;
            case Stat.S_IFBLK -> FileKind.BLOCK_DEVICE;
            case Stat.S_IFDIR -> FileKind.DIRECTORY;
            default -> FileKind.STREAM;
        };
    }

    /// Where a container forbids statx.
    private static FileKind kindByPosition(int fd) {
        boolean hasPosition = LibC.lseek(fd, 0, Fcntl.SEEK_CUR) != -Errno.ESPIPE.number();
        return hasPosition ? FileKind.REGULAR : FileKind.STREAM;
    }

    /// Sets place on the device aside for an open file, whose length stays.
    ///
    /// @return 0, also if the file system cannot do that or it is no file for that; or a negated
    ///     errno
    public static int setAside(int fd, long size) {
        int result;
        do {
            result = LibC.fallocate(fd, Fcntl.FALLOC_FL_KEEP_SIZE, 0, size);
        } while (result == -Errno.EINTR.number());
        boolean notForThat = Operation.Allocate.isUnknown(result)
                || result == -Errno.ENODEV.number()
                || result == -Errno.ESPIPE.number();
        return notForThat ? 0 : result;
    }

    /// Removes the name by which a file was opened, if it still is that file's. Somebody who puts
    /// another one there at this very moment loses it; the system has no call that looks.
    public static void removeName(int fd, NativePath path) {
        long memory = BufferPool.take();
        try {
            Memory.putCString(memory, path.bytes());
            long opened = memory + NativePath.MAX_BYTES;
            long named = opened + Statx.SIZE_OF_STRUCT;
            int asked = LibC.statx(fd, Stat.STATX_INO, opened);
            int found = LibC.statx(Fcntl.AT_FDCWD, memory, Fcntl.AT_SYMLINK_NOFOLLOW, Stat.STATX_INO, named);
            if (asked == 0 && found == 0 && isSameFile(opened, named)) {
                var _ = LibC.unlinkat(Fcntl.AT_FDCWD, memory, 0);
            }
        } finally {
            BufferPool.giveBack(memory);
        }
    }

    private static boolean isSameFile(long one, long other) {
        return Memory.getLong(one + Statx.INO) == Memory.getLong(other + Statx.INO)
                && Memory.getInt(one + Statx.DEV_MAJOR) == Memory.getInt(other + Statx.DEV_MAJOR)
                && Memory.getInt(one + Statx.DEV_MINOR) == Memory.getInt(other + Statx.DEV_MINOR);
    }

    /// Gives an open file that never had a name one. May block.
    ///
    /// @return 0, or a negated errno: `ENOENT` if it had a name before
    public static int link(int fd, NativePath name) {
        byte[] bytes = name.bytes();
        if (bytes.length >= NativePath.MAX_BYTES) return -Errno.ENAMETOOLONG.number();
        long memory = BufferPool.take();
        try {
            long target = memory + NativePath.MAX_BYTES;
            // by its descriptor alone a file can be linked only by the privileged
            Memory.putCString(memory, ("/proc/self/fd/" + fd).getBytes(StandardCharsets.US_ASCII));
            Memory.putCString(target, bytes);
            return LibC.linkat(Fcntl.AT_FDCWD, memory, Fcntl.AT_FDCWD, target, Fcntl.AT_SYMLINK_FOLLOW);
        } finally {
            BufferPool.giveBack(memory);
        }
    }

    /// Locks a range for as long as this descriptor is open: against everybody else, or against
    /// those who want it for themselves. Does not wait.
    ///
    /// @return 0, or a negated errno: `EAGAIN` or `EACCES` if somebody else has locked it
    public static int lock(int fd, LockRange range) {
        return setLock(fd, range.shared() ? Fcntl.F_RDLCK : Fcntl.F_WRLCK, range);
    }

    /// @return 0, or a negated errno
    public static int unlock(int fd, LockRange range) {
        return setLock(fd, Fcntl.F_UNLCK, range);
    }

    private static int setLock(int fd, short type, LockRange range) {
        long lock = BufferPool.take();
        try {
            Memory.zero(lock, Structs.FLOCK.byteSize()); // l_pid must be 0; SEEK_SET is
            Memory.putShort(lock + L_TYPE, type);
            Memory.putLong(lock + L_START, range.position());
            Memory.putLong(lock + L_LEN, range.length());
            int result;
            do {
                result = LibC.fcntl(fd, Fcntl.F_OFD_SETLK, lock);
            } while (result == -Errno.EINTR.number());
            return result;
        } finally {
            BufferPool.giveBack(lock);
        }
    }
}
