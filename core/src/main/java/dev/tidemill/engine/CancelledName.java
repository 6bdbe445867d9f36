package dev.tidemill.engine;

import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import java.util.concurrent.CancellationException;

/// One of many names, whose operation was stopped because somebody asked.
record CancelledName(ManyNames<?> names, int number, CancellationReason reason, Reach reach) implements Cancellation {
    @Override
    public CancellationException toException() {
        return new CancelledOperation(names.named(number), reason, reach, 0).toException();
    }
}
