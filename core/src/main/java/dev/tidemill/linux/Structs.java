package dev.tidemill.linux;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.StructLayout;

/// The kernel's structures that are not io_uring's (those are in [IoUringStructs]).
///
/// Names are those of C, a layout's name is that of the struct. Sizes are checked when the class
/// loads; every field is compared with the C compiler by a test. A member without a name is
/// padding, or a union or struct whose members count as the outer one's, as in C.
public final class Structs {
    /// A buffer of a vectored read or write.
    public static final StructLayout IOVEC =
            struct("iovec", 16, JAVA_LONG.withName("iov_base"), JAVA_LONG.withName("iov_len"));

    /// Seconds and nanoseconds, as the kernel takes them on every architecture.
    public static final StructLayout KERNEL_TIMESPEC =
            struct("__kernel_timespec", 16, JAVA_LONG.withName("tv_sec"), JAVA_LONG.withName("tv_nsec"));

    /// Seconds since 1970 and nanoseconds.
    public static final StructLayout STATX_TIMESTAMP = struct(
            "statx_timestamp",
            16,
            JAVA_LONG.withName("tv_sec"),
            JAVA_INT.withName("tv_nsec"),
            padding(4)); // __reserved

    /// What a file is. The kernel writes all of it, also what an older one does not know.
    public static final StructLayout STATX = struct(
            "statx",
            256,
            JAVA_INT.withName("stx_mask"), // STATX_* that are filled
            JAVA_INT.withName("stx_blksize"),
            JAVA_LONG.withName("stx_attributes"),
            JAVA_INT.withName("stx_nlink"),
            JAVA_INT.withName("stx_uid"),
            JAVA_INT.withName("stx_gid"),
            JAVA_SHORT.withName("stx_mode"),
            padding(2),
            JAVA_LONG.withName("stx_ino"),
            JAVA_LONG.withName("stx_size"),
            JAVA_LONG.withName("stx_blocks"), // of 512 bytes
            JAVA_LONG.withName("stx_attributes_mask"), // those the file system knows
            STATX_TIMESTAMP.withName("stx_atime"),
            STATX_TIMESTAMP.withName("stx_btime"),
            STATX_TIMESTAMP.withName("stx_ctime"),
            STATX_TIMESTAMP.withName("stx_mtime"),
            JAVA_INT.withName("stx_rdev_major"),
            JAVA_INT.withName("stx_rdev_minor"),
            JAVA_INT.withName("stx_dev_major"),
            JAVA_INT.withName("stx_dev_minor"),
            JAVA_LONG.withName("stx_mnt_id"),
            JAVA_INT.withName("stx_dio_mem_align"),
            JAVA_INT.withName("stx_dio_offset_align"),
            JAVA_LONG.withName("stx_subvol"),
            JAVA_INT.withName("stx_atomic_write_unit_min"),
            JAVA_INT.withName("stx_atomic_write_unit_max"),
            JAVA_INT.withName("stx_atomic_write_segments_max"),
            JAVA_INT.withName("stx_dio_read_offset_align"),
            JAVA_INT.withName("stx_atomic_write_unit_max_opt"),
            padding(68));

    /// How to open, for openat2.
    public static final StructLayout OPEN_HOW = struct(
            "open_how",
            24,
            JAVA_LONG.withName("flags"), // O_*
            JAVA_LONG.withName("mode"),
            JAVA_LONG.withName("resolve")); // RESOLVE_*

    /// What `FICLONERANGE` shares.
    public static final StructLayout FILE_CLONE_RANGE = struct(
            "file_clone_range",
            32,
            JAVA_LONG.withName("src_fd"),
            JAVA_LONG.withName("src_offset"),
            JAVA_LONG.withName("src_length"), // 0: to the end
            JAVA_LONG.withName("dest_offset"));

    /// A lock on a range, for fcntl.
    public static final StructLayout FLOCK = struct(
            "flock",
            32,
            JAVA_SHORT.withName("l_type"), // F_RDLCK, F_WRLCK, F_UNLCK
            JAVA_SHORT.withName("l_whence"),
            padding(4),
            JAVA_LONG.withName("l_start"),
            JAVA_LONG.withName("l_len"), // 0: to the end, however far it moves
            JAVA_INT.withName("l_pid"), // 0 for an OFD lock
            padding(4));

    /// What to wait for, and what came, for poll.
    public static final StructLayout POLLFD =
            struct("pollfd", 8, JAVA_INT.withName("fd"), JAVA_SHORT.withName("events"), JAVA_SHORT.withName("revents"));

    /// What to wait for, or what came, for epoll.
    public static final StructLayout EPOLL_EVENT = epollEvent(Architecture.CURRENT);

    /// A limit of the process.
    public static final StructLayout RLIMIT =
            struct("rlimit", 16, JAVA_LONG.withName("rlim_cur"), JAVA_LONG.withName("rlim_max"));

    /// What a file system is.
    public static final StructLayout STATFS = struct(
            "statfs",
            120,
            JAVA_LONG.withName("f_type"), // *_MAGIC
            JAVA_LONG.withName("f_bsize"),
            JAVA_LONG.withName("f_blocks"),
            JAVA_LONG.withName("f_bfree"),
            JAVA_LONG.withName("f_bavail"),
            JAVA_LONG.withName("f_files"),
            JAVA_LONG.withName("f_ffree"),
            JAVA_LONG.withName("f_fsid"), // struct of two ints
            JAVA_LONG.withName("f_namelen"),
            JAVA_LONG.withName("f_frsize"),
            JAVA_LONG.withName("f_flags"),
            padding(32));

    /// A range, for cachestat.
    public static final StructLayout CACHESTAT_RANGE =
            struct("cachestat_range", 16, JAVA_LONG.withName("off"), JAVA_LONG.withName("len")); // 0: to the end

    /// What of a range is in the page cache, in pages.
    public static final StructLayout CACHESTAT = struct(
            "cachestat",
            40,
            JAVA_LONG.withName("nr_cache"), // those that are being read included
            JAVA_LONG.withName("nr_dirty"),
            JAVA_LONG.withName("nr_writeback"),
            JAVA_LONG.withName("nr_evicted"),
            JAVA_LONG.withName("nr_recently_evicted"));

    /// What the system calls itself.
    public static final StructLayout UTSNAME = struct(
            "utsname",
            6 * 65,
            text("sysname", 65),
            text("nodename", 65),
            text("release", 65), // of the kernel
            text("version", 65),
            text("machine", 65),
            text("domainname", 65));

    /// Size of a terminal in characters.
    public static final StructLayout WINSIZE = struct(
            "winsize",
            8,
            JAVA_SHORT.withName("ws_row"),
            JAVA_SHORT.withName("ws_col"),
            JAVA_SHORT.withName("ws_xpixel"),
            JAVA_SHORT.withName("ws_ypixel"));

    /// An instruction of a seccomp filter.
    public static final StructLayout SOCK_FILTER = struct(
            "sock_filter",
            8,
            JAVA_SHORT.withName("code"),
            JAVA_BYTE.withName("jt"),
            JAVA_BYTE.withName("jf"),
            JAVA_INT.withName("k"));

    /// A seccomp filter.
    public static final StructLayout SOCK_FPROG = struct(
            "sock_fprog",
            16,
            JAVA_SHORT.withName("len"), // instructions
            padding(6),
            JAVA_LONG.withName("filter"));

    private Structs() {}

    /// Bytes from the start of `struct` to the member of that name, also if it is in a union or
    /// struct without a name.
    public static long offset(GroupLayout struct, String member) {
        long offset = find(struct, member);
        if (offset < 0) {
            throw new IllegalArgumentException("%s has no member %s".formatted(struct, member));
        }
        return offset;
    }

    static StructLayout struct(String name, long sizeInC, MemoryLayout... members) {
        StructLayout layout = MemoryLayout.structLayout(members).withName(name);
        if (layout.byteSize() != sizeInC) {
            throw new AssertionError(
                    "struct %s has %d bytes here and %d in C".formatted(name, layout.byteSize(), sizeInC));
        }
        return layout;
    }

    static MemoryLayout padding(long bytes) {
        return MemoryLayout.paddingLayout(bytes);
    }

    static StructLayout epollEvent(Architecture architecture) {
        return switch (architecture) {
            case X86_64 -> // packed, to be the same for 32-bit programs
                struct("epoll_event", 12, JAVA_INT.withName("events"), JAVA_LONG_UNALIGNED.withName("data"));
            case AARCH64 ->
                struct("epoll_event", 16, JAVA_INT.withName("events"), padding(4), JAVA_LONG.withName("data"));
        };
    }

    private static MemoryLayout text(String name, long capacity) {
        return MemoryLayout.sequenceLayout(capacity, JAVA_BYTE).withName(name);
    }

    /// Adds sizes up, which is less than the paths of layouts take in a program that has just
    /// begun.
    private static long find(GroupLayout group, String member) {
        long offset = 0;
        for (MemoryLayout layout : group.memberLayouts()) {
            if (layout.name().filter(member::equals).isPresent()) {
                return offset;
            }
            if (layout.name().isEmpty() && layout instanceof GroupLayout inner) {
                long offsetInside = find(inner, member);
                if (offsetInside >= 0) {
                    return offset + offsetInside;
                }
            }
            if (group instanceof StructLayout) offset += layout.byteSize();
        }
        return -1;
    }
}
