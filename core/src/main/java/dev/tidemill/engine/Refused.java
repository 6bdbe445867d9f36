package dev.tidemill.engine;

import dev.tidemill.task.Failure;
import dev.tidemill.task.Task;

/// An operation that was not accepted: it has failed already.
public final class Refused<T> extends Task<T> {

    private Refused(Failure failure) {
        fail(failure);
    }

    /// The file or the engine is closed.
    public static <T> Task<T> closed() {
        return new Refused<>(ClosedFile.BEFORE);
    }
}
