package dev.tidemill.engine.uring;

import dev.tidemill.engine.Opening;
import dev.tidemill.engine.Operation;
import dev.tidemill.linux.Errno;

/// Opens a file as a descriptor of the process.
final class PendingOpen<T> extends InFlight<T> {

    private final Operation.Open<T> open;
    private final UringEngine engine;

    PendingOpen(RingOwner owner, Operation.Open<T> open, UringEngine engine) {
        super(owner, open);
        this.open = open;
        this.engine = engine;
    }

    @Override
    void prepare(long sqe) {
        SqeEncoder.open(
                sqe,
                owner.scratch().name(open.path().bytes()),
                Opening.flags(open.mode()),
                open.mode().permissions());
    }

    @Override
    boolean completed(int result) {
        if (result == -Errno.EINTR.number() && !isToStop()) return false;
        if (result >= 0) {
            endWithFile(open, engine.opened(result, open));
        } else {
            endWithErrno(-result, result == -Errno.EINTR.number() || result == -Errno.ECANCELED.number(), 0);
        }
        return true;
    }
}
