package dev.tidemill.linux;

/// Constants about the process and what it may do: `linux/prctl.h`, `sys/resource.h`,
/// `linux/seccomp.h` and `linux/filter.h`.
public final class ProcessControl {
    public static final int PR_SET_PDEATHSIG = 1;
    public static final int PR_SET_DUMPABLE = 4;
    public static final int PR_SET_NAME = 15;
    public static final int PR_GET_NAME = 16;
    public static final int PR_SET_SECCOMP = 22;
    public static final int PR_SET_TIMERSLACK = 29;
    public static final int PR_SET_NO_NEW_PRIVS = 38;
    public static final int PR_GET_NO_NEW_PRIVS = 39;

    public static final int RLIMIT_FSIZE = 1;
    public static final int RLIMIT_NPROC = 6;
    public static final int RLIMIT_NOFILE = 7;
    public static final int RLIMIT_MEMLOCK = 8;
    public static final int RLIMIT_AS = 9;
    public static final long RLIM_INFINITY = -1;

    public static final int SECCOMP_MODE_FILTER = 2;
    public static final int SECCOMP_RET_ERRNO = 0x0005_0000;
    public static final int SECCOMP_RET_ALLOW = 0x7FFF_0000;

    // the code of a sock_filter: a class, and with it a size and a mode, a test, or a source
    public static final short BPF_LD = 0x00;
    public static final short BPF_JMP = 0x05;
    public static final short BPF_RET = 0x06;
    public static final short BPF_W = 0x00;
    public static final short BPF_ABS = 0x20;
    public static final short BPF_JEQ = 0x10;
    public static final short BPF_K = 0x00;

    private ProcessControl() {}
}
