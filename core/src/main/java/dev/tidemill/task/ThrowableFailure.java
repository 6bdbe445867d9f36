package dev.tidemill.task;

import java.util.concurrent.CompletionException;

/// A failure that may also be an [Error], which those who wait inside of this package throw as it
/// is.
interface ThrowableFailure extends Failure {

    Throwable toThrowable();

    @Override
    default Exception toException() {
        Throwable thrown = toThrowable();
        return thrown instanceof Exception exception ? exception : new CompletionException(thrown);
    }

    /// What to throw for any failure.
    static Throwable of(Failure failure) {
        return failure instanceof ThrowableFailure any ? any.toThrowable() : failure.toException();
    }
}
