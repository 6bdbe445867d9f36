package dev.tidemill.engine.uring;

import dev.tidemill.engine.DescriptorHandle;
import dev.tidemill.engine.FileKind;
import dev.tidemill.engine.IoVector;
import dev.tidemill.engine.VectoredTransfer;
import dev.tidemill.linux.Errno;

/// Bytes between a file and several pieces of memory, in as few submissions as it takes.
final class PendingVector<T> extends InFlight<T> {

    private final VectoredTransfer<T> transfer;
    private final IoVector vector;
    private long transferred;
    private int flags;

    PendingVector(RingOwner owner, VectoredTransfer<T> transfer) {
        super(owner, transfer);
        this.transfer = transfer;
        this.vector = new IoVector(transfer);
    }

    @Override
    void prepare(long sqe) {
        boolean large = transfer.file().mode().direct() || mayWaitForever();
        vector.prepare(PendingTransfer.piece(large, transfer.writes()));
        DescriptorHandle file = (DescriptorHandle) transfer.file();
        int fd = file.fd();
        long position = transfer.file().kind().hasPositions() ? transfer.position() + transferred : -1;
        if (transfer.writes()) SqeEncoder.writev(sqe, fd, vector.address(), vector.count(), position);
        else SqeEncoder.readv(sqe, fd, vector.address(), vector.count(), position);
        flags = file.transferFlags();
        SqeEncoder.transferFlags(sqe, flags);
    }

    @Override
    boolean mayWaitForever() {
        return transfer.file().kind() == FileKind.STREAM;
    }

    @Override
    boolean goesToDevice() {
        return transfer.file().mode().direct();
    }

    @Override
    boolean completed(int result) {
        if (result > 0) return transferred(result);
        if (((DescriptorHandle) transfer.file()).refuses(flags, result)) return false;
        if (isInterrupted(result) && !isToStop()) return false; // a signal to the kernel's worker: again
        vector.giveBack();
        boolean enough = !transfer.complete() && (result == 0 || transferred > 0);
        if (enough) endWithValue(transfer.value(transferred), transferred);
        else if (transfer.hadEnded(result, transferred)) endAtEndOfFile(transferred);
        else if (result < 0) endWithErrno(-result, isStopped(result), transferred);
        else if (transfer.writes()) endWithErrno(Errno.EIO.number(), false, transferred); // it would go on for ever
        else endAtEndOfFile(transferred);
        return true;
    }

    private boolean transferred(int bytes) {
        vector.transferred(bytes);
        transferred += bytes;
        boolean all = transferred == transfer.byteSize();
        // as for one piece: where one call could have given more it was short, and a stream would now wait
        boolean enough = !transfer.complete() && (bytes < vector.asked() || mayWaitForever() || isToStop());
        if (!all && !enough && !isToStop()) return false;
        vector.giveBack();
        if (all || enough) endWithValue(transfer.value(transferred), transferred);
        else endStopped(transferred);
        return true;
    }
}
