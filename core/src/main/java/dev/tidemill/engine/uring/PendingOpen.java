package dev.tidemill.engine.uring;

import dev.tidemill.engine.Opening;
import dev.tidemill.engine.Operation;
import dev.tidemill.linux.Errno;

/// Opens a file as a descriptor of the process.
///
/// The kernel tries without waiting at first; a pipe that nobody reads cannot be opened to write
/// then. A second time one of its workers waits for a reader.
final class PendingOpen<T> extends InFlight<T> {

    private final Operation.Open<T> open;
    private final UringEngine engine;
    private boolean waits;

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
        if (waits) SqeEncoder.mayWait(sqe);
    }

    @Override
    boolean mayWaitForever() {
        return waits;
    }

    @Override
    boolean completed(int result) {
        if (isInterrupted(result) && !isToStop()) return false;
        if (result == -Errno.ENXIO.number() && !waits) {
            waits = !isToStop();
            if (waits) return false;
            endStopped(0);
            return true;
        }
        if (result >= 0) {
            endWithFile(open, engine.opened(result, open));
        } else {
            endWithErrno(-result, isStopped(result), 0);
        }
        return true;
    }
}
