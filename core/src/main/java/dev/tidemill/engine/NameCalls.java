package dev.tidemill.engine;

import static dev.tidemill.linux.Fcntl.*;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.FileFacts.Moment;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Stat;

/// The system calls behind names. They block, so they are for threads that may. Results are those
/// of the kernel: a negated errno is a failure. `EINTR` is tried again.
public final class NameCalls {

    /// How a buffer of the pool is divided: one name or two, then what the kernel says.
    private static final long SECOND_NAME = NativePath.MAX_BYTES;

    private static final long ANSWER = 2 * NativePath.MAX_BYTES;

    private static final long TIMESPEC_BYTES = 2 * Long.BYTES;

    private static final int TOO_LONG = -Errno.ENAMETOOLONG.number();
    private static final int MISSING = -Errno.ENOENT.number();
    private static final int INTERRUPTED = -Errno.EINTR.number();

    private NameCalls() {}

    /// @param buffer of the [BufferPool]; what the kernel says is there then, for [#facts]
    public static int status(NativePath path, boolean followLinks, long buffer) {
        if (!put(path.bytes(), buffer)) return TOO_LONG;
        int flags = AT_NO_AUTOMOUNT | (followLinks ? 0 : AT_SYMLINK_NOFOLLOW);
        int result;
        do {
            result = LibC.statx(AT_FDCWD, buffer, flags, FileFacts.ASKED, buffer + ANSWER);
        } while (result == INTERRUPTED);
        return result == -Errno.ENOTDIR.number() ? MISSING : result; // below a file there is none, as the JDK says
    }

    /// What [#status] has found.
    public static FileFacts facts(long buffer) {
        return FileFacts.at(buffer + ANSWER);
    }

    /// Removes what is no directory, or a directory that is empty.
    public static int remove(NativePath path, long buffer) {
        if (!put(path.bytes(), buffer)) return TOO_LONG;
        int result = unlink(buffer, 0);
        if (result == -Errno.EISDIR.number()) result = unlink(buffer, AT_REMOVEDIR);
        return result == -Errno.EEXIST.number() ? -Errno.ENOTEMPTY.number() : result; // some file systems say it so
    }

    private static int unlink(long name, int flags) {
        int result;
        do {
            result = LibC.unlinkat(AT_FDCWD, name, flags);
        } while (result == INTERRUPTED);
        return result;
    }

    public static int makeDirectory(NativePath path, int permissions, long buffer) {
        if (!put(path.bytes(), buffer)) return TOO_LONG;
        int result;
        do {
            result = LibC.mkdirat(AT_FDCWD, buffer, permissions);
        } while (result == INTERRUPTED);
        return result;
    }

    /// @param modified null to leave it
    /// @param accessed null to leave it
    public static int setTimes(
            NativePath path, boolean followLinks, @Nullable Moment modified, @Nullable Moment accessed, long buffer) {
        if (!put(path.bytes(), buffer)) return TOO_LONG;
        putTime(accessed, buffer + ANSWER);
        putTime(modified, buffer + ANSWER + TIMESPEC_BYTES);
        int result;
        do {
            result = LibC.utimensat(AT_FDCWD, buffer, buffer + ANSWER, followLinks ? 0 : AT_SYMLINK_NOFOLLOW);
        } while (result == INTERRUPTED);
        return result;
    }

    /// As a `struct timespec`, whose nanoseconds count forward, also before 1970.
    private static void putTime(@Nullable Moment time, long address) {
        Memory.putLong(address, time == null ? 0 : time.seconds());
        Memory.putLong(address + Long.BYTES, time == null ? Stat.UTIME_OMIT : time.nanos());
    }

    /// A symbolic link is linked to itself, not to what it says.
    public static int link(NativePath path, NativePath existing, long buffer) {
        if (!put(existing.bytes(), buffer) || !put(path.bytes(), buffer + SECOND_NAME)) return TOO_LONG;
        int result;
        do {
            result = LibC.linkat(AT_FDCWD, buffer, AT_FDCWD, buffer + SECOND_NAME, 0);
        } while (result == INTERRUPTED);
        return result;
    }

    public static int makeSymbolicLink(NativePath path, byte[] content, long buffer) {
        if (!put(content, buffer) || !put(path.bytes(), buffer + SECOND_NAME)) return TOO_LONG;
        int result;
        do {
            result = LibC.symlinkat(buffer, AT_FDCWD, buffer + SECOND_NAME);
        } while (result == INTERRUPTED);
        return result;
    }

    /// @param replace whether what has the name is replaced, in one step; otherwise it is `EEXIST`
    public static int rename(NativePath path, NativePath target, boolean replace, long buffer) {
        if (!put(path.bytes(), buffer) || !put(target.bytes(), buffer + SECOND_NAME)) return TOO_LONG;
        int result;
        do {
            result = LibC.renameat2(AT_FDCWD, buffer, AT_FDCWD, buffer + SECOND_NAME, replace ? 0 : RENAME_NOREPLACE);
        } while (result == INTERRUPTED);
        return result;
    }

    private static boolean put(byte[] name, long address) {
        if (name.length >= NativePath.MAX_BYTES) return false;
        Memory.putCString(address, name);
        return true;
    }
}
