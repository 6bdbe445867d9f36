package dev.tidemill.engine.uring;

import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Operation;
import dev.tidemill.linux.Errno;

/// An operation that begins with opening a file.
///
/// The kernel opens without waiting at first; a pipe that nobody reads cannot be opened to write
/// then. The second time one of its workers waits for a reader, a worker more than those that the
/// others may use.
abstract class PendingOpening<T> extends InFlight<T> {

    private boolean waitsForReader;

    PendingOpening(RingOwner owner, Operation<T> operation) {
        super(owner, operation);
    }

    /// Fills in the submission that opens; see [#prepare].
    final void prepareOpening(long sqe, NativePath path, int flags, OpenMode mode) {
        SqeEncoder.open(sqe, owner.scratch().name(path.bytes()), flags, mode.permissions());
        if (waitsForReader) SqeEncoder.mayWait(sqe);
    }

    final boolean waitsForReader() {
        return waitsForReader;
    }

    /// What came of opening; as [#completed].
    final boolean openingCompleted(int result) {
        if (isInterrupted(result) && !isToStop()) return false;
        if (result == -Errno.ENXIO.number() && !waitsForReader) {
            boolean stop = isToStop();
            if (stop) endStopped(0);
            else waitForReader();
            return stop;
        }
        if (waitsForReader) owner.workers().removeOne();
        waitsForReader = false;
        if (result >= 0) return opened(result);
        endWithErrno(-result, isStopped(result), 0);
        return true;
    }

    private void waitForReader() {
        waitsForReader = true;
        owner.workers().addOne();
    }

    /// @param file the result of the submission: it is open now
    /// @return as [#completed]
    abstract boolean opened(int file);
}
