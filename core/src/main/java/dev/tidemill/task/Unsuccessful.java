package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/// The state of a task that failed or was cancelled.
///
/// It is shared by the tasks that inherit it, and says the same of each.
final class Unsuccessful extends NotAValue {

    private final Outcome<?> outcome;

    Unsuccessful(Failure failure) {
        outcome = new Outcome.Failed<>(failure);
    }

    Unsuccessful(Cancellation cancellation) {
        outcome = new Outcome.Cancelled<>(cancellation);
    }

    /// What it means that this was thrown: a [CancellationException] cancels, all else fails.
    static Unsuccessful thrown(Throwable thrown) {
        return thrown instanceof CancellationException exception
                ? new Unsuccessful(new ThrownCancellation(exception))
                : new Unsuccessful(new ThrownFailure(thrown));
    }

    /// What it means that a function or a stage of a [java.util.concurrent.CompletionStage] ended
    /// with this: there a [CompletionException] is only the envelope of what happened.
    static Unsuccessful thrownByStage(Throwable thrown) {
        return thrown(unwrapped(thrown));
    }

    /// What is in the envelope, if this is one.
    static Throwable unwrapped(Throwable thrown) {
        Throwable cause = thrown.getCause();
        return thrown.getClass() == CompletionException.class && cause != null ? cause : thrown;
    }

    /// An outcome has no value here, so it fits a task of any type.
    @SuppressWarnings("unchecked")
    <T> Outcome<T> outcome() {
        return (Outcome<T>) outcome;
    }

    boolean isCancelled() {
        return outcome instanceof Outcome.Cancelled;
    }

    @Nullable
    Cancellation cancellation() {
        return outcome instanceof Outcome.Cancelled<?>(var cancellation) ? cancellation : null;
    }

    /// The exception of this thread, or what user code threw.
    Throwable exception() {
        return switch (outcome) {
            case Outcome.Failed<?>(var failure) -> ThrowableFailure.of(failure);
            case Outcome.Cancelled<?>(var cancellation) -> cancellation.toException();
            case Outcome.Succeeded<?> _ -> throw new AssertionError("succeeded");
        };
    }

    /// The same with an exception of this thread, to which another one was added.
    @SuppressWarnings("ReferenceEquality") // whether it is the same one, thrown again
    Unsuccessful withSuppressed(Throwable exception, Throwable other) {
        if (unwrapped(other) != exception) {
            exception.addSuppressed(other);
        }
        return outcome instanceof Outcome.Cancelled<?>(var cancellation)
                        && exception instanceof CancellationException own
                ? new Unsuccessful(new ThrownCancellation(own, cancellation.reason(), cancellation.reach()))
                : new Unsuccessful(new ThrownFailure(exception));
    }

    /// As text, without making an exception.
    @Override
    public String toString() {
        return switch (outcome) {
            case Outcome.Failed<?>(var failure) -> "failed: " + failure;
            case Outcome.Cancelled<?>(var cancellation) ->
                "cancelled " + cancellation.reason().describe();
            case Outcome.Succeeded<?> _ -> throw new AssertionError("succeeded");
        };
    }
}
