package dev.tidemill.engine;

import dev.tidemill.task.Failure;

/// As many operations are pending as may be, and whoever came with one more must not wait until one
/// of them is done.
///
/// @param operation was not started, and holds nothing
/// @param limit how many may be
/// @param submitter the thread that must not wait, by its name
record TooManyPending(String operation, int limit, String submitter) implements Failure {

    TooManyPending(Operation<?> operation, int limit, Thread submitter) {
        this(operation.describe(), limit, submitter.getName());
    }

    @Override
    public IllegalStateException toException() {
        return new IllegalStateException(submitter + " must not wait, and as many operations are pending as may be, "
                + limit + " (maxInFlight): " + operation + " was not started; await some of the others first, or start"
                + " it on a thread that may wait: Task.run(() -> ...)");
    }
}
