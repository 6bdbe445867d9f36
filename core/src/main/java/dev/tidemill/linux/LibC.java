package dev.tidemill.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.annotation.Nullable;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// The kernel's system calls, under their C names, and the only class that calls restricted
/// methods.
///
/// Arguments are numbers: descriptors, lengths in bytes, absolute addresses; a path is the address
/// of its bytes, ended by a zero. The result is that of the kernel: what the call returns, or the
/// negated errno (`-2` is `ENOENT`; see [Errno]). Nothing is retried, `EINTR` included. A call
/// allocates nothing on the Java heap and costs about 10 ns more than in C.
///
/// Every call goes through `syscall(2)` rather than its own C function: that function would first
/// arm and disarm thread cancellation, differs between C libraries and may be missing in an older
/// one; structures are then always those of the kernel.
///
/// **A call that blocks in the kernel occupies its thread, a virtual thread's carrier included**:
/// the JVM neither unmounts the thread nor adds a carrier. Methods that can wait for something
/// other than a processor say so; call them on platform threads, or on descriptors that do not
/// block. `munmap`, `close` and changes of names may wait for a disk as well, for as long as a
/// journal is busy. No call can be interrupted by Java.
@CheckReturnValue
public final class LibC {
    private static final Binding BINDING = Binding.bind();
    private static final MethodHandle SYSCALL = BINDING.syscall;

    /// All addresses there are; empty if native access is not available.
    static final MemorySegment ALL_MEMORY = BINDING.allMemory;

    private static final long EMPTY_PATH = Arena.global().allocate(1).address();
    private static final long NULL = 0;
    private static final long KERNEL_SIGSET_BYTES = 8;

    private LibC() {}

    /// True if the calls of this class reach a Linux kernel.
    public static boolean isAvailable() {
        return BINDING.unavailabilityCause == null;
    }

    /// Why the calls cannot be used, as a sentence for people, or null if they can.
    public static @Nullable String unavailabilityCause() {
        return BINDING.unavailabilityCause;
    }

    /// A descriptor of a new ring; fills the `io_uring_params` at `params`.
    public static int io_uring_setup(int entries, long params) {
        return (int) call(SystemCall.IO_URING_SETUP, entries, params);
    }

    /// Submits `toSubmit` entries and waits for `minComplete` completions; returns how many entries
    /// the kernel has taken.
    ///
    /// With `IORING_ENTER_EXT_ARG` in `flags`, `argument` is the address of an
    /// `io_uring_getevents_arg` and `argumentSize` its size; with `IORING_ENTER_EXT_ARG_REG` it is
    /// an offset in the registered wait region; with neither it is the address of a signal set, of
    /// `argumentSize` (8) bytes, or 0.
    ///
    /// Blocks if `minComplete` is not 0, and for the whole of what the kernel can do at once
    /// otherwise (copying from the page cache).
    public static int io_uring_enter(
            int fd, int toSubmit, int minComplete, int flags, long argument, long argumentSize) {
        return (int) call(SystemCall.IO_URING_ENTER, fd, toSubmit, minComplete, flags, argument, argumentSize);
    }

    /// What the result means depends on `opcode`; often 0.
    public static int io_uring_register(int fd, int opcode, long argument, int count) {
        return (int) call(SystemCall.IO_URING_REGISTER, fd, opcode, argument, count);
    }

    /// The address of the mapping.
    public static long mmap(long address, long length, int protection, int flags, int fd, long offset) {
        return call(SystemCall.MMAP, address, length, protection, flags, fd, offset);
    }

    public static int munmap(long address, long length) {
        return (int) call(SystemCall.MUNMAP, address, length);
    }

    /// Blocks while pages are read or cleared (`MADV_POPULATE_WRITE`).
    public static int madvise(long address, long length, int advice) {
        return (int) call(SystemCall.MADVISE, address, length, advice);
    }

    /// A memory file; `name` is seen in `/proc/self/fd` only.
    public static int memfd_create(long name, int flags) {
        return (int) call(SystemCall.MEMFD_CREATE, name, flags);
    }

    /// Relative to the working directory, see [#openat].
    public static int open(long path, int flags, int mode) {
        return openat(Fcntl.AT_FDCWD, path, flags, mode);
    }

    /// A new descriptor. Blocks: names may come from a disk or a network, a FIFO waits for its
    /// other side.
    public static int openat(int directory, long path, int flags, int mode) {
        return (int) call(SystemCall.OPENAT, directory, path, flags, mode);
    }

    /// As [#openat], with an `open_how`; with `RESOLVE_CACHED` it fails with `EAGAIN` instead of
    /// blocking.
    public static int openat2(int directory, long path, long how, long howSize) {
        return (int) call(SystemCall.OPENAT2, directory, path, how, howSize);
    }

    /// The descriptor is gone even if the result is an error: never try again. Blocks where closing
    /// writes back (NFS) or lingers.
    public static int close(int fd) {
        return (int) call(SystemCall.CLOSE, fd);
    }

    /// Blocks until there is something to read.
    public static long read(int fd, long address, long length) {
        return call(SystemCall.READ, fd, address, length);
    }

    /// Blocks while a pipe or socket is full, or too much is waiting to be written back.
    public static long write(int fd, long address, long length) {
        return call(SystemCall.WRITE, fd, address, length);
    }

    /// Bytes read, 0 at the end of the file. Blocks until the disk has answered.
    public static long pread64(int fd, long address, long length, long position) {
        return call(SystemCall.PREAD64, fd, address, length, position);
    }

    /// Bytes written. Blocks as [#write] does.
    public static long pwrite64(int fd, long address, long length, long position) {
        return call(SystemCall.PWRITE64, fd, address, length, position);
    }

    /// As [#pread64] with `RWF_*` flags, into one buffer; `position` -1 is the file's own.
    ///
    /// With `RWF_NOWAIT` on a regular file without `O_DIRECT` it does not block: `EAGAIN` if the
    /// first byte is not in the page cache, fewer bytes if a later one is not, `EOPNOTSUPP` if the
    /// file system cannot tell.
    public static long preadv2(int fd, long address, long length, long position, int flags) {
        return vectored(SystemCall.PREADV2, fd, address, length, position, flags);
    }

    /// As [#pwrite64] with `RWF_*` flags, from one buffer; `position` -1 is the file's own.
    public static long pwritev2(int fd, long address, long length, long position, int flags) {
        return vectored(SystemCall.PWRITEV2, fd, address, length, position, flags);
    }

    /// preadv2(2), into the `count` buffers that the iovecs at `vector` name; `position` -1 is the
    /// file's own. Blocks as [#pread64] does.
    public static long preadv(int fd, long vector, int count, long position, int flags) {
        return call(SystemCall.PREADV2, fd, vector, count, position, 0, flags);
    }

    /// pwritev2(2), from the `count` buffers that the iovecs at `vector` name; `position` -1 is the
    /// file's own. Blocks as [#write] does.
    public static long pwritev(int fd, long vector, int count, long position, int flags) {
        return call(SystemCall.PWRITEV2, fd, vector, count, position, 0, flags);
    }

    /// The new position. With `SEEK_DATA` and `SEEK_HOLE` it may block.
    public static long lseek(int fd, long offset, int whence) {
        return call(SystemCall.LSEEK, fd, offset, whence);
    }

    /// Blocks until the disk has it.
    public static int fsync(int fd) {
        return (int) call(SystemCall.FSYNC, fd);
    }

    /// Blocks until the disk has it.
    public static int fdatasync(int fd) {
        return (int) call(SystemCall.FDATASYNC, fd);
    }

    /// The whole file system `fd` is on. Blocks until the disk has it.
    public static int syncfs(int fd) {
        return (int) call(SystemCall.SYNCFS, fd);
    }

    /// Starts, or waits for, the writing of pages; `flags` are `SYNC_FILE_RANGE_*`, and `length` 0
    /// is everything behind `position`. Blocks until the disk has it, or its queue has room.
    public static int sync_file_range(int fd, long position, long length, int flags) {
        return (int) call(SystemCall.SYNC_FILE_RANGE, fd, position, length, flags);
    }

    /// May block.
    public static int ftruncate(int fd, long size) {
        return (int) call(SystemCall.FTRUNCATE, fd, size);
    }

    /// May block.
    public static int fallocate(int fd, int mode, long position, long length) {
        return (int) call(SystemCall.FALLOCATE, fd, mode, position, length);
    }

    /// May block: `POSIX_FADV_WILLNEED` waits for a place in the disk's queue. Not the bare error
    /// number as in C, but the negated one like everywhere here.
    public static int posix_fadvise(int fd, long position, long length, int advice) {
        return (int) call(SystemCall.FADVISE64, fd, position, length, advice);
    }

    /// How much of the `struct cachestat_range` at `range` is in the page cache, into the
    /// `struct cachestat` at `status`. Does not wait for a device. `EPERM` if the user may neither
    /// write the file nor owns it, where the kernel asks.
    public static int cachestat(int fd, long range, long status, int flags) {
        return (int) call(SystemCall.CACHESTAT, fd, range, status, flags);
    }

    /// Fills the `struct statx` at `status`. May block.
    public static int statx(int directory, long path, int flags, int mask, long status) {
        return (int) call(SystemCall.STATX, directory, path, flags, mask, status);
    }

    /// What `fstat` is for `stat`: the file behind `fd`. May block on a network file system.
    public static int statx(int fd, int mask, long status) {
        return statx(fd, EMPTY_PATH, Fcntl.AT_EMPTY_PATH, mask, status);
    }

    /// Fills the `struct statfs` at `status`. May block.
    public static int statfs(long path, long status) {
        return (int) call(SystemCall.STATFS, path, status);
    }

    /// Fills the `struct statfs` at `status`. May block on a network file system.
    public static int fstatfs(int fd, long status) {
        return (int) call(SystemCall.FSTATFS, fd, status);
    }

    /// May block.
    public static int renameat2(int sourceDirectory, long source, int targetDirectory, long target, int flags) {
        return (int) call(SystemCall.RENAMEAT2, sourceDirectory, source, targetDirectory, target, flags);
    }

    /// May block.
    public static int linkat(int sourceDirectory, long source, int targetDirectory, long target, int flags) {
        return (int) call(SystemCall.LINKAT, sourceDirectory, source, targetDirectory, target, flags);
    }

    /// May block, for long if it is the last name of a big file.
    public static int unlinkat(int directory, long path, int flags) {
        return (int) call(SystemCall.UNLINKAT, directory, path, flags);
    }

    /// May block.
    public static int mkdirat(int directory, long path, int mode) {
        return (int) call(SystemCall.MKDIRAT, directory, path, mode);
    }

    /// A FIFO, a socket, a device or an empty file, by the type in `mode`; `device` is what
    /// [Stat#makedev] makes, and 0 for others. May block.
    public static int mknodat(int directory, long path, int mode, int device) {
        return (int) call(SystemCall.MKNODAT, directory, path, mode, device);
    }

    /// May block. `content` is what the link says.
    public static int symlinkat(long content, int directory, long path) {
        return (int) call(SystemCall.SYMLINKAT, content, directory, path);
    }

    /// Bytes put at `address`, without a terminating zero; `length` of them may be a cut name. May
    /// block.
    public static int readlinkat(int directory, long path, long address, long length) {
        return (int) call(SystemCall.READLINKAT, directory, path, address, length);
    }

    /// The bytes of the [entries][Dirent] put at `address`, 0 at the end of the directory. May
    /// block.
    public static int getdents64(int fd, long address, int length) {
        return (int) call(SystemCall.GETDENTS64, fd, address, length);
    }

    /// A descriptor from which [what happens in directories][Inotify] is read.
    public static int inotify_init1(int flags) {
        return (int) call(SystemCall.INOTIFY_INIT1, flags);
    }

    /// The number of the watch; the same again for a directory that is watched already. May block.
    public static int inotify_add_watch(int fd, long path, int mask) {
        return (int) call(SystemCall.INOTIFY_ADD_WATCH, fd, path, mask);
    }

    public static int inotify_rm_watch(int fd, int watch) {
        return (int) call(SystemCall.INOTIFY_RM_WATCH, fd, watch);
    }

    /// May block.
    public static int fchmod(int fd, int mode) {
        return (int) call(SystemCall.FCHMOD, fd, mode);
    }

    /// An id of -1 stays as it is. May block.
    public static int fchown(int fd, int user, int group) {
        return (int) call(SystemCall.FCHOWN, fd, user, group);
    }

    /// Bytes of names put at `names`, each ended by a zero; with `length` 0 the bytes that there
    /// are. `ERANGE` if there are more. May block.
    public static int flistxattr(int fd, long names, long length) {
        return (int) call(SystemCall.FLISTXATTR, fd, names, length);
    }

    /// As [#flistxattr]; a symbolic link at the end of `path` is not followed.
    public static int llistxattr(long path, long names, long length) {
        return (int) call(SystemCall.LLISTXATTR, path, names, length);
    }

    /// Bytes put at `value`; with `length` 0 the bytes that there are. `ERANGE` if there are more.
    /// May block.
    public static int fgetxattr(int fd, long name, long value, long length) {
        return (int) call(SystemCall.FGETXATTR, fd, name, value, length);
    }

    /// As [#fgetxattr]; a symbolic link at the end of `path` is not followed.
    public static int lgetxattr(long path, long name, long value, long length) {
        return (int) call(SystemCall.LGETXATTR, path, name, value, length);
    }

    /// May block.
    public static int fsetxattr(int fd, long name, long value, long length, int flags) {
        return (int) call(SystemCall.FSETXATTR, fd, name, value, length, flags);
    }

    /// As [#fsetxattr]; a symbolic link at the end of `path` is not followed.
    public static int lsetxattr(long path, long name, long value, long length, int flags) {
        return (int) call(SystemCall.LSETXATTR, path, name, value, length, flags);
    }

    /// May block.
    public static int fremovexattr(int fd, long name) {
        return (int) call(SystemCall.FREMOVEXATTR, fd, name);
    }

    /// Follows symbolic links: the system call has no flags. May block.
    public static int fchmodat(int directory, long path, int mode) {
        return (int) call(SystemCall.FCHMODAT, directory, path, mode);
    }

    /// An id of -1 stays as it is. May block.
    public static int fchownat(int directory, long path, int user, int group, int flags) {
        return (int) call(SystemCall.FCHOWNAT, directory, path, user, group, flags);
    }

    /// `times` is the address of two timespecs, access and change, or 0 for now. May block.
    public static int utimensat(int directory, long path, long times, int flags) {
        return (int) call(SystemCall.UTIMENSAT, directory, path, times, flags);
    }

    /// As [#utimensat], for the file behind `fd`.
    public static int futimens(int fd, long times) {
        return utimensat(fd, NULL, times, 0);
    }

    /// What the argument and the result mean depends on `command`. Only `F_OFD_SETLKW`, `F_SETLKW`
    /// and `F_SETLEASE` block.
    public static int fcntl(int fd, int command, long argument) {
        return (int) call(SystemCall.FCNTL, fd, command, argument);
    }

    /// Blocks without `LOCK_NB`.
    public static int flock(int fd, int operation) {
        return (int) call(SystemCall.FLOCK, fd, operation);
    }

    /// What the argument and the result mean depends on `request`. May block (`FICLONE` does).
    public static int ioctl(int fd, long request, long argument) {
        return (int) call(SystemCall.IOCTL, fd, request, argument);
    }

    /// True if `fd` is a terminal. No errno: everything else is not one.
    public static boolean isatty(int fd) {
        CallFrame frame = CallFrame.claim();
        try {
            return invoke(frame, SystemCall.IOCTL, fd, Ioctl.TCGETS, frame.scratch, 0, 0, 0) == 0;
        } finally {
            frame.release();
        }
    }

    /// Bytes copied, 0 at the end of the source. The positions are addresses of 64-bit numbers,
    /// which are advanced, or 0 for the files' own. Blocks.
    public static long copy_file_range(
            int sourceFd, long sourcePosition, int targetFd, long targetPosition, long length, int flags) {
        return call(SystemCall.COPY_FILE_RANGE, sourceFd, sourcePosition, targetFd, targetPosition, length, flags);
    }

    /// Bytes sent. `position` is the address of a 64-bit number, which is advanced, or 0 for the
    /// file's own. Blocks.
    public static long sendfile(int targetFd, int sourceFd, long position, long length) {
        return call(SystemCall.SENDFILE, targetFd, sourceFd, position, length);
    }

    /// Puts two descriptors, to read from and to write to, at `fds`.
    public static int pipe2(long fds, int flags) {
        return (int) call(SystemCall.PIPE2, fds, flags);
    }

    public static int eventfd(int count, int flags) {
        return (int) call(SystemCall.EVENTFD2, count, flags);
    }

    public static int epoll_create1(int flags) {
        return (int) call(SystemCall.EPOLL_CREATE1, flags);
    }

    /// `event` is the address of an [epoll_event][Structs#EPOLL_EVENT], whose layout depends on the
    /// processor.
    public static int epoll_ctl(int epollFd, int operation, int fd, long event) {
        return (int) call(SystemCall.EPOLL_CTL, epollFd, operation, fd, event);
    }

    /// The number of events put at `events`. Blocks, without end if `timeoutMillis` is negative.
    public static int epoll_wait(int epollFd, long events, int capacity, int timeoutMillis) {
        return (int) call(SystemCall.EPOLL_PWAIT, epollFd, events, capacity, timeoutMillis, NULL, KERNEL_SIGSET_BYTES);
    }

    /// The number of descriptors, of the `count` pollfds at `fds`, that something happened to.
    /// Blocks, without end if `timeoutMillis` is negative.
    public static int poll(long fds, int count, int timeoutMillis) {
        CallFrame frame = CallFrame.claim();
        try {
            long timeout = NULL;
            if (timeoutMillis >= 0) {
                timeout = frame.scratch;
                frame.putLong(0, timeoutMillis / 1_000);
                frame.putLong(Long.BYTES, timeoutMillis % 1_000 * 1_000_000L);
            }
            return (int) invoke(frame, SystemCall.PPOLL, fds, count, timeout, NULL, KERNEL_SIGSET_BYTES, 0);
        } finally {
            frame.release();
        }
    }

    public static int prctl(int option, long argument2, long argument3, long argument4, long argument5) {
        return (int) call(SystemCall.PRCTL, option, argument2, argument3, argument4, argument5);
    }

    /// Fills the `struct rlimit` at `limit`.
    public static int getrlimit(int resource, long limit) {
        return prlimit64(0, resource, NULL, limit);
    }

    /// Sets the limit from `newLimit` and fills `oldLimit`; either may be 0. Process 0 is ours.
    public static int prlimit64(int process, int resource, long newLimit, long oldLimit) {
        return (int) call(SystemCall.PRLIMIT64, process, resource, newLimit, oldLimit);
    }

    /// Fills the `struct utsname` at `name`.
    public static int uname(long name) {
        return (int) call(SystemCall.UNAME, name);
    }

    /// A descriptor of a process, closed on exec, that can be read (see [#poll]) when the process
    /// has ended. Linux 5.3
    public static int pidfd_open(int process, int flags) {
        return (int) call(SystemCall.PIDFD_OPEN, process, flags);
    }

    public static int getpid() {
        return (int) call(SystemCall.GETPID);
    }

    /// The user whose rights this process has.
    public static int geteuid() {
        return (int) call(SystemCall.GETEUID);
    }

    /// The kernel's id of the calling OS thread; under a virtual thread that of its carrier.
    public static int gettid() {
        return (int) call(SystemCall.GETTID);
    }

    private static long vectored(SystemCall call, int fd, long address, long length, long position, int flags) {
        CallFrame frame = CallFrame.claim();
        try {
            frame.putLong(0, address);
            frame.putLong(Long.BYTES, length);
            long upperHalf = 0; // of the position, on 32-bit processors only
            return invoke(frame, call, fd, frame.scratch, 1, position, upperHalf, flags);
        } finally {
            frame.release();
        }
    }

    private static long call(SystemCall call) {
        return call(call, 0, 0, 0, 0, 0, 0);
    }

    private static long call(SystemCall call, long a) {
        return call(call, a, 0, 0, 0, 0, 0);
    }

    private static long call(SystemCall call, long a, long b) {
        return call(call, a, b, 0, 0, 0, 0);
    }

    private static long call(SystemCall call, long a, long b, long c) {
        return call(call, a, b, c, 0, 0, 0);
    }

    private static long call(SystemCall call, long a, long b, long c, long d) {
        return call(call, a, b, c, d, 0, 0);
    }

    private static long call(SystemCall call, long a, long b, long c, long d, long e) {
        return call(call, a, b, c, d, e, 0);
    }

    private static long call(SystemCall call, long a, long b, long c, long d, long e, long f) {
        CallFrame frame = CallFrame.claim();
        try {
            return invoke(frame, call, a, b, c, d, e, f);
        } finally {
            frame.release();
        }
    }

    private static long invoke(CallFrame frame, SystemCall call, long a, long b, long c, long d, long e, long f) {
        long result;
        try {
            result = (long) SYSCALL.invokeExact(frame.memory, (long) call.number, a, b, c, d, e, f);
        } catch (RuntimeException | Error unchecked) {
            throw unchecked;
        } catch (Throwable checked) {
            throw new AssertionError("a downcall declares no exception", checked);
        }
        return result == -1 ? -frame.errno() : result; // no call we use has -1 as a good result
    }

    /// What this class is made of, or why it cannot be.
    private record Binding(
            MethodHandle syscall,
            MemorySegment allMemory,
            @Nullable String unavailabilityCause) {

        // In C the arguments are variadic; on both architectures they travel as others do. The kernel
        // does not look at more than a call has.
        private static final FunctionDescriptor SYSCALL_TYPE = FunctionDescriptor.of(
                JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG);

        @SuppressWarnings("restricted") // the only place
        static Binding bind() {
            if (!System.getProperty("os.name", "").equals("Linux")) {
                return unavailable("the operating system is " + System.getProperty("os.name") + ", not Linux");
            }
            if (Architecture.detect().isEmpty() || ADDRESS.byteSize() != Long.BYTES) {
                return unavailable(
                        "the processor is " + System.getProperty("os.arch") + ", neither x86-64 nor 64-bit ARM");
            }
            try {
                Linker linker = Linker.nativeLinker();
                MemorySegment function = linker.defaultLookup().findOrThrow("syscall");
                MethodHandle syscall =
                        linker.downcallHandle(function, SYSCALL_TYPE, Linker.Option.captureCallState("errno"));
                return new Binding(syscall, MemorySegment.NULL.reinterpret(Long.MAX_VALUE), null);
            } catch (IllegalCallerException denied) {
                return unavailable("native access is denied to " + whoIsDenied());
            } catch (RuntimeException | LinkageError missing) {
                return unavailable("this JVM cannot call native functions: " + missing);
            }
        }

        private static String whoIsDenied() {
            String module = LibC.class.getModule().getName();
            return module == null ? "the unnamed module, the class path" : "the module " + module;
        }

        private static Binding unavailable(String cause) {
            try {
                MethodHandle refuse =
                        MethodHandles.lookup().findStatic(Binding.class, "refuse", MethodType.methodType(long.class));
                MethodType type = SYSCALL_TYPE.toMethodType().insertParameterTypes(0, MemorySegment.class);
                MethodHandle syscall = MethodHandles.dropArguments(refuse, 0, type.parameterList());
                return new Binding(syscall, MemorySegment.NULL, cause);
            } catch (ReflectiveOperationException impossible) {
                throw new AssertionError(impossible);
            }
        }

        @SuppressWarnings("UnusedMethod") // called by its handle, instead of the kernel
        private static long refuse() {
            throw new IllegalStateException("system calls are not available: " + LibC.unavailabilityCause());
        }
    }
}
