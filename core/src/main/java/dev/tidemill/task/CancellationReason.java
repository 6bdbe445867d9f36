package dev.tidemill.task;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/// Why somebody asked to cancel.
public sealed interface CancellationReason {

    /// The end of a sentence that says what was cancelled: "on request", "by its deadline of 5 s".
    String describe();

    /// Makes the exception for a cancellation of this reason.
    ///
    /// @param message says what was cancelled and what is known about it
    /// @return a [DeadlineExceededException] for a [Deadline]
    default CancellationException toException(String message) {
        return new CancellationException(message);
    }

    /// Somebody called `cancel`.
    ///
    /// @param why in the caller's words; empty if nothing was said
    record Requested(String why) implements CancellationReason {

        /// Asked for without a word.
        public static final Requested SILENTLY = new Requested("");

        public Requested {
            Objects.requireNonNull(why, "why");
        }

        @Override
        public String describe() {
            return why.isEmpty() ? "on request" : "on request: " + why;
        }
    }

    /// The time for the work was over.
    ///
    /// @param duration the time it was given
    record Deadline(Duration duration) implements CancellationReason {

        public Deadline {
            Objects.requireNonNull(duration, "duration");
        }

        @Override
        public String describe() {
            return "by its deadline of " + Durations.describe(duration);
        }

        @Override
        public CancellationException toException(String message) {
            return new DeadlineExceededException(message, duration);
        }
    }

    /// The only thread that waited was interrupted.
    record Interrupted() implements CancellationReason {

        @Override
        public String describe() {
            return "by an interrupt of its waiter";
        }
    }
}
