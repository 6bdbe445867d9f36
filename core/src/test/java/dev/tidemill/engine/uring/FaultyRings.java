package dev.tidemill.engine.uring;

import static dev.tidemill.linux.IoUring.*;

import dev.tidemill.engine.Engine;
import dev.tidemill.engine.EngineSettings;
import dev.tidemill.engine.Faults;
import dev.tidemill.engine.Faults.Call;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Sqe;

/// Rings whose operations fail where [Faults] says so: the kernel itself gives the error, to a
/// submission that does nothing.
public final class FaultyRings extends Circumstances {

    private final Faults faults;

    private FaultyRings(Faults faults) {
        this.faults = faults;
    }

    /// @param blocking as for [UringEngine]
    public static Engine engine(EngineSettings settings, Engine blocking, Faults faults) {
        return new UringEngine(settings, blocking, new FaultyRings(faults));
    }

    /// Whether this kernel gives the errors it is asked for: Linux 6.10.
    public static boolean arePossible() {
        try (Ring ring = ProbeRing.open()) {
            SqeEncoder.failInstead(ring.nextEntry(), -Errno.EIO.number());
            int[] result = {0};
            while (ring.reap((_, res) -> result[0] = res) == 0) {
                int taken = ring.enter(1);
                if (taken < 0) throw new AssertionError("io_uring_enter failed: " + Errno.of(-taken));
            }
            return result[0] == -Errno.EIO.number();
        } catch (UringRefused e) {
            return false;
        }
    }

    @Override
    void submission(long sqe) {
        if (asksWhatKindOfFileItIs(sqe)) return;
        Call call = call(sqe);
        int errno = faults.errnoOf(call);
        if (errno != 0) SqeEncoder.failInstead(sqe, -errno);
        else if (call == Call.READ || call == Call.WRITE) shorten(sqe, call);
    }

    private static boolean asksWhatKindOfFileItIs(long sqe) {
        return Memory.getByte(sqe + Sqe.OPCODE) == IORING_OP_SYNC_FILE_RANGE
                && Memory.getInt(sqe + Sqe.SYNC_RANGE_FLAGS) == 0;
    }

    private void shorten(long sqe, Call call) {
        Memory.putInt(sqe + Sqe.LEN, faults.lengthOf(call, Memory.getInt(sqe + Sqe.LEN)));
    }

    private static Call call(long sqe) {
        int opcode = Memory.getByte(sqe + Sqe.OPCODE);
        return switch (opcode) {
            case IORING_OP_OPENAT -> Call.OPEN;
            case IORING_OP_READ, IORING_OP_READV -> Call.READ;
            case IORING_OP_WRITE, IORING_OP_WRITEV -> Call.WRITE;
            case IORING_OP_FSYNC -> Memory.getInt(sqe + Sqe.FSYNC_FLAGS) == 0 ? Call.FSYNC : Call.FDATASYNC;
            case IORING_OP_FTRUNCATE -> Call.TRUNCATE;
            case IORING_OP_FALLOCATE -> Call.ALLOCATE;
            case IORING_OP_SYNC_FILE_RANGE -> Call.WRITE_BACK;
            case IORING_OP_FADVISE -> Call.ADVISE;
            case IORING_OP_STATX -> Call.SIZE;
            case IORING_OP_CLOSE -> Call.CLOSE;
            default -> throw new AssertionError("not an operation: opcode " + opcode);
        };
    }
}
