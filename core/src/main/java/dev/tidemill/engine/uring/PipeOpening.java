package dev.tidemill.engine.uring;

import dev.tidemill.linux.Errno;

/// The opening of what may be a pipe that nobody reads, part of an operation.
///
/// The kernel opens without waiting at first; such a pipe cannot be opened to write then. The
/// second time one of its workers waits for a reader, a worker more than those that the others may
/// use.
final class PipeOpening {

    private final Workers workers;
    private boolean waits;

    PipeOpening(RingOwner owner) {
        workers = owner.workers();
    }

    void prepare(long sqe) {
        if (waits) SqeEncoder.mayWait(sqe);
    }

    /// Whether nobody reads the pipe so far.
    boolean isForReader(int result) {
        return result == -Errno.ENXIO.number() && !waits;
    }

    void waitForReader() {
        waits = true;
        workers.addOne();
    }

    boolean isWaiting() {
        return waits;
    }

    /// The kernel has given its answer.
    void ended() {
        if (waits) workers.removeOne();
        waits = false;
    }
}
