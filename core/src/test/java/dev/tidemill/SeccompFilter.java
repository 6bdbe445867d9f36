package dev.tidemill;

import static dev.tidemill.linux.ProcessControl.*;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.tidemill.linux.Errno;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Structs;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Forbids system calls to this process, as the profiles of container runtimes do. There is no way
/// back, so it is for a [ChildJvm].
///
/// See seccomp(2): a program of the old Berkeley packet filter sees the number of each system call
/// and says what becomes of it.
public final class SeccompFilter {

    // linux/seccomp.h, with the number of the call itself
    private static final int SECCOMP_SET_MODE_FILTER = 1;
    private static final int SECCOMP_FILTER_FLAG_TSYNC = 1;
    private static final long NR_SECCOMP = System.getProperty("os.arch").equals("aarch64") ? 277 : 317;

    /// `io_uring_setup`, `io_uring_enter`, `io_uring_register`: on all processors.
    private static final int[] NR_IO_URING = {425, 426, 427};

    private static final int NR_OPENAT = System.getProperty("os.arch").equals("aarch64") ? 56 : 257;

    // struct seccomp_data: where the number of the call is, and the lower half of its third argument
    private static final int NUMBER = 0;
    private static final int THIRD_ARGUMENT = 32;

    /// `__O_TMPFILE`; the other bit of `O_TMPFILE` is that of directories.
    private static final int O_TMPFILE_ALONE = 0x40_0000;

    private static final int BPF_JSET = 0x40;

    private SeccompFilter() {}

    /// From now on the system calls of io_uring fail with `errno`, on every thread there is and
    /// will be.
    public static void forbidUring(Errno errno) throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            int count = NR_IO_URING.length + 3;
            MemorySegment instructions = arena.allocate(Structs.SOCK_FILTER, count);
            int last = count - 1;
            put(instructions, 0, BPF_LD | BPF_W | BPF_ABS, 0, NUMBER);
            for (int i = 1; i <= NR_IO_URING.length; i++) {
                put(instructions, i, BPF_JMP | BPF_JEQ | BPF_K, last - i - 1, NR_IO_URING[i - 1]);
            }
            put(instructions, last - 1, BPF_RET | BPF_K, 0, SECCOMP_RET_ALLOW);
            put(instructions, last, BPF_RET | BPF_K, 0, SECCOMP_RET_ERRNO | errno.number());
            install(instructions, arena);
        }
    }

    /// From now on no file system seems to know files that never have a name (`O_TMPFILE`).
    public static void forbidUnnamedFiles() throws Throwable {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment instructions = arena.allocate(Structs.SOCK_FILTER, 7);
            put(instructions, 0, BPF_LD | BPF_W | BPF_ABS, 0, NUMBER);
            put(instructions, 1, BPF_JMP | BPF_JEQ | BPF_K, 1, NR_OPENAT);
            put(instructions, 2, BPF_RET | BPF_K, 0, SECCOMP_RET_ALLOW);
            put(instructions, 3, BPF_LD | BPF_W | BPF_ABS, 0, THIRD_ARGUMENT);
            put(instructions, 4, BPF_JMP | BPF_JSET | BPF_K, 1, O_TMPFILE_ALONE);
            put(instructions, 5, BPF_RET | BPF_K, 0, SECCOMP_RET_ALLOW);
            put(instructions, 6, BPF_RET | BPF_K, 0, SECCOMP_RET_ERRNO | Errno.EOPNOTSUPP.number());
            install(instructions, arena);
        }
    }

    private static void install(MemorySegment instructions, Arena arena) throws Throwable {
        MemorySegment program = arena.allocate(Structs.SOCK_FPROG);
        long count = instructions.byteSize() / Structs.SOCK_FILTER.byteSize();
        program.set(JAVA_SHORT, Structs.offset(Structs.SOCK_FPROG, "len"), (short) count);
        program.set(JAVA_LONG, Structs.offset(Structs.SOCK_FPROG, "filter"), instructions.address());
        require(LibC.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)); // without it only root may
        require(seccomp(SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, program));
    }

    /// @param jump how many instructions are left out where a test is true
    private static void put(MemorySegment instructions, int index, int code, int jump, int value) {
        MemorySegment instruction = instructions.asSlice(index * Structs.SOCK_FILTER.byteSize(), Structs.SOCK_FILTER);
        instruction.set(JAVA_SHORT, Structs.offset(Structs.SOCK_FILTER, "code"), (short) code);
        instruction.set(JAVA_BYTE, Structs.offset(Structs.SOCK_FILTER, "jt"), (byte) jump);
        instruction.set(JAVA_INT, Structs.offset(Structs.SOCK_FILTER, "k"), value);
    }

    /// prctl(2) would set the filter of the calling thread alone.
    private static int seccomp(int operation, int flags, MemorySegment program) throws Throwable {
        Linker linker = Linker.nativeLinker();
        MethodHandle syscall = linker.downcallHandle(
                linker.defaultLookup().findOrThrow("syscall"),
                FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG));
        return (int) (long) syscall.invokeExact(NR_SECCOMP, (long) operation, (long) flags, program.address());
    }

    private static void require(int result) {
        if (result != 0) throw new AssertionError("the filter was refused: " + result);
    }
}
