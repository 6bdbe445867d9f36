package dev.tidemill.linux;

/// The numbers of the system calls we use, `__NR_*` in C.
///
/// The order is that of x86-64. From 424 on the kernel gives all architectures the same number.
enum SystemCall {
    READ(0, 63),
    WRITE(1, 64),
    CLOSE(3, 57),
    LSEEK(8, 62),
    MMAP(9, 222),
    MUNMAP(11, 215),
    IOCTL(16, 29),
    PREAD64(17, 67),
    PWRITE64(18, 68),
    MADVISE(28, 233),
    GETPID(39, 172),
    SENDFILE(40, 71),
    UNAME(63, 160),
    FCNTL(72, 25),
    FLOCK(73, 32),
    FSYNC(74, 82),
    FDATASYNC(75, 83),
    FTRUNCATE(77, 46),
    FCHMOD(91, 52),
    FCHOWN(93, 55),
    GETEUID(107, 175),
    STATFS(137, 43),
    FSTATFS(138, 44),
    PRCTL(157, 167),
    GETTID(186, 178),
    LSETXATTR(189, 6),
    FSETXATTR(190, 7),
    LGETXATTR(192, 9),
    FGETXATTR(193, 10),
    LLISTXATTR(195, 12),
    FLISTXATTR(196, 13),
    FREMOVEXATTR(199, 16),
    GETDENTS64(217, 61),
    FADVISE64(221, 223),
    EPOLL_CTL(233, 21),
    INOTIFY_ADD_WATCH(254, 27),
    INOTIFY_RM_WATCH(255, 28),
    OPENAT(257, 56),
    MKDIRAT(258, 34),
    MKNODAT(259, 33),
    FCHOWNAT(260, 54),
    UNLINKAT(263, 35),
    LINKAT(265, 37),
    SYMLINKAT(266, 36),
    READLINKAT(267, 78),
    FCHMODAT(268, 53),
    PPOLL(271, 73),
    SYNC_FILE_RANGE(277, 84),
    UTIMENSAT(280, 88),
    EPOLL_PWAIT(281, 22),
    FALLOCATE(285, 47),
    EVENTFD2(290, 19),
    EPOLL_CREATE1(291, 20),
    PIPE2(293, 59),
    INOTIFY_INIT1(294, 26),
    PRLIMIT64(302, 261),
    SYNCFS(306, 267),
    RENAMEAT2(316, 276),
    MEMFD_CREATE(319, 279),
    COPY_FILE_RANGE(326, 285),
    PREADV2(327, 286),
    PWRITEV2(328, 287),
    STATX(332, 291),
    IO_URING_SETUP(425, 425),
    IO_URING_ENTER(426, 426),
    IO_URING_REGISTER(427, 427),
    PIDFD_OPEN(434, 434),
    OPENAT2(437, 437),
    CACHESTAT(451, 451);

    private final int x86_64;
    private final int aarch64;

    /// On the architecture we run on; a field, because every call reads it.
    final int number;

    SystemCall(int x86_64, int aarch64) {
        this.x86_64 = x86_64;
        this.aarch64 = aarch64;
        this.number = number(Architecture.CURRENT);
    }

    int number(Architecture architecture) {
        return switch (architecture) {
            case X86_64 -> x86_64;
            case AARCH64 -> aarch64;
        };
    }
}
