package dev.tidemill.engine.uring;

import dev.tidemill.engine.DescriptorHandle;
import dev.tidemill.engine.Operation;

/// Sets the place of a file on the device aside. A thread of the kernel waits for the file system.
final class PendingAllocate extends InFlight<Boolean> {

    private final Operation.Allocate allocate;

    PendingAllocate(RingOwner owner, Operation.Allocate allocate) {
        super(owner, allocate);
        this.allocate = allocate;
    }

    @Override
    void prepare(long sqe) {
        SqeEncoder.fallocate(sqe, ((DescriptorHandle) allocate.file()).fd(), 0, 0, allocate.size());
    }

    @Override
    boolean completed(int result) {
        if (isInterrupted(result) && !isToStop()) return false;
        if (result >= 0) endWithValue(true, 0);
        else if (Operation.Allocate.isUnknown(result)) endWithValue(false, 0);
        else endWithErrno(-result, isStopped(result), 0);
        return true;
    }
}
