package dev.tidemill.stream;

import dev.tidemill.task.Failure;
import java.io.IOException;
import java.util.Arrays;

/// A failure of one step, with where the work was then: the exception stays what it is, and has the
/// note as a suppressed one.
record NotedFailure(Failure failure, String where) implements Failure {

    @Override
    public Exception toException() {
        Exception exception = failure.toException();
        // what user code threw is the same object each time
        boolean isNoted = Arrays.stream(exception.getSuppressed())
                .anyMatch(other -> other instanceof Note note && where.equals(note.getMessage()));
        if (!isNoted) exception.addSuppressed(new Note(where));
        return exception;
    }

    @Override
    public String toString() {
        return failure + " (" + where + ")";
    }

    /// Where it was. Its name is to be read in a stack trace.
    private static final class Note extends IOException {

        private static final long serialVersionUID = 1L;

        Note(String where) {
            super(where);
        }

        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized") // it has none
        public Throwable fillInStackTrace() {
            return this;
        }
    }
}
