package dev.tidemill.engine;

import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import java.util.concurrent.CancellationException;

/// An operation that was stopped because somebody asked.
///
/// @param transferred bytes that had been read or written by then
record CancelledOperation(Operation<?> operation, CancellationReason reason, Reach reach, long transferred)
        implements Cancellation {
    @Override
    public CancellationException toException() {
        return reason.toException(operation.describe() + " cancelled " + reason.describe() + effect());
    }

    private String effect() {
        if (reach == Reach.NEVER_STARTED) return ", before it was started";
        if (reach == Reach.DETACHED) return "; the call goes on, its result is thrown away";
        String part = operation.part(transferred);
        return part.isEmpty() ? "" : ", " + part;
    }
}
