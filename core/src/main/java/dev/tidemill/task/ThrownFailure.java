package dev.tidemill.task;

import java.util.Objects;

/// What user code threw: given to every waiter as it is.
record ThrownFailure(Throwable thrown) implements ThrowableFailure {

    ThrownFailure {
        Objects.requireNonNull(thrown, "thrown");
    }

    @Override
    public Throwable toThrowable() {
        return thrown;
    }

    @Override
    public String toString() {
        return thrown.toString();
    }
}
