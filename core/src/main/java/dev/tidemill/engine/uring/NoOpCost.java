package dev.tidemill.engine.uring;

import dev.tidemill.engine.EngineSettings;
import dev.tidemill.engine.FreshThread;
import dev.tidemill.engine.TypicalTime;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.IoUring;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Sqe;
import java.time.Duration;
import java.util.concurrent.TimeoutException;

/// What it costs to bring an operation through a ring and back, without what it does: the thread
/// that owns the ring alone, no task, no other thread.
public final class NoOpCost {

    private NoOpCost() {}

    /// Nanoseconds for each operation that does nothing.
    ///
    /// @param batch operations that are submitted and completed with one system call; a power of
    ///     two
    /// @param nanos how long to measure, after as long a time to warm up
    /// @throws UringRefused if the kernel gives no ring
    /// @throws TimeoutException if the kernel does not answer
    public static double nanos(int batch, long nanos) throws InterruptedException, TimeoutException {
        var settings = new EngineSettings(1, batch, 2 * batch, batch, 1, 1, 1, 1, false, Duration.ofSeconds(1));
        return FreshThread.call(
                () -> {
                    try (Ring ring = ProbeRing.open(settings)) {
                        return TypicalTime.nanos(nanos, () -> submitAndReap(ring, batch)) / batch;
                    }
                },
                Duration.ofNanos(2 * nanos).plusSeconds(10));
    }

    private static void submitAndReap(Ring ring, int batch) {
        for (int i = 0; i < batch; i++) {
            Memory.putByte(ring.nextEntry() + Sqe.OPCODE, (byte) IoUring.IORING_OP_NOP);
        }
        int reaped = 0;
        while (reaped < batch) {
            int taken = ring.enter(batch - reaped);
            if (taken < 0 && taken != -Errno.EINTR.number()) throw UringRefused.by("io_uring_enter", -taken);
            reaped += ring.reap((_, _) -> {});
        }
    }
}
