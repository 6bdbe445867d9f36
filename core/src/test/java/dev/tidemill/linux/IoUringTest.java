package dev.tidemill.linux;

import static dev.tidemill.linux.IoUring.*;
import static dev.tidemill.linux.IoUringStructs.*;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The layouts and the calls together: the smallest ring that works.
@Timeout(60)
class IoUringTest {
    private final Arena arena = Arena.ofConfined();
    private final long params = arena.allocate(IO_URING_PARAMS.byteSize(), 8).address();
    private int ring;

    @BeforeEach
    void aRingIsThere() {
        Assumptions.assumeTrue(LibC.isAvailable(), LibC.unavailabilityCause());
        ring = LibC.io_uring_setup(4, params);
        Assumptions.assumeTrue(ring >= 0, () -> "io_uring_setup failed: " + Errno.of(-ring));
    }

    @AfterEach
    void close() {
        if (ring >= 0) {
            assertEquals(0, LibC.close(ring));
        }
        arena.close();
    }

    @Test
    void aRingWithoutEntriesIsRefused() {
        assertEquals(-Errno.EINVAL.number(), LibC.io_uring_setup(0, params));
    }

    @Test
    void theProbeKnowsTheFirstOpcodes() {
        int capacity = 256;
        long probe = arena.allocate(IO_URING_PROBE.byteSize() + capacity * IO_URING_PROBE_OP.byteSize(), 8)
                .address();
        int result = LibC.io_uring_register(ring, IORING_REGISTER_PROBE, probe, capacity);
        Assumptions.assumeTrue(result != -Errno.EINVAL.number(), "IORING_REGISTER_PROBE needs Linux 5.6");
        assertEquals(0, result);
        long read = probe + IO_URING_PROBE.byteSize() + IORING_OP_READ * IO_URING_PROBE_OP.byteSize();
        assertEquals(IORING_OP_READ, Memory.getByte(read + Structs.offset(IO_URING_PROBE_OP, "op")));
        assertEquals(IO_URING_OP_SUPPORTED, Memory.getShort(read + Structs.offset(IO_URING_PROBE_OP, "flags")));
    }

    @Test
    void aWaitEndsWithItsTimeout() {
        Assumptions.assumeTrue((param("features") & IORING_FEAT_EXT_ARG) != 0, "timed waits need Linux 5.11");
        long timeout = arena.allocate(Structs.KERNEL_TIMESPEC).address();
        Memory.putLong(timeout + Structs.offset(Structs.KERNEL_TIMESPEC, "tv_nsec"), 1);
        long argument = arena.allocate(IO_URING_GETEVENTS_ARG).address();
        Memory.putLong(argument + Structs.offset(IO_URING_GETEVENTS_ARG, "ts"), timeout);

        int flags = IORING_ENTER_GETEVENTS | IORING_ENTER_EXT_ARG;
        int entered = LibC.io_uring_enter(ring, 0, 1, flags, argument, IO_URING_GETEVENTS_ARG.byteSize());
        assertEquals(-Errno.ETIME.number(), entered);
    }

    @Test
    void anEntryComesBackAsACompletion() {
        Assumptions.assumeTrue((param("features") & IORING_FEAT_SINGLE_MMAP) != 0, "one mapping needs Linux 5.4");
        int entries = param("sq_entries");
        long ringBytes = Math.max(
                sq("array") + (long) entries * Integer.BYTES, cq("cqes") + (long) param("cq_entries") * Cqe.SIZE);
        long sqesBytes = entries * Sqe.SIZE;
        long queues = map(ringBytes, IORING_OFF_SQ_RING);
        long sqes = map(sqesBytes, IORING_OFF_SQES);

        Memory.putByte(sqes + Sqe.OPCODE, (byte) IORING_OP_TIMEOUT_REMOVE);
        Memory.putInt(sqes + Sqe.FD, -1);
        Memory.putLong(sqes + Sqe.ADDR, 4711); // there is no such timeout
        Memory.putLong(sqes + Sqe.USER_DATA, 0x1234_5678_9ABC_DEFFL);
        Memory.putInt(queues + sq("array"), 0);
        Memory.setIntRelease(queues + sq("tail"), 1);
        assertEquals(1, LibC.io_uring_enter(ring, 1, 1, IORING_ENTER_GETEVENTS, 0, 0));

        int head = Memory.getInt(queues + cq("head"));
        assertEquals(head + 1, Memory.getIntAcquire(queues + cq("tail")));
        long cqe = queues + cq("cqes") + (head & Memory.getInt(queues + cq("ring_mask"))) * Cqe.SIZE;
        assertEquals(0x1234_5678_9ABC_DEFFL, Memory.getLong(cqe + Cqe.USER_DATA));
        assertEquals(-Errno.ENOENT.number(), Memory.getInt(cqe + Cqe.RES));
        assertEquals(0, Memory.getInt(cqe + Cqe.FLAGS));
        Memory.setIntRelease(queues + cq("head"), head + 1);

        assertEquals(0, LibC.munmap(sqes, sqesBytes));
        assertEquals(0, LibC.munmap(queues, ringBytes));
    }

    private int param(String name) {
        return Memory.getInt(params + Structs.offset(IO_URING_PARAMS, name));
    }

    private int sq(String name) {
        return Memory.getInt(
                params + Structs.offset(IO_URING_PARAMS, "sq_off") + Structs.offset(IO_SQRING_OFFSETS, name));
    }

    private int cq(String name) {
        return Memory.getInt(
                params + Structs.offset(IO_URING_PARAMS, "cq_off") + Structs.offset(IO_CQRING_OFFSETS, name));
    }

    private long map(long length, long offset) {
        int protection = Mman.PROT_READ | Mman.PROT_WRITE;
        long address = LibC.mmap(0, length, protection, Mman.MAP_SHARED | Mman.MAP_POPULATE, ring, offset);
        assertTrue(address > 0, () -> "mmap failed: " + Errno.of((int) -address));
        return address;
    }
}
