package dev.tidemill.engine.uring;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Opening;
import dev.tidemill.engine.Operation;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.task.Failure;

/// A whole file: opened, used and closed by the ring alone, step by step, with nobody woken in
/// between.
///
/// The file is open in the ring's own table where there is one, so it costs no descriptor;
/// otherwise as a descriptor. Whatever happens, it is closed before the task is done.
abstract class PendingFile<T> extends PendingOpening<T> {

    private enum Step {
        OPEN,
        USE,
        CLOSE
    }

    private final NativePath path;
    private final OpenMode mode;
    private final boolean inTable;
    private Step step = Step.OPEN;
    private int file;

    /// Of [Scratch#FILE_BUFFER_BYTES]; 0 while the operation has none.
    long buffer;

    /// How it ends when the file is closed; null while it succeeds.
    private @Nullable Runnable ending;

    PendingFile(RingOwner owner, Operation<T> operation, NativePath path, OpenMode mode) {
        super(owner, operation);
        this.path = path;
        this.mode = mode;
        this.inTable = owner.features().fileTable() > 0;
    }

    @Override
    final boolean opensFileForItself() {
        return true;
    }

    @Override
    final boolean mayWaitForever() {
        return true; // it may be a pipe
    }

    @Override
    final void prepare(long sqe) {
        switch (step) {
            case OPEN -> {
                int flags = Opening.flags(mode);
                if (inTable) flags &= ~Fcntl.O_CLOEXEC; // it is no descriptor that a child could have
                prepareOpening(sqe, path, flags, mode);
                if (inTable) SqeEncoder.intoTable(sqe);
            }
            case USE -> {
                use(sqe, file);
                if (inTable) SqeEncoder.fixedFile(sqe);
            }
            case CLOSE -> {
                if (inTable) SqeEncoder.closeInTable(sqe, file);
                else SqeEncoder.close(sqe, file);
            }
        }
    }

    @Override
    final boolean completed(int result) {
        return switch (step) {
            case OPEN -> openingCompleted(result);
            case USE -> {
                if (isInterrupted(result) && !isToStop()) yield false;
                if (result < 0 && !isAnswer(-result)) ending = () -> endAsRefused(-result);
                else if (!used(result)) {
                    if (!isToStop()) yield false;
                    ending = () -> endStopped(transferred());
                }
                step = Step.CLOSE;
                yield false;
            }
            case CLOSE -> {
                // a worker had not begun when we were asked to stop: it is still open
                if (result == -Errno.ECANCELED.number()) yield false;
                end(result == -Errno.EINTR.number() ? 0 : result); // it is closed all the same
                yield true;
            }
        };
    }

    @Override
    final boolean opened(int file) {
        this.file = file;
        buffer = owner.scratch().takeFileBuffer();
        step = Step.USE;
        if (isToStop()) {
            ending = () -> endStopped(0);
            step = Step.CLOSE;
        }
        return false;
    }

    /// For [#used] that gives true.
    final void endWhenClosed(Failure failure) {
        ending = () -> endWithFailure(failure, transferred());
    }

    private void endAsRefused(int errno) {
        endWithErrno(errno, isStopped(-errno), transferred());
    }

    private void end(int closed) {
        Runnable ending = this.ending;
        try {
            if (ending != null) ending.run();
            else if (closed < 0 && mode.write()) endAsRefused(-closed); // what a server says only now
            else endWithValue(value(), 0);
        } finally { // there may be no memory for the value
            owner.scratch().giveBackFileBuffer(buffer);
        }
    }

    /// The next submission on the open file.
    ///
    /// @param file in the table or a descriptor; that is none of its business
    abstract void use(long sqe, int file);

    /// Whether a failure of the submission is what it was to find out.
    boolean isAnswer(int errno) {
        return false;
    }

    /// @return true if the file has been used enough
    abstract boolean used(int result);

    abstract T value();

    /// Bytes that are worth telling, if it comes to no value.
    long transferred() {
        return 0;
    }
}
