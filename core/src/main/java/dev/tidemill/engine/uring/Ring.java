package dev.tidemill.engine.uring;

import static dev.tidemill.linux.IoUring.*;
import static dev.tidemill.linux.IoUringStructs.*;
import static dev.tidemill.linux.Mman.*;
import static dev.tidemill.linux.Structs.offset;

import dev.tidemill.engine.EngineSettings;
import dev.tidemill.linux.Cqe;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Sqe;
import java.lang.foreign.Arena;
import java.lang.foreign.StructLayout;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/// The two queues that a process shares with the kernel, and the system call that moves both.
///
/// Of one thread alone, the one that creates it: the kernel refuses all others (`SINGLE_ISSUER`),
/// and shows a completion only when this thread enters (`DEFER_TASKRUN`). See io_uring_setup(2),
/// io_uring_enter(2).
final class Ring implements AutoCloseable {

    /// Older kernels lack some; each is left out after an EINVAL, the youngest first.
    private static final int[] WISHES = {
        IORING_SETUP_NO_SQARRAY, // 6.6: no index array between us and the entries
        IORING_SETUP_DEFER_TASKRUN, // 6.1: completions run when we ask for them, not in the middle of anything
        IORING_SETUP_SINGLE_ISSUER, // 6.0: no lock in the kernel
        IORING_SETUP_COOP_TASKRUN, // 5.19: no interrupt to make us look
        IORING_SETUP_SUBMIT_ALL, // 5.18: a refused entry does not stop those behind it
    };

    private static final long FLAGS = offset(IO_URING_PARAMS, "flags");
    private static final long FEATURES = offset(IO_URING_PARAMS, "features");
    private static final long SQ_ENTRIES = offset(IO_URING_PARAMS, "sq_entries");
    private static final long CQ_ENTRIES = offset(IO_URING_PARAMS, "cq_entries");
    private static final long SQ_OFF = offset(IO_URING_PARAMS, "sq_off");
    private static final long GETEVENTS_ARG_BYTES = IO_URING_GETEVENTS_ARG.byteSize();
    private static final long CQ_OFF = offset(IO_URING_PARAMS, "cq_off");

    /// The queues count against the memory a process may lock (`ulimit -l`) where it has not the
    /// right to lock any. With fewer entries than operations in flight completions may wait in the
    /// kernel for a place: slower, and none is lost.
    private static final int FEWEST_COMPLETIONS = 1024;

    private final int fd;
    private final int setupFlags;
    private final int features;
    private final int enterFlags;

    private final long queues;
    private final long queuesBytes;
    private final long entries;
    private final long entriesBytes;

    private final long sqHead;
    private final long sqTail;
    private final long sqFlags;
    private final int sqMask;
    private final int sqCount;
    private int tail; // our copy; the kernel's is set when we enter

    private final long cqHead;
    private final long cqTail;
    private final long cqes;
    private final int cqMask;
    private final long cqOverflow;

    /// Without these there is no safe way to use a ring; all are in Linux 5.11.
    private static final int NEEDED = IORING_FEAT_SINGLE_MMAP // one mapping holds both queues
            | IORING_FEAT_NODROP // a completion without place in the queue is kept
            | IORING_FEAT_SUBMIT_STABLE // names are copied when the kernel takes the entry
            | IORING_FEAT_RW_CUR_POS // position -1 is where the file is
            | IORING_FEAT_FAST_POLL // a pipe that has nothing to read needs no thread of the kernel
            | IORING_FEAT_EXT_ARG;

    /// The kernel counts rings against the memory that a user may lock, and gives that back some
    /// time after a ring was closed. Whoever makes one after the other waits for it.
    private static final long PATIENCE_NANOS = Duration.ofSeconds(2).toNanos();

    private static final long PAUSE_NANOS = Duration.ofMillis(5).toNanos();
    private static volatile long lastClosed = System.nanoTime() - PATIENCE_NANOS;

    /// @throws UringRefused if the kernel gives no ring
    Ring(EngineSettings settings) {
        this(settings, Circumstances.REAL);
    }

    Ring(EngineSettings settings, Circumstances circumstances) {
        try (Arena arena = Arena.ofConfined()) {
            long params = arena.allocate(IO_URING_PARAMS).address();
            Setup setup = setup(settings, circumstances, params);
            fd = setup.fd;
            setupFlags = setup.flags;
            features = Memory.getInt(params + FEATURES);
            if ((features & NEEDED) != NEEDED) {
                var _ = LibC.close(fd);
                throw new UringRefused(
                        UringRefused.Reason.TOO_OLD, "io_uring of this kernel is older than that of Linux 5.11");
            }
            sqCount = Memory.getInt(params + SQ_ENTRIES);
            int cqCount = Memory.getInt(params + CQ_ENTRIES);
            sqMask = sqCount - 1;
            cqMask = cqCount - 1;
            boolean indexArray = (setupFlags & IORING_SETUP_NO_SQARRAY) == 0;
            long array = queueOffset(params, SQ_OFF, IO_SQRING_OFFSETS, "array");
            long cqesOffset = queueOffset(params, CQ_OFF, IO_CQRING_OFFSETS, "cqes");
            queuesBytes = Math.max(indexArray ? array + 4L * sqCount : 0, cqesOffset + Cqe.SIZE * cqCount);
            entriesBytes = Sqe.SIZE * sqCount;
            queues = map(queuesBytes, IORING_OFF_SQ_RING);
            entries = map(entriesBytes, IORING_OFF_SQES);
            sqHead = queues + queueOffset(params, SQ_OFF, IO_SQRING_OFFSETS, "head");
            sqTail = queues + queueOffset(params, SQ_OFF, IO_SQRING_OFFSETS, "tail");
            sqFlags = queues + queueOffset(params, SQ_OFF, IO_SQRING_OFFSETS, "flags");
            cqHead = queues + queueOffset(params, CQ_OFF, IO_CQRING_OFFSETS, "head");
            cqTail = queues + queueOffset(params, CQ_OFF, IO_CQRING_OFFSETS, "tail");
            cqOverflow = queues + queueOffset(params, CQ_OFF, IO_CQRING_OFFSETS, "overflow");
            cqes = queues + cqesOffset;
            tail = Memory.getInt(sqTail);
            if (indexArray) { // entry i is always in place i
                for (int i = 0; i < sqCount; i++) Memory.putInt(queues + array + 4L * i, i);
            }
        }
        // NO_IOWAIT, 6.15: a thread that waits for completions is idle, not waiting for a disk
        enterFlags = IORING_ENTER_GETEVENTS | ((features & IORING_FEAT_NO_IOWAIT) != 0 ? IORING_ENTER_NO_IOWAIT : 0);
    }

    private record Setup(int fd, int flags) {}

    private static Setup setup(EngineSettings settings, Circumstances circumstances, long params) {
        int wishes = 0;
        for (int wish : WISHES) wishes |= wish;
        int flags = IORING_SETUP_CQSIZE
                | (settings.lockedDown() ? IORING_SETUP_R_DISABLED : 0)
                | circumstances.setupFlags(wishes);
        int completions = settings.completionEntries();
        int givenUp = 0;
        long start = System.nanoTime();
        while (true) {
            Memory.zero(params, IO_URING_PARAMS.byteSize());
            Memory.putInt(params + FLAGS, flags);
            Memory.putInt(params + CQ_ENTRIES, completions);
            int fd = LibC.io_uring_setup(settings.submissionEntries(), params);
            if (fd >= 0) return new Setup(fd, flags);
            if (-fd == Errno.EINVAL.number() && givenUp < WISHES.length) {
                flags &= ~WISHES[givenUp++];
            } else if (-fd == Errno.ENOMEM.number() && isMemoryComing(start)) {
                LockSupport.parkNanos(PAUSE_NANOS);
            } else if (-fd == Errno.ENOMEM.number() && completions > FEWEST_COMPLETIONS) {
                completions /= 2;
            } else {
                throw UringRefused.by("io_uring_setup", -fd);
            }
        }
    }

    /// Whether memory of a ring of this process that was closed may still come back.
    private static boolean isMemoryComing(long start) {
        long now = System.nanoTime();
        return now - start < PATIENCE_NANOS && now - lastClosed < PATIENCE_NANOS;
    }

    private static long queueOffset(long params, long part, StructLayout layout, String field) {
        return Integer.toUnsignedLong(Memory.getInt(params + part + offset(layout, field)));
    }

    private long map(long bytes, long what) {
        long address = LibC.mmap(0, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, fd, what);
        if (address < 0 && address > -4096) {
            var _ = LibC.close(fd);
            throw UringRefused.by("mmap of a ring", (int) -address);
        }
        var _ = LibC.madvise(address, bytes, MADV_DONTFORK); // a child process must not have our queues
        return address;
    }

    int fd() {
        return fd;
    }

    int setupFlags() {
        return setupFlags;
    }

    int features() {
        return features;
    }

    /// Entries that can be filled before the next [#enter].
    int freeEntries() {
        return sqCount - (tail - Memory.getIntAcquire(sqHead));
    }

    /// Entries that the kernel has not taken yet.
    int unsubmitted() {
        return tail - Memory.getIntAcquire(sqHead);
    }

    /// The next entry, zeroed; the kernel sees it at the next [#enter]. Call only if [#freeEntries]
    /// is not 0.
    long nextEntry() {
        long sqe = entries + Sqe.SIZE * (tail++ & sqMask);
        Memory.zero(sqe, Sqe.SIZE);
        return sqe;
    }

    /// Hands all new entries to the kernel and makes completions visible, in one call.
    ///
    /// @param minComplete how many completions to wait for
    /// @param timeout the address of an `io_uring_getevents_arg` that says for how long, or 0;
    ///     after that time the result is `-ETIME`, unless entries were taken
    /// @return entries taken, or a negated errno; what was taken is known from [#unsubmitted] in
    ///     either case, because an error may be reported after some of them are on their way
    int enter(int minComplete, long timeout) {
        Memory.setIntRelease(sqTail, tail); // the kernel sees the entries before the tail
        int unsubmitted = unsubmitted();
        if (timeout == 0) return LibC.io_uring_enter(fd, unsubmitted, minComplete, enterFlags, 0, 0);
        int flags = enterFlags | IORING_ENTER_EXT_ARG;
        return LibC.io_uring_enter(fd, unsubmitted, minComplete, flags, timeout, GETEVENTS_ARG_BYTES);
    }

    /// As [#enter(int, long)], without end.
    int enter(int minComplete) {
        return enter(minComplete, 0);
    }

    boolean hasCompletions() {
        return Memory.getInt(cqHead) != Memory.getIntAcquire(cqTail);
    }

    /// The kernel keeps completions for which the queue has no room, and gives them at the next
    /// [#enter].
    boolean hasOverflow() {
        return (Memory.getInt(sqFlags) & IORING_SQ_CQ_OVERFLOW) != 0;
    }

    /// Completions that the kernel had to drop for want of memory since the ring exists; never 0
    /// again once it is not.
    int dropped() {
        return Memory.getInt(cqOverflow);
    }

    /// Takes all completions that are visible.
    ///
    /// @return how many
    int reap(Reaper reaper) {
        int head = Memory.getInt(cqHead);
        int end = Memory.getIntAcquire(cqTail);
        int count = end - head;
        while (head != end) {
            long cqe = cqes + Cqe.SIZE * (head & cqMask);
            long userData = Memory.getLong(cqe + Cqe.USER_DATA);
            int result = Memory.getInt(cqe + Cqe.RES);
            Memory.setIntRelease(cqHead, ++head); // the kernel may use this place again from here on
            reaper.completion(userData, result);
        }
        return count;
    }

    @FunctionalInterface
    interface Reaper {
        void completion(long userData, int result);
    }

    /// io_uring_register(2).
    ///
    /// @return its result, or a negated errno
    int register(int opcode, long argument, int count) {
        return LibC.io_uring_register(fd, opcode, argument, count);
    }

    /// Gives the queues back. The kernel does **not** stop working on what is in flight: no memory
    /// of an operation may be freed because of this.
    @Override
    public void close() {
        var _ = LibC.munmap(entries, entriesBytes);
        var _ = LibC.munmap(queues, queuesBytes);
        var _ = LibC.close(fd);
        lastClosed = System.nanoTime();
    }
}
