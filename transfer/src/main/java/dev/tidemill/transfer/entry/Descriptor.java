package dev.tidemill.transfer.entry;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.DirectAlignment;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.Opening;
import dev.tidemill.linux.Cachestat;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.Ioctl;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Stat;
import dev.tidemill.linux.Statx;
import dev.tidemill.linux.Structs;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;

/// An open file, for what neither the JDK nor `AsyncFile` can ask of one. Its calls block; any one
/// thread.
///
/// Only where [LibC#isAvailable()].
public final class Descriptor implements AutoCloseable {

    /// The open files of this program by their numbers: what is opened by such a name is that file,
    /// whether it has a name of its own or not; see proc_pid_fd(5).
    private static final Path NUMBERS = Path.of("/proc/self/fd");

    public static final boolean HAVE_NAMES = Files.isDirectory(NUMBERS);

    private static final int OWNER_ONLY = 0600;

    private final Path path;
    private final int fd;
    private boolean isClosed;

    private Descriptor(Path path, int fd) {
        this.path = path;
        this.fd = fd;
    }

    /// Opens what is there, through links.
    public static Descriptor read(Path path) throws IOException {
        return open(path, Fcntl.O_RDONLY | Fcntl.O_NONBLOCK);
    }

    /// Opens what is there, through links, to read it past the page cache (`O_DIRECT`).
    public static Descriptor readPastCache(Path path) throws IOException {
        return open(path, Fcntl.O_RDONLY | Fcntl.O_NONBLOCK | Fcntl.O_DIRECT);
    }

    /// Opens a file that only its owner may read and write, and makes it if it is not there.
    public static Descriptor write(Path path) throws IOException {
        return open(path, Fcntl.O_RDWR | Fcntl.O_CREAT | Fcntl.O_NOFOLLOW);
    }

    /// A file in `directory` that has no name, and is gone when it is closed unless [#link] gave it
    /// one. Its path is that of its number.
    ///
    /// @return null if there are no such files in the directory, or it is none
    public static @Nullable Descriptor unnamed(Path directory) {
        if (!HAVE_NAMES) return null;
        try (Arena arena = Arena.ofConfined()) {
            int flags = Fcntl.O_TMPFILE | Fcntl.O_RDWR | Fcntl.O_CLOEXEC;
            int fd;
            do {
                fd = LibC.open(name(arena, directory), flags, OWNER_ONLY);
            } while (fd == -Errno.EINTR.number());
            return fd < 0 ? null : new Descriptor(pathOf(fd), fd);
        }
    }

    /// A path that leads to an open file. Only if they [#HAVE_NAMES].
    public static Path pathOf(int fd) {
        return NUMBERS.resolve(Integer.toString(fd));
    }

    private static Descriptor open(Path path, int flags) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            long name = name(arena, path);
            int fd;
            do {
                fd = LibC.open(name, flags | Fcntl.O_CLOEXEC, OWNER_ONLY);
            } while (fd == -Errno.EINTR.number());
            if (fd < 0) throw failure(path, "open", fd);
            return new Descriptor(path, fd);
        }
    }

    private static long name(Arena arena, Path path) {
        byte[] bytes = NativePath.of(path).bytes();
        MemorySegment name = arena.allocate(bytes.length + 1L);
        MemorySegment.copy(bytes, 0, name, ValueLayout.JAVA_BYTE, 0, bytes.length);
        return name.address();
    }

    int fd() {
        return fd;
    }

    public Path path() {
        return path;
    }

    /// Gives a file that has none its name.
    ///
    /// @return false if something has it
    public boolean link(Path name) throws IOException {
        int result = Opening.link(fd, NativePath.of(name));
        if (result == -Errno.EEXIST.number()) return false;
        if (result < 0) throw failure(name, "link", result);
        return true;
    }

    /// Locks the file against everybody else, other open files of this program included, until it
    /// is closed. Where a file system has no locks it is as if it were locked: nobody else can find
    /// out that it is not.
    ///
    /// @return false if somebody has it
    public boolean tryLock() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment lock = arena.allocate(Structs.FLOCK); // zeros: the whole file
            lock.set(ValueLayout.JAVA_SHORT, Structs.offset(Structs.FLOCK, "l_type"), Fcntl.F_WRLCK);
            int result = LibC.fcntl(fd, Fcntl.F_OFD_SETLK, lock.address());
            if (result == -Errno.EAGAIN.number() || result == -Errno.EACCES.number()) return false;
            if (result < 0 && !isWithoutLocks(result)) throw failure(path, "lock", result);
            return true;
        }
    }

    private static boolean isWithoutLocks(int result) {
        return result == -Errno.ENOLCK.number()
                || result == -Errno.EOPNOTSUPP.number()
                || result == -Errno.ENOSYS.number()
                || result == -Errno.EINVAL.number();
    }

    /// Whether its name leads to it, and not to another file that got the name since it was opened.
    public boolean hasItsName() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(Statx.SIZE_OF_STRUCT, Long.BYTES);
            int result = LibC.statx(fd, Stat.STATX_INO, status.address());
            if (result < 0) throw failure(path, "status", result);
            long number = status.get(ValueLayout.JAVA_LONG, Statx.INO);
            int major = status.get(ValueLayout.JAVA_INT, Statx.DEV_MAJOR);
            int minor = status.get(ValueLayout.JAVA_INT, Statx.DEV_MINOR);
            result = LibC.statx(
                    Fcntl.AT_FDCWD, name(arena, path), Fcntl.AT_SYMLINK_NOFOLLOW, Stat.STATX_INO, status.address());
            if (result == -Errno.ENOENT.number()) return false;
            if (result < 0) throw failure(path, "status", result);
            return number == status.get(ValueLayout.JAVA_LONG, Statx.INO)
                    && major == status.get(ValueLayout.JAVA_INT, Statx.DEV_MAJOR)
                    && minor == status.get(ValueLayout.JAVA_INT, Statx.DEV_MINOR);
        }
    }

    /// Makes this file share all blocks of `source`; see ioctl_ficlone(2).
    ///
    /// @return null if it does; otherwise why not, and nothing has changed
    public @Nullable Errno shareBlocksOf(Descriptor source) {
        int result;
        do {
            result = LibC.ioctl(fd, Ioctl.FICLONE, source.fd);
        } while (result == -Errno.EINTR.number());
        return result < 0 ? Errno.of(-result) : null;
    }

    /// The kind of file system that it is on, `f_type` of statfs(2); 0 if nobody knows.
    public long fileSystem() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(Structs.STATFS);
            int result = LibC.fstatfs(fd, status.address());
            return result < 0 ? 0 : status.get(ValueLayout.JAVA_LONG, Structs.offset(Structs.STATFS, "f_type"));
        }
    }

    /// What transfers past the page cache must be multiples of.
    public DirectAlignment directAlignment() {
        try (Arena arena = Arena.ofConfined()) {
            long status = arena.allocate(Statx.SIZE_OF_STRUCT, Long.BYTES).address();
            return LibC.statx(fd, DirectAlignment.MASK, status) < 0
                    ? DirectAlignment.UNKNOWN
                    : DirectAlignment.of(status);
        }
    }

    /// How many pages of a range are in the page cache, or are being brought there; see
    /// cachestat(2), Linux 6.5. Waits for nothing.
    ///
    /// @param length 0 for everything from `position` on
    /// @return -1 if nobody knows
    public long cachedPages(long position, long length) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment range = arena.allocate(Cachestat.SIZE_OF_RANGE, Long.BYTES);
            range.set(ValueLayout.JAVA_LONG, Cachestat.OFF, position);
            range.set(ValueLayout.JAVA_LONG, Cachestat.LEN, length);
            MemorySegment status = arena.allocate(Cachestat.SIZE_OF_STRUCT, Long.BYTES);
            if (LibC.cachestat(fd, range.address(), status.address(), 0) < 0) return -1;
            return status.get(ValueLayout.JAVA_LONG, Cachestat.NR_CACHE);
        }
    }

    /// Reads up to as many bytes as `target` has. Waits for the device, and nothing ends the wait.
    ///
    /// @param target in native memory
    /// @return bytes read, 0 at the end of the file, or a negated errno
    public long read(MemorySegment target, long position) {
        long result;
        do {
            result = LibC.pread64(fd, target.address(), target.byteSize(), position);
        } while (result == -Errno.EINTR.number());
        return result;
    }

    /// Reads up to as many bytes as `target` has, of what is in the page cache, and waits for
    /// nothing; see preadv2(2), `RWF_NOWAIT`.
    ///
    /// @param target in native memory
    /// @return bytes read, up to the first that is not there; 0 at the end of the file; or a
    ///     negated errno, `EAGAIN` if not even the first is there
    public long readCached(MemorySegment target, long position) {
        return LibC.preadv2(fd, target.address(), target.byteSize(), position, Fcntl.RWF_NOWAIT);
    }

    /// Whether a file takes less room than it has bytes.
    public static boolean hasHoles(Path path, boolean followsLinks) {
        if (!LibC.isAvailable()) return false;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment status = arena.allocate(Statx.SIZE_OF_STRUCT, Long.BYTES);
            int result = LibC.statx(
                    Fcntl.AT_FDCWD,
                    name(arena, path),
                    followsLinks ? 0 : Fcntl.AT_SYMLINK_NOFOLLOW,
                    Stat.STATX_SIZE | Stat.STATX_BLOCKS,
                    status.address());
            if (result < 0) return false; // whoever opens it will say what is wrong
            return status.get(ValueLayout.JAVA_LONG, Statx.BLOCKS) * 512
                    < status.get(ValueLayout.JAVA_LONG, Statx.SIZE);
        }
    }

    /// Gives the file at `path` the times of its source.
    ///
    /// @param shown its name for failures
    public static void setTimes(Path path, Path shown, Status source) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment times = timesOf(arena, source);
            int result = LibC.utimensat(Fcntl.AT_FDCWD, name(arena, path), times.address(), Fcntl.AT_SYMLINK_NOFOLLOW);
            if (result < 0) throw failure(shown, "setting times", result);
        }
    }

    /// Gives this file the times of its source.
    ///
    /// @param shown its name for failures
    public void setTimes(Path shown, Status source) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int result = LibC.utimensat(fd, 0, timesOf(arena, source).address(), 0);
            if (result < 0) throw failure(shown, "setting times", result);
        }
    }

    private static MemorySegment timesOf(Arena arena, Status source) {
        MemorySegment times = arena.allocate(ValueLayout.JAVA_LONG, 4); // two timespecs
        put(times, 0, source.accessed().toInstant());
        put(times, 2, source.modified().toInstant());
        return times;
    }

    private static void put(MemorySegment times, int index, Instant time) {
        times.setAtIndex(ValueLayout.JAVA_LONG, index, time.getEpochSecond());
        times.setAtIndex(ValueLayout.JAVA_LONG, index + 1, time.getNano());
    }

    /// Gives `path` the name `target`, unless something has it.
    ///
    /// @return false if the file system has no such call
    /// @throws FileAlreadyExistsException if something has it
    public static boolean moveWithoutReplacing(Path path, Path target) throws IOException {
        if (!LibC.isAvailable()) return false;
        try (Arena arena = Arena.ofConfined()) {
            int result = LibC.renameat2(
                    Fcntl.AT_FDCWD, name(arena, path), Fcntl.AT_FDCWD, name(arena, target), Fcntl.RENAME_NOREPLACE);
            if (result == -Errno.EINVAL.number() || result == -Errno.ENOSYS.number()) return false;
            if (result == -Errno.ENOENT.number()) throw failure(path, "rename", result);
            if (result < 0) throw failure(target, "rename", result);
            return true;
        }
    }

    private static FileSystemException failure(Path path, String action, int result) {
        Errno error = Errno.of(-result);
        String file = path.toString();
        String reason = action + " failed: " + error;
        return switch (error.name()) {
            case "ENOENT" -> new NoSuchFileException(file, null, reason);
            case "EACCES", "EPERM" -> new AccessDeniedException(file, null, reason);
            case "EEXIST" -> new FileAlreadyExistsException(file, null, reason);
            default -> new FileSystemException(file, null, reason);
        };
    }

    @Override
    public void close() throws IOException {
        if (isClosed) return;
        isClosed = true;
        int result = LibC.close(fd);
        if (result < 0 && result != -Errno.EINTR.number()) throw failure(path, "close", result);
    }
}
