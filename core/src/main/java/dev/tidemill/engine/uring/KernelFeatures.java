package dev.tidemill.engine.uring;

import static dev.tidemill.linux.IoUring.*;
import static dev.tidemill.linux.IoUringStructs.*;
import static dev.tidemill.linux.Structs.offset;

import dev.tidemill.engine.EngineSettings;
import dev.tidemill.linux.Memory;
import java.lang.foreign.Arena;
import java.util.BitSet;

/// What this kernel can do with a ring, found by asking it. Versions tell nothing: vendors move
/// features around.
///
/// @param setupFlags `IORING_SETUP_*` that the ring has
/// @param features `IORING_FEAT_*`
/// @param opcodes those that are known
/// @param fileTable places in the ring's own table of files, for files that are opened, used and
///     closed by the ring alone; 0 if it has none
/// @param workersLimited whether the number of the kernel's worker threads could be set
/// @param lockedDown whether the ring refuses what this library does not use
record KernelFeatures(
        int setupFlags, int features, BitSet opcodes, int fileTable, boolean workersLimited, boolean lockedDown) {

    /// What the library submits; a locked-down ring takes nothing else.
    private static final int[] OPCODES_IN_USE = {
        IORING_OP_NOP,
        IORING_OP_READ,
        IORING_OP_WRITE,
        IORING_OP_READV,
        IORING_OP_WRITEV,
        IORING_OP_FSYNC,
        IORING_OP_SYNC_FILE_RANGE,
        IORING_OP_POLL_ADD,
        IORING_OP_FTRUNCATE,
        IORING_OP_FALLOCATE,
        IORING_OP_FADVISE,
        IORING_OP_OPENAT,
        IORING_OP_STATX,
        IORING_OP_CLOSE,
        IORING_OP_ASYNC_CANCEL
    };

    boolean has(int opcode) {
        return opcodes.get(opcode);
    }

    /// Finds out, and sets up what can be. On the thread that owns `ring`.
    static KernelFeatures prepare(Ring ring, Workers workers, EngineSettings settings) {
        BitSet opcodes = probe(ring);
        int files = registerFileTable(ring, settings.openFiles());
        if (settings.lockedDown()) lockDown(ring, opcodes);
        return new KernelFeatures(
                ring.setupFlags(), ring.features(), opcodes, files, workers.areLimited, settings.lockedDown());
    }

    private static BitSet probe(Ring ring) {
        int most = 256;
        long opBytes = IO_URING_PROBE_OP.byteSize();
        try (Arena arena = Arena.ofConfined()) {
            long probe = arena.allocate(IO_URING_PROBE.byteSize() + most * opBytes, 8)
                    .address();
            int result = ring.register(IORING_REGISTER_PROBE, probe, most);
            if (result < 0) throw UringRefused.by("io_uring_register of a probe", -result);
            var opcodes = new BitSet(most);
            int count = Byte.toUnsignedInt(Memory.getByte(probe + offset(IO_URING_PROBE, "ops_len")));
            for (int i = 0; i < count; i++) {
                long op = probe + IO_URING_PROBE.byteSize() + i * opBytes;
                int flags = Memory.getShort(op + offset(IO_URING_PROBE_OP, "flags"));
                if ((flags & IO_URING_OP_SUPPORTED) != 0) {
                    opcodes.set(Byte.toUnsignedInt(Memory.getByte(op + offset(IO_URING_PROBE_OP, "op"))));
                }
            }
            for (int opcode : OPCODES_IN_USE) {
                if (!opcodes.get(opcode) && opcode != IORING_OP_FTRUNCATE) {
                    throw new UringRefused(
                            UringRefused.Reason.TOO_OLD, "io_uring of this kernel does not know opcode " + opcode);
                }
            }
            return opcodes;
        }
    }

    /// Linux 5.19, and at most as many places as the process may have descriptors.
    private static int registerFileTable(Ring ring, int places) {
        try (Arena arena = Arena.ofConfined()) {
            long register = arena.allocate(IO_URING_RSRC_REGISTER).address();
            Memory.putInt(register + offset(IO_URING_RSRC_REGISTER, "nr"), places);
            Memory.putInt(register + offset(IO_URING_RSRC_REGISTER, "flags"), IORING_RSRC_REGISTER_SPARSE);
            int result = ring.register(IORING_REGISTER_FILES2, register, (int) IO_URING_RSRC_REGISTER.byteSize());
            return result < 0 ? 0 : places; // without it, descriptors do the same
        }
    }

    /// From here on the ring takes only the operations in use, and nothing of its set-up can be
    /// changed but the number of workers.
    private static void lockDown(Ring ring, BitSet opcodes) {
        long size = IO_URING_RESTRICTION.byteSize();
        try (Arena arena = Arena.ofConfined()) {
            long restrictions =
                    arena.allocate(size * (OPCODES_IN_USE.length + 3), 8).address();
            int count = 0;
            for (int opcode : OPCODES_IN_USE) {
                if (opcodes.get(opcode)) {
                    restrict(restrictions + size * count++, IORING_RESTRICTION_SQE_OP, opcode);
                }
            }
            restrict(
                    restrictions + size * count++,
                    IORING_RESTRICTION_SQE_FLAGS_ALLOWED,
                    IOSQE_FIXED_FILE | IOSQE_ASYNC);
            restrict(restrictions + size * count++, IORING_RESTRICTION_REGISTER_OP, IORING_REGISTER_IOWQ_MAX_WORKERS);
            int result = ring.register(IORING_REGISTER_RESTRICTIONS, restrictions, count);
            if (result < 0) throw UringRefused.by("io_uring_register of restrictions", -result);
        }
        int result = ring.register(IORING_REGISTER_ENABLE_RINGS, 0, 0);
        if (result < 0) throw UringRefused.by("io_uring_register to enable a ring", -result);
    }

    private static void restrict(long restriction, int kind, int what) {
        Memory.putShort(restriction + offset(IO_URING_RESTRICTION, "opcode"), (short) kind);
        Memory.putByte(restriction + 2, (byte) what); // the union: an opcode, or flags
    }
}
