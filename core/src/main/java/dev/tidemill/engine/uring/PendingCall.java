package dev.tidemill.engine.uring;

import dev.tidemill.engine.DescriptorHandle;
import dev.tidemill.engine.Operation;

/// One system call on an open file that gives nothing but success.
final class PendingCall extends InFlight<Void> {

    PendingCall(RingOwner owner, Operation<Void> operation) {
        super(owner, operation);
    }

    @Override
    void prepare(long sqe) {
        switch (operation()) {
            case Operation.Sync(var file, boolean dataOnly) ->
                SqeEncoder.fsync(sqe, ((DescriptorHandle) file).fd(), dataOnly);
            case Operation.Truncate(var file, long size) ->
                SqeEncoder.ftruncate(sqe, ((DescriptorHandle) file).fd(), size);
            default -> throw new AssertionError("not one call: " + operation().describe());
        }
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
