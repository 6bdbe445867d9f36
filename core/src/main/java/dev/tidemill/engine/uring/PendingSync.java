package dev.tidemill.engine.uring;

import dev.tidemill.engine.DescriptorHandle;
import dev.tidemill.engine.Operation;
import dev.tidemill.task.Failure;

/// fsync(2) or fdatasync(2). A thread of the kernel waits for the device.
final class PendingSync extends InFlight<Void> {

    private final Operation.Sync sync;

    PendingSync(RingOwner owner, Operation.Sync sync) {
        super(owner, sync);
        this.sync = sync;
    }

    @Override
    void prepare(long sqe) {
        SqeEncoder.fsync(sqe, ((DescriptorHandle) sync.file()).fd(), sync.dataOnly());
    }

    @Override
    @SuppressWarnings("NullAway") // the only value of Void
    boolean completed(int result) {
        if (isInterrupted(result) && !isToStop()) return false;
        Failure lost = sync.file().syncFailed(); // another one at the same time: the kernel said it only to that
        if (result < 0) endWithErrno(-result, isStopped(result), 0);
        else if (lost != null) endWithFailure(lost, 0);
        else endWithValue(null, 0);
        return true;
    }
}
