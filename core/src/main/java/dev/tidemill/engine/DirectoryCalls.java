package dev.tidemill.engine;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Stat;
import dev.tidemill.linux.Statx;
import java.io.IOException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;

/// System calls on names in directories, and the memory they take: for one thread at a time, which
/// may block.
///
/// A directory is a descriptor, so a name is always that of this very directory, whatever becomes
/// of its path meanwhile, and however long its path is. Results are what the call returns, or a
/// negated errno. Descriptors are the caller's to close.
public final class DirectoryCalls implements AutoCloseable {

    /// The directory that relative paths begin at.
    public static final int WORKING_DIRECTORY = Fcntl.AT_FDCWD;

    /// So many bytes of entries are read at once.
    public static final int READ_BYTES = 64 * 1024;

    private static final int NAMES = READ_BYTES; // behind it in the buffer
    private static final int STATUS = NAMES + NativePath.MAX_BYTES;
    private static final byte[] PARENT = {'.', '.'};

    private final long buffer = BufferPool.take();

    /// Whether there are system calls here.
    public static boolean areAvailable() {
        return LibC.isAvailable();
    }

    @Override
    public void close() {
        BufferPool.giveBack(buffer);
    }

    /// Opens the directory of that name, to read it.
    ///
    /// @param follow whether it may be a symbolic link to one
    public int open(int directory, byte[] name, boolean follow) {
        return open(directory, name, Fcntl.O_RDONLY | (follow ? 0 : Fcntl.O_NOFOLLOW));
    }

    /// Opens the directory that `directory` is in.
    public int openParent(int directory) {
        return open(directory, PARENT, true);
    }

    /// Opens a directory by its path, which may be longer than the system takes at once.
    ///
    /// @param follow whether the end of the path may be a symbolic link to one
    public int openPath(byte[] path, boolean follow) {
        int directory = WORKING_DIRECTORY;
        int start = 0;
        while (path.length - start >= NativePath.MAX_BYTES) {
            int end = start + NativePath.MAX_BYTES - 1;
            while (end > start && path[end] != '/') end--;
            if (end == start) break; // a name that no system takes: it says so
            int next = open(directory, part(path, start, end), Fcntl.O_PATH);
            closeBut(directory);
            if (next < 0) return next;
            directory = next;
            start = end + 1;
        }
        int opened = open(directory, part(path, start, path.length), follow);
        closeBut(directory);
        return opened;
    }

    private static byte[] part(byte[] path, int start, int end) {
        return start == 0 && end == path.length ? path : Arrays.copyOfRange(path, start, end);
    }

    private static void closeBut(int directory) {
        if (directory != WORKING_DIRECTORY) close(directory);
    }

    private int open(int directory, byte[] name, int flags) {
        if (name.length >= NativePath.MAX_BYTES) return -Errno.ENAMETOOLONG.number();
        Memory.putCString(buffer + NAMES, name);
        int result;
        do {
            result = LibC.openat(directory, buffer + NAMES, flags | Fcntl.O_DIRECTORY | Fcntl.O_CLOEXEC, 0);
        } while (result == -Errno.EINTR.number());
        return result;
    }

    /// Closes a directory, which does not wait: nothing was written to it.
    public static void close(int directory) {
        var _ = LibC.close(directory); // the descriptor is gone, whatever it says
    }

    /// The next entries; null at the end of the directory.
    ///
    /// @throws Refused by the system
    public @Nullable DirectoryEntries read(int directory) throws Refused {
        int bytes = LibC.getdents64(directory, buffer, READ_BYTES);
        if (bytes < 0) throw new Refused(-bytes);
        if (bytes == 0) return null;
        byte[] entries = new byte[bytes];
        Memory.copy(buffer, entries, 0, bytes);
        return new DirectoryEntries(entries);
    }

    /// Goes on reading from [DirectoryEntries#position] on; from the start for 0.
    public static long seek(int directory, long position) {
        return LibC.lseek(directory, position, Fcntl.SEEK_SET);
    }

    /// Removes the name of something that is no directory.
    public int remove(int directory, byte[] name) {
        return unlink(directory, name, 0);
    }

    /// Removes a directory that is empty.
    public int removeDirectory(int directory, byte[] name) {
        return unlink(directory, name, Fcntl.AT_REMOVEDIR);
    }

    private int unlink(int directory, byte[] name, int flags) {
        Memory.putCString(buffer + NAMES, name);
        int result;
        do {
            result = LibC.unlinkat(directory, buffer + NAMES, flags);
        } while (result == -Errno.EINTR.number());
        return result;
    }

    /// What the name is, as a type of an entry.
    ///
    /// @param follow whether a symbolic link is what it leads to
    public int type(int directory, byte[] name, boolean follow) {
        Memory.putCString(buffer + NAMES, name);
        int flags = Fcntl.AT_NO_AUTOMOUNT | (follow ? 0 : Fcntl.AT_SYMLINK_NOFOLLOW);
        int result = LibC.statx(directory, buffer + NAMES, flags, Stat.STATX_TYPE, buffer + STATUS);
        // the types of an entry are those of a mode, twelve bits lower: IFTODT in dirent.h
        return result < 0 ? result : (Memory.getShort(buffer + STATUS + Statx.MODE) & Stat.S_IFMT) >> 12;
    }

    /// Which directory it is, whatever it is called.
    ///
    /// @throws Refused by the system
    public Identity identity(int directory) throws Refused {
        int result = LibC.statx(directory, Stat.STATX_INO, buffer + STATUS);
        if (result < 0) throw new Refused(-result);
        long major = Memory.getInt(buffer + STATUS + Statx.DEV_MAJOR);
        long minor = Memory.getInt(buffer + STATUS + Statx.DEV_MINOR);
        return new Identity(major << 32 | (minor & 0xFFFF_FFFFL), Memory.getLong(buffer + STATUS + Statx.INO));
    }

    /// A file and its file system, by their numbers.
    public record Identity(long device, long number) {}

    /// Whether that says that there is no directory: something else, or a symbolic link that is not
    /// to be followed.
    public static boolean isNoDirectory(int result) {
        return result == -Errno.ENOTDIR.number() || result == -Errno.ELOOP.number();
    }

    /// Whether that says that a name is one of a directory, which is not removed like a file.
    public static boolean isDirectory(int result) {
        return result == -Errno.EISDIR.number() || result == -Errno.EPERM.number();
    }

    public static boolean isMissing(int result) {
        return result == -Errno.ENOENT.number();
    }

    public static boolean isNotEmpty(int result) {
        return result == -Errno.ENOTEMPTY.number() || result == -Errno.EEXIST.number();
    }

    /// Whether that says that this process, or the system, has too many files open.
    public static boolean isOutOfDescriptors(int result) {
        return result == -Errno.EMFILE.number() || result == -Errno.ENFILE.number();
    }

    /// The directory on the way is not where it was any more.
    public static final int MOVED = -Errno.ESTALE.number();

    /// The exception that says so.
    ///
    /// @param action what was tried
    /// @param result a negated errno
    public static IOException failure(Path path, String action, int result) {
        return result == -Errno.ENOTDIR.number()
                ? new NotDirectoryException(path.toString())
                : SystemCallFailure.exception(path.toString(), action, -result);
    }

    /// The system said no.
    public static final class Refused extends Exception {

        private static final long serialVersionUID = 1;

        private final int errno;

        Refused(int errno) {
            super(null, null, false, false);
            this.errno = errno;
        }

        /// A negated errno.
        public int result() {
            return -errno;
        }
    }
}
