package dev.tidemill.engine.uring;

import dev.tidemill.engine.DescriptorHandle;
import dev.tidemill.engine.Operation;

/// Makes a file longer or shorter.
final class PendingTruncate extends InFlight<Void> {

    private final Operation.Truncate truncate;

    PendingTruncate(RingOwner owner, Operation.Truncate truncate) {
        super(owner, truncate);
        this.truncate = truncate;
    }

    @Override
    void prepare(long sqe) {
        SqeEncoder.ftruncate(sqe, ((DescriptorHandle) truncate.file()).fd(), truncate.size());
    }

    @Override
    @SuppressWarnings("NullAway") // the only value of Void
    boolean completed(int result) {
        if (isInterrupted(result) && !isToStop()) return false;
        if (result >= 0) endWithValue(null, 0);
        else endWithErrno(-result, isStopped(result), 0);
        return true;
    }
}
