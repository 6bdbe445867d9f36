package dev.tidemill.engine.uring;

import dev.tidemill.engine.BufferPool;
import dev.tidemill.engine.DescriptorHandle;
import dev.tidemill.engine.Operation;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Stat;
import dev.tidemill.linux.Statx;

/// Asks how long a file is. Where a server has to say it, a thread of the kernel waits.
final class PendingSize extends InFlight<Long> {

    private static final long EMPTY_PATH = Statx.SIZE_OF_STRUCT; // behind the answer

    private long buffer;

    PendingSize(RingOwner owner, Operation.Size operation) {
        super(owner, operation);
    }

    @Override
    void prepare(long sqe) {
        if (buffer == 0) buffer = BufferPool.take();
        Memory.putByte(buffer + EMPTY_PATH, (byte) 0);
        int fd = ((DescriptorHandle) ((Operation.Size) operation()).file()).fd();
        SqeEncoder.statx(sqe, fd, buffer + EMPTY_PATH, Stat.STATX_SIZE, buffer);
    }

    @Override
    boolean completed(int result) {
        if (isInterrupted(result) && !isToStop()) return false;
        long size = Memory.getLong(buffer + Statx.SIZE);
        BufferPool.giveBack(buffer);
        if (result >= 0) endWithValue(size, 0);
        else endWithErrno(-result, isStopped(result), 0);
        return true;
    }
}
