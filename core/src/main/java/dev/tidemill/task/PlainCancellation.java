package dev.tidemill.task;

import java.util.Objects;
import java.util.concurrent.CancellationException;

/// A cancellation with nothing to add.
record PlainCancellation(String subject, CancellationReason reason, Reach reach) implements Cancellation {

    PlainCancellation {
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(reach, "reach");
    }

    @Override
    public CancellationException toException() {
        return reason.toException(toString());
    }

    @Override
    public String toString() {
        String sentence = subject + " cancelled " + reason.describe();
        return switch (reach) {
            case NEVER_STARTED -> sentence + ", before it started";
            case STOPPED -> sentence;
            case DETACHED -> sentence + "; what was begun may still happen";
        };
    }
}
