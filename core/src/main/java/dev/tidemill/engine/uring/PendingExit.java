package dev.tidemill.engine.uring;

import dev.tidemill.engine.DescriptorHandle;
import dev.tidemill.engine.Operation;
import dev.tidemill.linux.Poll;
import java.util.Objects;

/// Waits until the descriptor of a process can be read; the kernel needs no worker for that.
final class PendingExit extends InFlight<ProcessHandle> {

    PendingExit(RingOwner owner, Operation.AwaitExit operation) {
        super(owner, operation);
    }

    @Override
    void prepare(long sqe) {
        DescriptorHandle process =
                (DescriptorHandle) Objects.requireNonNull(operation().file());
        SqeEncoder.poll(sqe, process.fd(), Poll.POLLIN);
    }

    @Override
    boolean mayWaitForever() {
        return true;
    }

    @Override
    boolean completed(int result) {
        if (isInterrupted(result) && !isToStop()) return false;
        if (result >= 0) endWithValue(((Operation.AwaitExit) operation()).process(), 0);
        else endWithErrno(-result, isStopped(result), 0);
        return true;
    }
}
