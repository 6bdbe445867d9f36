package dev.tidemill.engine.uring;

import dev.tidemill.engine.Opening;
import dev.tidemill.engine.Operation;

/// Opens a file as a descriptor of the process.
final class PendingOpen<T> extends InFlight<T> {

    private final Operation.Open<T> open;
    private final UringEngine engine;
    private final PipeOpening pipe;

    PendingOpen(RingOwner owner, Operation.Open<T> open, UringEngine engine) {
        super(owner, open);
        this.open = open;
        this.engine = engine;
        this.pipe = new PipeOpening(owner);
    }

    @Override
    void prepare(long sqe) {
        SqeEncoder.open(
                sqe,
                owner.scratch().name(open.path().bytes()),
                Opening.flags(open.mode()),
                open.mode().permissions());
        pipe.prepare(sqe);
    }

    @Override
    boolean mayWaitForever() {
        return pipe.isWaiting();
    }

    @Override
    boolean completed(int result) {
        if (isInterrupted(result) && !isToStop()) return false;
        if (pipe.isForReader(result)) {
            boolean stop = isToStop();
            if (stop) endStopped(0);
            else pipe.waitForReader();
            return stop;
        }
        pipe.ended();
        if (result >= 0) {
            endWithFile(open, engine.opened(result, open));
        } else {
            endWithErrno(-result, isStopped(result), 0);
        }
        return true;
    }
}
