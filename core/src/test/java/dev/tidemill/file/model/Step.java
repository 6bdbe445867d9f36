package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.util.Set;

/// One operation on the file, and what it says about the file when it is over.
///
/// A new operation is a class like this and a line in [Steps].
abstract class Step {

    final Subject subject;
    final CancellationSource source = new CancellationSource();

    private Task<?> task;
    private volatile boolean cancelRequested;
    private Outcome<?> outcome;

    Step(Subject subject) {
        this.subject = subject;
    }

    /// Starts the operation, and does not wait for it.
    abstract Task<?> start();

    /// Which calls it makes: those that may fail, and it with them.
    abstract Set<Call> calls();

    /// Tells the round what it did; called when it is over, of whatever kind its outcome is.
    abstract void account(Round round);

    /// Says whether the round allows what it gave; called when all have told what they did.
    void check(Round round) throws Exception {}

    /// Whether it may be asked to stop.
    boolean isCancellable() {
        return true;
    }

    /// Whether nothing but a failing system explains that it failed like this.
    boolean explains(IOException e) {
        return false;
    }

    /// Whether a call of it may have failed without its being told: a part was done before, or
    /// nobody waited any more.
    boolean hidesFaults() {
        return isCancelled() || exception() instanceof AsynchronousCloseException;
    }

    final void begin() {
        task = start();
    }

    final void cancel(boolean byToken) {
        cancelRequested = true;
        if (byToken) source.cancel();
        else task.cancel();
    }

    final void awaitOutcome() throws InterruptedException {
        outcome = task.outcome();
    }

    final boolean cancelRequested() {
        return cancelRequested;
    }

    final Outcome<?> outcome() {
        return outcome;
    }

    final boolean hasSucceeded() {
        return outcome instanceof Outcome.Succeeded;
    }

    final boolean isCancelled() {
        return outcome instanceof Outcome.Cancelled;
    }

    @SuppressWarnings("unchecked") // each step knows what its task gives
    final <T> T value() {
        return ((Outcome.Succeeded<T>) outcome).value();
    }

    /// Nobody waits for it any more, but it may still happen, or go on.
    final boolean isDetached() {
        return reach() == Cancellation.Reach.DETACHED
                || (exception() instanceof AsynchronousCloseException && subject.isPortable());
    }

    /// Of an operation that is not done in parts and does not tell them: whether it may have
    /// happened though it did not succeed.
    final boolean mayHaveHappened() {
        return isDetached() || reach() == Cancellation.Reach.STOPPED;
    }

    private Cancellation.Reach reach() {
        return outcome instanceof Outcome.Cancelled<?>(Cancellation cancellation) ? cancellation.reach() : null;
    }

    /// What it failed with; null if it did not.
    final Exception exception() {
        return outcome instanceof Outcome.Failed<?>(var failure) ? failure.toException() : null;
    }

    /// What it is, with its numbers.
    abstract String describe();

    @Override
    public final String toString() {
        Object came = switch (outcome) {
            case null -> "is pending";
            case Outcome.Succeeded<?>(byte[] bytes) -> bytes.length + " bytes";
            case Outcome.Succeeded<?>(var value) -> value;
            case Outcome.Failed<?> _ -> exception();
            case Outcome.Cancelled<?> _ -> reach();
        };
        return describe() + " -> " + came;
    }
}
