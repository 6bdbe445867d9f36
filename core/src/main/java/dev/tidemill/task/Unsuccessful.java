package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/// The state of a task that failed or was cancelled.
///
/// It is shared by the tasks that inherit it, and says the same of each. So it is what somebody
/// has looked at or not: a failure that goes through a chain is one failure.
final class Unsuccessful extends NotAValue {

    private static final Object SEEN = new Object();
    private static final VarHandle WATCH;

    static {
        try {
            WATCH = MethodHandles.lookup().findVarHandle(Unsuccessful.class, "watch", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Outcome<?> outcome;

    /*
     * null ──> Watch ──> SEEN         a failure of which a task came to it
     *   └─────────────────↑           somebody looked, or it is reported; a cancellation always is
     *
     * Whoever moves it to SEEN ends the watch, or has it reported.
     */
    private volatile @Nullable Object watch;

    Unsuccessful(Failure failure) {
        outcome = new Outcome.Failed<>(failure);
    }

    Unsuccessful(Cancellation cancellation) {
        outcome = new Outcome.Cancelled<>(cancellation);
        WATCH.set(this, SEEN);
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

    /// From now on it is reported if nobody looks at it. To be called before others can see it as
    /// the state of this task.
    ///
    /// A task has to be completed also where there is no memory for a watch, or its description
    /// throws: then there is none.
    ///
    /// @return whether this is its first task
    boolean watchFor(Task<?> task) {
        if (watch != null || !(outcome instanceof Outcome.Failed<?>(var failure))) {
            return false;
        }
        try {
            Watch begun = Watch.begin(this, FailedTask.of(task, failure));
            if (WATCH.compareAndSet(this, null, begun)) {
                return true;
            }
            begun.end();
            Reference.reachabilityFence(this);
        } catch (Throwable unwatched) {
            watch = SEEN;
        }
        return false;
    }

    /// Somebody looks at it.
    void seen() {
        if (watch != SEEN) {
            if (WATCH.getAndSet(this, SEEN) instanceof Watch ended) {
                ended.end();
            }
            Reference.reachabilityFence(this); // until the watch is over: it must not be reported any more
        }
    }

    boolean isUnseen() {
        return watch != SEEN;
    }

    /// Nobody will look at it: reported now, unless it has been or somebody looked.
    void forgotten() {
        if (watch != SEEN) {
            if (WATCH.getAndSet(this, SEEN) instanceof Watch ended) {
                ended.endForgotten();
            }
            Reference.reachabilityFence(this);
        }
    }

    /// For somebody who looks at it. An outcome has no value here, so it fits a task of any type.
    @SuppressWarnings("unchecked")
    <T> Outcome<T> outcome() {
        seen();
        return (Outcome<T>) outcome;
    }

    /// Why it failed, or null if it was cancelled.
    @Nullable
    Failure failure() {
        return outcome instanceof Outcome.Failed<?>(var failure) ? failure : null;
    }

    boolean isCancelled() {
        return outcome instanceof Outcome.Cancelled;
    }

    @Nullable
    Cancellation cancellation() {
        return outcome instanceof Outcome.Cancelled<?>(var cancellation) ? cancellation : null;
    }

    /// For somebody who looks at it: the exception of this thread, or what user code threw.
    Throwable exception() {
        seen();
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
