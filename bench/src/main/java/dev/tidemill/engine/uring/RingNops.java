package dev.tidemill.engine.uring;

import dev.tidemill.bench.worker.Contender;
import dev.tidemill.bench.worker.Round;
import dev.tidemill.bench.worker.Workload;
import dev.tidemill.engine.EngineSettings;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.IoUring;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Sqe;
import java.io.IOException;

/// Operations that do nothing, on a bare [Ring], as the C twin does them: what submitting and
/// reaping from Java costs. In this package, because a ring is nobody else's business.
public final class RingNops implements Contender {

    private final int depth;
    private final Ring ring = new Ring(EngineSettings.forProcessors(1));
    private final Ring.Reaper reaper = this::completion;

    private boolean over;
    private int inFlight;
    private long operations;
    private int failed; // the last result that was not 0

    public RingNops(Workload workload) {
        depth = workload.depth();
    }

    @Override
    public long run(Round round) throws IOException {
        over = false;
        operations = 0;
        for (int slot = 0; slot < depth; slot++) prepare(slot);
        inFlight = depth;
        while (inFlight > 0) {
            int taken = ring.enter(1);
            if (taken < 0 && taken != -Errno.EINTR.number()) throw new IOException("io_uring_enter gave " + taken);
            over = round.isOver();
            operations += ring.reap(reaper);
            if (failed != 0) throw new IOException("an operation that does nothing gave " + failed);
        }
        return operations;
    }

    private void completion(long slot, int result) {
        if (result != 0) failed = result;
        if (over) inFlight--;
        else prepare(slot);
    }

    private void prepare(long slot) {
        long sqe = ring.nextEntry();
        Memory.putByte(sqe + Sqe.OPCODE, (byte) IoUring.IORING_OP_NOP);
        Memory.putInt(sqe + Sqe.FD, -1);
        SqeEncoder.userData(sqe, slot);
    }

    @Override
    public void close() {
        ring.close();
    }
}
