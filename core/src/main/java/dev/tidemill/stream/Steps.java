package dev.tidemill.stream;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Failure;
import dev.tidemill.task.FlowingValue;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.util.function.Supplier;

/// Work that takes several reads and writes, one after the other: a task, and the code that comes
/// to its value, on a virtual thread that waits for each of them.
///
/// Cancelling asks the step that is pending, and the work ends after it.
abstract class Steps<T> extends Task<T> {

    private volatile @Nullable Task<?> step;
    private volatile @Nullable CancellationReason requested;

    /// Some of the work is done: of the thread that does it, and before of who makes this.
    boolean isPartDone;

    /// The work itself. Only [#value] waits.
    abstract T work() throws Exception;

    final Task<T> begin(CancellationToken token) {
        Task<T> watched = cancelOn(token);
        var _ = Thread.startVirtualThread(FlowingValue.carrying((Runnable) this::run));
        return watched;
    }

    private void run() {
        try {
            succeed(work());
        } catch (EndedBy end) {
            switch (end.outcome) {
                case Outcome.Failed<?>(Failure failure) -> fail(failure);
                case Outcome.Cancelled<?>(Cancellation cancellation) ->
                    cancelled(isPartDone ? cancellation.afterPartOf(describe()) : cancellation);
                case Outcome.Succeeded<?> _ -> throw new AssertionError("the end of a success", end);
            }
        } catch (Throwable thrown) {
            fail(Failure.of(thrown));
        }
    }

    /// The value of a step. If it comes to none, the work is at its end.
    ///
    /// @param next what was begun; if somebody asked to stop before, it is asked, too
    final <S> S value(Task<S> next) throws EndedBy {
        step = next;
        CancellationReason why = requested; // after the write; who asks does it the other way round
        if (why != null) next.cancel(why);
        Outcome<S> outcome = outcomeOf(next);
        step = null;
        if (outcome instanceof Outcome.Succeeded<S>(var value)) {
            isPartDone = true;
            return value;
        }
        throw new EndedBy(outcome);
    }

    /// Between two steps: the work is at its end if somebody asked to stop. Steps that are done at
    /// once take no notice.
    final void endIfAsked() throws EndedBy {
        CancellationReason why = requested;
        if (why == null) return;
        throw new EndedBy(new Outcome.Cancelled<>(Cancellation.of(describe(), why, Cancellation.Reach.STOPPED)));
    }

    @Override
    protected final void cancelRequested(CancellationReason reason) {
        requested = reason;
        Task<?> pending = step;
        if (pending != null) pending.cancel(reason);
    }

    /// The work has failed.
    static EndedBy endBy(Failure failure) {
        return new EndedBy(new Outcome.Failed<>(failure));
    }

    /// Waits for a step whose value nobody needs any more: it uses memory until it is done.
    static void end(@Nullable Task<?> step) {
        if (step == null) return;
        step.cancel();
        var _ = outcomeOf(step);
    }

    /// Nobody knows the thread, so nobody interrupts it.
    static <S> Outcome<S> outcomeOf(Task<S> step) {
        while (true) {
            try {
                return step.outcome();
            } catch (InterruptedException e) {
                continue; // memory is in use until the step is done
            }
        }
    }

    /// A step came to no value.
    static final class EndedBy extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient Outcome<?> outcome;

        private EndedBy(Outcome<?> outcome) {
            super(null, null, false, false); // who waits for the work makes an exception
            this.outcome = outcome;
        }

        /// The same end; of a failure of the world, with a note of where that was.
        EndedBy noting(Supplier<String> where) {
            return outcome instanceof Outcome.Failed<?>(Failure failure) && failure.toException() instanceof IOException
                    ? endBy(new NotedFailure(failure, where.get()))
                    : this;
        }
    }
}
