package dev.tidemill.linux;

import static dev.tidemill.linux.Fcntl.*;
import static dev.tidemill.linux.Poll.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.StructLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LibCTest {
    private static final int BAD_FD = 1 << 20;

    @TempDir
    private Path folder;

    private final Arena arena = Arena.ofConfined();
    private Set<String> openBefore = Set.of();

    @BeforeEach
    void systemCallsAreThere() throws IOException {
        Assumptions.assumeTrue(LibC.isAvailable(), LibC.unavailabilityCause());
        openBefore = openDescriptors();
    }

    @AfterEach
    void nothingLeaks() throws IOException {
        arena.close();
        if (LibC.isAvailable()) {
            assertEquals(openBefore, openDescriptors(), "open file descriptors");
        }
    }

    @Test
    void writesAndReadsAtAPosition() {
        int fd = open("file", O_RDWR | O_CREAT | O_EXCL);
        long text = cString("0123456789");

        assertEquals(10, LibC.pwrite64(fd, text, 10, 5));
        assertEquals(5, LibC.pwritev2(fd, text, 5, 0, RWF_DSYNC));
        assertEquals(0, LibC.fsync(fd));
        assertEquals(0, LibC.fdatasync(fd));
        assertEquals(0, LibC.syncfs(fd));

        long target = memory(20);
        assertEquals(15, LibC.pread64(fd, target, 20, 0));
        assertEquals("012340123456789", text(target, 15));
        assertEquals(3, LibC.preadv2(fd, target, 20, 12, 0));
        assertEquals("789", text(target, 3));
        assertEquals(0, LibC.preadv2(fd, target, 20, 15, 0));
        close(fd);
    }

    @Test
    void readsAndWritesWhereTheFileStands() {
        int fd = open("file", O_RDWR | O_CREAT);
        assertEquals(4, LibC.write(fd, cString("abcd"), 4));
        assertEquals(1, LibC.lseek(fd, 1, SEEK_SET));
        long target = memory(8);
        assertEquals(2, LibC.read(fd, target, 2));
        assertEquals("bc", text(target, 2));
        assertEquals(1, LibC.preadv2(fd, target, 8, -1, 0));
        assertEquals("d", text(target, 1));
        close(fd);
    }

    @Test
    void aPositionMayBeBehindFourGigabytes() {
        long far = (5L << 32) + 7;
        int fd = open("sparse", O_RDWR | O_CREAT);
        assertEquals(1, LibC.pwritev2(fd, cString("x"), 1, far, 0));
        long target = memory(2);
        assertEquals(1, LibC.preadv2(fd, target, 2, far, 0));
        assertEquals("x", text(target, 1));
        assertEquals(far + 1, size(fd));
        long hole = LibC.lseek(fd, far, SEEK_HOLE);
        assertEquals(far + 1, hole);
        close(fd);
    }

    @Test
    void aReadThatDoesNotWaitFindsWhatIsCached() throws Exception {
        Files.write(folder.resolve("hot"), new byte[8192]);
        int fd = open("hot", O_RDONLY);
        long read = LibC.preadv2(fd, memory(8192), 8192, 0, RWF_NOWAIT);
        Assumptions.assumeTrue(
                read != -Errno.EOPNOTSUPP.number(), "the file system of the temporary folder has no RWF_NOWAIT");
        assertEquals(8192, read);
        close(fd);
    }

    @Test
    void aFailureIsTheNegatedErrno() {
        assertEquals(-Errno.ENOENT.number(), LibC.open(path("missing"), O_RDONLY, 0));
        assertEquals(-Errno.EBADF.number(), LibC.close(BAD_FD));
        assertEquals(-Errno.EBADF.number(), LibC.pread64(BAD_FD, memory(8), 8, 0));
        assertEquals(-Errno.EBADF.number(), LibC.preadv2(BAD_FD, memory(8), 8, 0, RWF_NOWAIT));
        assertEquals(-Errno.EINVAL.number(), LibC.mmap(0, 0, 0, Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS, -1, 0));
        assertEquals(-Errno.EBADF.number(), LibC.posix_fadvise(BAD_FD, 0, 0, POSIX_FADV_NORMAL));

        int fd = LibC.open(path("."), O_RDONLY | O_DIRECTORY, 0);
        assertEquals(-Errno.EISDIR.number(), LibC.read(fd, memory(8), 8));
        assertEquals(-Errno.EFAULT.number(), LibC.fstatfs(fd, 8));
        close(fd);
    }

    @Test
    void openat2ObeysResolve() {
        int directory = LibC.open(path("."), O_PATH | O_DIRECTORY | O_CLOEXEC, 0);
        long how = memory(Structs.OPEN_HOW.byteSize());
        Memory.putLong(how + Structs.offset(Structs.OPEN_HOW, "flags"), O_RDWR | O_CREAT | O_CLOEXEC);
        Memory.putLong(how + Structs.offset(Structs.OPEN_HOW, "mode"), 0600);
        Memory.putLong(how + Structs.offset(Structs.OPEN_HOW, "resolve"), RESOLVE_BENEATH);
        long size = Structs.OPEN_HOW.byteSize();

        int fd = LibC.openat2(directory, cString("inside"), how, size);
        Assumptions.assumeTrue(fd != -Errno.ENOSYS.number(), "openat2 needs Linux 5.6");
        assertTrue(fd >= 0, () -> Errno.of(-fd).toString());
        assertEquals(-Errno.EXDEV.number(), LibC.openat2(directory, cString("../outside"), how, size));
        close(fd);
        close(directory);
    }

    @Test
    void statxTellsWhatAFileIs() throws Exception {
        Path file = Files.write(folder.resolve("file"), new byte[1234]);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_000_000_000, 5_000)));
        long status = memory(Statx.SIZE_OF_STRUCT);

        assertEquals(0, LibC.statx(AT_FDCWD, path("file"), AT_SYMLINK_NOFOLLOW, Stat.STATX_BASIC_STATS, status));
        assertEquals(1234, Memory.getLong(status + Statx.SIZE));
        assertEquals(Stat.S_IFREG | 0640, Short.toUnsignedInt(Memory.getShort(status + Statx.MODE)));
        assertEquals(1_000_000_000, Memory.getLong(status + Statx.MTIME + Statx.TV_SEC));
        assertEquals(5_000, Memory.getInt(status + Statx.MTIME + Statx.TV_NSEC));
        assertEquals(Files.getAttribute(file, "unix:ino"), Memory.getLong(status + Statx.INO));
        assertEquals(1, Memory.getInt(status + Statx.NLINK));
        assertEquals(Stat.STATX_BASIC_STATS, Memory.getInt(status + Statx.MASK) & Stat.STATX_BASIC_STATS);
    }

    @Test
    void statxOfADescriptorNeedsNoPath() {
        int fd = open("file", O_RDWR | O_CREAT);
        assertEquals(0, LibC.ftruncate(fd, 777));
        assertEquals(777, size(fd));
        close(fd);
    }

    @Test
    void spaceIsReservedAndPunched() {
        int fd = open("file", O_RDWR | O_CREAT);
        int reserved = LibC.fallocate(fd, 0, 0, 1 << 16);
        Assumptions.assumeTrue(reserved != -Errno.EOPNOTSUPP.number(), "the file system cannot reserve space");
        assertEquals(0, reserved);
        assertEquals(1 << 16, size(fd));
        assertEquals(0, LibC.posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED));
        close(fd);
    }

    @Test
    void whatIsWrittenIsInThePageCache() {
        int fd = open("file", O_RDWR | O_CREAT);
        assertEquals(100_000, LibC.pwrite64(fd, memory(100_000), 100_000, 0));
        long range = memory(Structs.CACHESTAT_RANGE.byteSize());
        long status = memory(Structs.CACHESTAT.byteSize());
        Memory.putLong(range + Structs.offset(Structs.CACHESTAT_RANGE, "off"), 65_536);
        Memory.putLong(range + Structs.offset(Structs.CACHESTAT_RANGE, "len"), 8192);

        int result = LibC.cachestat(fd, range, status, 0);
        Assumptions.assumeTrue(result != -Errno.ENOSYS.number(), "cachestat needs Linux 6.5");
        assertEquals(0, result);
        long pages = Memory.getLong(status + Structs.offset(Structs.CACHESTAT, "nr_cache"));
        assertTrue(pages == 1 || pages == 2, pages + " pages"); // of 4 KiB, or larger ones
        assertEquals(-Errno.EBADF.number(), LibC.cachestat(BAD_FD, range, status, 0));
        assertEquals(-Errno.EINVAL.number(), LibC.cachestat(fd, range, status, 1));
        close(fd);
    }

    @Test
    void namesAreMadeLinkedRenamedAndRemoved() throws Exception {
        assertEquals(0, LibC.mkdirat(AT_FDCWD, path("d"), 0750));
        int d = LibC.open(path("d"), O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0);
        int fd = LibC.openat(d, cString("a"), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
        close(fd);
        assertEquals(0, LibC.linkat(d, cString("a"), d, cString("b"), 0));
        assertEquals(0, LibC.symlinkat(cString("target that is not there"), d, cString("s")));
        assertEquals(-Errno.EEXIST.number(), LibC.renameat2(d, cString("a"), d, cString("b"), RENAME_NOREPLACE));
        assertEquals(0, LibC.renameat2(d, cString("a"), AT_FDCWD, path("c"), 0));

        long content = memory(100);
        assertEquals(24, LibC.readlinkat(d, cString("s"), content, 100));
        assertEquals("target that is not there", text(content, 24));
        assertTrue(Files.isSameFile(folder.resolve("c"), folder.resolve("d/b")));

        assertEquals(-Errno.ENOTEMPTY.number(), LibC.unlinkat(AT_FDCWD, path("d"), AT_REMOVEDIR));
        assertEquals(0, LibC.unlinkat(d, cString("b"), 0));
        assertEquals(0, LibC.unlinkat(d, cString("s"), 0));
        assertEquals(0, LibC.unlinkat(AT_FDCWD, path("d"), AT_REMOVEDIR));
        close(d);
        assertEquals(List.of("c"), Arrays.asList(folder.toFile().list()));
    }

    @Test
    void modeOwnerAndTimesAreChanged() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        int fd = open("file", O_RDONLY);
        assertEquals(0, LibC.fchmod(fd, 0604));
        assertEquals("rw----r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(0, LibC.fchmodat(AT_FDCWD, path("file"), 0640));
        assertEquals("rw-r-----", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals(0, LibC.fchownat(AT_FDCWD, path("file"), -1, -1, AT_SYMLINK_NOFOLLOW));

        StructLayout timespec = Structs.KERNEL_TIMESPEC;
        long times = memory(2 * timespec.byteSize());
        Memory.putLong(times + Structs.offset(timespec, "tv_nsec"), Stat.UTIME_OMIT);
        long modified = times + timespec.byteSize();
        Memory.putLong(modified + Structs.offset(timespec, "tv_sec"), 86_400);
        assertEquals(0, LibC.utimensat(AT_FDCWD, path("file"), times, 0));
        assertEquals(86_400_000, Files.getLastModifiedTime(file).toMillis());
        Memory.putLong(modified + Structs.offset(timespec, "tv_sec"), 2 * 86_400);
        assertEquals(0, LibC.futimens(fd, times));
        assertEquals(2 * 86_400_000, Files.getLastModifiedTime(file).toMillis());
        close(fd);
    }

    @Test
    void fcntlReadsAndSetsFlags() {
        int fd = open("file", O_RDWR | O_CREAT);
        assertEquals(O_RDWR | O_LARGEFILE, LibC.fcntl(fd, F_GETFL, 0));
        assertEquals(0, LibC.fcntl(fd, F_SETFL, O_APPEND));
        assertEquals(O_RDWR | O_LARGEFILE | O_APPEND, LibC.fcntl(fd, F_GETFL, 0));
        int copy = LibC.fcntl(fd, F_DUPFD_CLOEXEC, 100);
        assertTrue(copy >= 100, () -> "copy is " + copy);
        assertEquals(FD_CLOEXEC, LibC.fcntl(copy, F_GETFD, 0));
        close(copy);
        close(fd);
    }

    @Test
    void aLockedRangeIsSeenByAnotherOpenFile() {
        int owner = open("file", O_RDWR | O_CREAT);
        int other = open("file", O_RDWR);
        long lock = memory(Structs.FLOCK.byteSize());
        Memory.putShort(lock + Structs.offset(Structs.FLOCK, "l_type"), F_WRLCK);
        Memory.putLong(lock + Structs.offset(Structs.FLOCK, "l_start"), 10);
        Memory.putLong(lock + Structs.offset(Structs.FLOCK, "l_len"), 5);
        assertEquals(0, LibC.fcntl(owner, F_OFD_SETLK, lock));
        assertEquals(-Errno.EAGAIN.number(), LibC.fcntl(other, F_OFD_SETLK, lock));

        Memory.putLong(lock + Structs.offset(Structs.FLOCK, "l_start"), 0);
        Memory.putLong(lock + Structs.offset(Structs.FLOCK, "l_len"), 0);
        assertEquals(0, LibC.fcntl(other, F_OFD_GETLK, lock));
        assertEquals(10, Memory.getLong(lock + Structs.offset(Structs.FLOCK, "l_start")));
        assertEquals(5, Memory.getLong(lock + Structs.offset(Structs.FLOCK, "l_len")));

        assertEquals(0, LibC.flock(owner, LOCK_EX | LOCK_NB));
        assertEquals(-Errno.EAGAIN.number(), LibC.flock(other, LOCK_SH | LOCK_NB));
        close(owner);
        close(other);
    }

    @Test
    void bytesAreCopiedInsideTheKernel() throws Exception {
        Files.writeString(folder.resolve("source"), "0123456789");
        int source = open("source", O_RDONLY);
        int target = open("target", O_RDWR | O_CREAT);
        long position = memory(8);
        Memory.putLong(position, 2);

        assertEquals(3, LibC.sendfile(target, source, position, 3));
        assertEquals(5, Memory.getLong(position));
        long copied = LibC.copy_file_range(source, position, target, 0, 100, 0);
        if (copied >= 0) { // not across every pair of file systems
            assertEquals("23456789", Files.readString(folder.resolve("target")));
        }
        int cloned = LibC.ioctl(target, Ioctl.FICLONE, source);
        assertTrue(
                cloned == 0
                        || Set.of("EOPNOTSUPP", "ENOTTY", "EINVAL")
                                .contains(Errno.of(-cloned).name()),
                () -> "FICLONE: " + Errno.of(-cloned));
        close(source);
        close(target);
    }

    @Test
    void pipesAreWaitedForWithPoll() {
        long fds = memory(8);
        assertEquals(0, LibC.pipe2(fds, O_CLOEXEC | O_NONBLOCK));
        int reader = Memory.getInt(fds);
        int writer = Memory.getInt(fds + 4);
        long pollfd = memory(Structs.POLLFD.byteSize());
        Memory.putInt(pollfd + Structs.offset(Structs.POLLFD, "fd"), reader);
        Memory.putShort(pollfd + Structs.offset(Structs.POLLFD, "events"), POLLIN);

        assertEquals(-Errno.EAGAIN.number(), LibC.read(reader, fds, 8));
        assertEquals(0, LibC.poll(pollfd, 1, 0));
        assertEquals(0, LibC.poll(pollfd, 1, 1));
        assertEquals(1, LibC.write(writer, cString("x"), 1));
        assertEquals(1, LibC.poll(pollfd, 1, -1));
        assertEquals(POLLIN, Memory.getShort(pollfd + Structs.offset(Structs.POLLFD, "revents")));
        close(writer);
        close(reader);
    }

    @Test
    void anEventfdWakesEpoll() {
        int event = LibC.eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
        int epoll = LibC.epoll_create1(EPOLL_CLOEXEC);
        long size = Structs.EPOLL_EVENT.byteSize();
        long events = memory(4 * size);
        Memory.putInt(events + Structs.offset(Structs.EPOLL_EVENT, "events"), EPOLLIN | EPOLLET);
        Memory.putLong(events + Structs.offset(Structs.EPOLL_EVENT, "data"), 0x1234_5678_9ABC_DEFFL);
        assertEquals(0, LibC.epoll_ctl(epoll, EPOLL_CTL_ADD, event, events));
        Memory.zero(events, 4 * size);

        assertEquals(0, LibC.epoll_wait(epoll, events, 4, 0));
        long one = memory(8);
        Memory.putLong(one, 1);
        assertEquals(8, LibC.write(event, one, 8));
        assertEquals(1, LibC.epoll_wait(epoll, events, 4, -1));
        assertEquals(EPOLLIN, Memory.getInt(events + Structs.offset(Structs.EPOLL_EVENT, "events")));
        assertEquals(0x1234_5678_9ABC_DEFFL, Memory.getLong(events + Structs.offset(Structs.EPOLL_EVENT, "data")));
        close(epoll);
        close(event);
    }

    @Test
    void memoryIsMappedAdvisedAndUnmapped() {
        int fd = LibC.memfd_create(cString("pages"), Mman.MFD_CLOEXEC);
        assertEquals(0, LibC.ftruncate(fd, 8192));
        int protection = Mman.PROT_READ | Mman.PROT_WRITE;
        long address = LibC.mmap(0, 8192, protection, Mman.MAP_SHARED | Mman.MAP_POPULATE, fd, 0);
        assertTrue(address > 0, () -> Errno.of((int) -address).toString());
        assertEquals(0, LibC.madvise(address, 8192, Mman.MADV_DONTFORK));

        Memory.putLong(address + 4096, 42);
        long read = memory(8);
        assertEquals(8, LibC.pread64(fd, read, 8, 4096));
        assertEquals(42, Memory.getLong(read));
        assertEquals(0, LibC.munmap(address, 8192));
        close(fd);
    }

    @Test
    void theProcessKnowsItself() throws Exception {
        assertEquals(ProcessHandle.current().pid(), LibC.getpid());
        assertTrue(Files.isDirectory(Path.of("/proc/self/task/" + LibC.gettid())));

        long utsname = memory(Structs.UTSNAME.byteSize());
        assertEquals(0, LibC.uname(utsname));
        byte[] release = Memory.getCString(utsname + Structs.offset(Structs.UTSNAME, "release"), 65);
        assertEquals(System.getProperty("os.version"), new String(release, StandardCharsets.US_ASCII));

        long limit = memory(Structs.RLIMIT.byteSize());
        assertEquals(0, LibC.getrlimit(ProcessControl.RLIMIT_NOFILE, limit));
        String soft = Files.readAllLines(Path.of("/proc/self/limits")).stream()
                .filter(line -> line.startsWith("Max open files"))
                .map(line -> line.split("\\s+")[3])
                .findAny()
                .orElseThrow();
        assertEquals(soft, Long.toString(Memory.getLong(limit + Structs.offset(Structs.RLIMIT, "rlim_cur"))));
        assertEquals(0, LibC.prlimit64(0, ProcessControl.RLIMIT_NOFILE, limit, 0));
    }

    @Test
    void prctlNamesTheThread() {
        long before = memory(16);
        assertEquals(0, LibC.prctl(ProcessControl.PR_GET_NAME, before, 0, 0, 0));
        assertEquals(0, LibC.prctl(ProcessControl.PR_SET_NAME, cString("tidemill-test"), 0, 0, 0));
        long name = memory(16);
        assertEquals(0, LibC.prctl(ProcessControl.PR_GET_NAME, name, 0, 0, 0));
        assertEquals("tidemill-test", new String(Memory.getCString(name, 16), StandardCharsets.US_ASCII));
        assertEquals(0, LibC.prctl(ProcessControl.PR_SET_NAME, before, 0, 0, 0));
    }

    @Test
    void statfsTellsTheFileSystem() {
        long status = memory(Structs.STATFS.byteSize());
        assertEquals(0, LibC.statfs(cString("/proc"), status));
        assertEquals(Stat.PROC_SUPER_MAGIC, Memory.getLong(status + Structs.offset(Structs.STATFS, "f_type")));
        int fd = LibC.open(cString("/proc"), O_PATH, 0);
        Memory.zero(status, Structs.STATFS.byteSize());
        assertEquals(0, LibC.fstatfs(fd, status));
        assertEquals(Stat.PROC_SUPER_MAGIC, Memory.getLong(status + Structs.offset(Structs.STATFS, "f_type")));
        close(fd);
    }

    @Test
    void onlyATerminalIsATerminal() {
        int file = open("file", O_RDWR | O_CREAT);
        assertFalse(LibC.isatty(file));
        assertFalse(LibC.isatty(BAD_FD));
        close(file);

        int terminal = LibC.open(cString("/dev/ptmx"), O_RDWR | O_NOCTTY | O_CLOEXEC, 0);
        Assumptions.assumeTrue(terminal >= 0, "there is no /dev/ptmx");
        assertTrue(LibC.isatty(terminal));
        assertEquals(0, LibC.ioctl(terminal, Ioctl.TIOCGWINSZ, memory(Structs.WINSIZE.byteSize())));
        close(terminal);
    }

    private int open(String name, int flags) {
        int fd = LibC.open(path(name), flags | O_CLOEXEC, 0600);
        assertTrue(fd >= 0, () -> name + ": " + Errno.of(-fd));
        return fd;
    }

    private static void close(int fd) {
        assertEquals(0, LibC.close(fd));
    }

    private long size(int fd) {
        long status = memory(Statx.SIZE_OF_STRUCT);
        assertEquals(0, LibC.statx(fd, Stat.STATX_SIZE, status));
        return Memory.getLong(status + Statx.SIZE);
    }

    private long path(String name) {
        return cString(folder.resolve(name).toString());
    }

    private long cString(String characters) {
        return arena.allocateFrom(characters).address();
    }

    private long memory(long bytes) {
        return arena.allocate(bytes, 16).address();
    }

    private static String text(long address, int length) {
        byte[] bytes = new byte[length];
        Memory.copy(address, bytes, 0, length);
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static Set<String> openDescriptors() throws IOException {
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .map(descriptor -> {
                        try {
                            return descriptor.getFileName() + " " + Files.readSymbolicLink(descriptor);
                        } catch (IOException gone) {
                            return "";
                        }
                    })
                    .filter(descriptor -> !descriptor.endsWith("/fd") && !descriptor.endsWith(".jar"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
