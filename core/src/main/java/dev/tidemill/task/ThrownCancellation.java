package dev.tidemill.task;

import java.util.Objects;
import java.util.concurrent.CancellationException;

/// A cancellation that reached us as an exception: given to every waiter as it is.
record ThrownCancellation(CancellationException exception, CancellationReason reason, Reach reach)
        implements Cancellation {

    /// Of foreign work nothing is known but the exception.
    ThrownCancellation(CancellationException exception) {
        this(exception, reasonOf(exception), Reach.STOPPED);
    }

    private static CancellationReason reasonOf(CancellationException exception) {
        return exception instanceof DeadlineExceededException deadline
                ? new CancellationReason.Deadline(deadline.deadline())
                : new CancellationReason.Requested(Objects.requireNonNullElse(exception.getMessage(), ""));
    }

    @Override
    public CancellationException toException() {
        return exception;
    }

    @Override
    public String toString() {
        return exception.toString();
    }
}
