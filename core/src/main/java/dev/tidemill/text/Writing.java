package dev.tidemill.text;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Failure;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.util.function.Supplier;

/// Steps of the sink, one after the other: a write of text that does not fit into the buffer, a
/// flush, the end.
///
/// What comes after a step that had to be waited for is done on a virtual thread: the sink may be
/// anybody's code. Bytes that were not written stay in the buffer, whatever happens.
abstract class Writing extends Task<Void> {

    final TextWriter writer;
    private final String what;
    private volatile @Nullable Task<Void> step; // what it waits for
    private volatile @Nullable CancellationReason stop;
    private boolean isPartDone;

    Writing(TextWriter writer, String what) {
        this.writer = writer;
        this.what = what;
    }

    /// The next step; null if there is none.
    abstract @Nullable Task<Void> next() throws IOException;

    /// A step could not be made, and this is over.
    void givenUp() {
        writer.text.giveUp();
    }

    /// Begins, after the writer was entered.
    final void start(CancellationToken token) {
        CancellationReason reason = token.reason();
        if (reason == null) {
            go();
            var _ = cancelOn(token);
        } else {
            endAs(new Outcome.Cancelled<>(Cancellation.of(describe(), reason, Cancellation.Reach.NEVER_STARTED)));
        }
    }

    /// Goes on until it is done, or has to wait. The writer is this one's until then.
    final void go() {
        try {
            for (Task<Void> now = next(); now != null; now = next()) {
                if (!now.isDone()) {
                    waitFor(now);
                    return;
                }
                if (!isPast(now)) return;
            }
            endAs(new Outcome.Succeeded<>(null));
        } catch (Throwable e) {
            endAs(new Outcome.Failed<>(Failure.of(e)));
        }
    }

    private void waitFor(Task<Void> pending) {
        step = pending;
        CancellationReason requested = stop;
        if (requested != null) pending.cancel(requested);
        pending.whenCompleteAsync((_, _) -> {
                    if (isPast(pending)) go();
                })
                .forget();
    }

    /// @return false if it did not succeed, and this is done
    private boolean isPast(Task<Void> done) {
        writer.text.written();
        Outcome<Void> outcome = done.outcomeNow();
        if (outcome instanceof Outcome.Succeeded) {
            isPartDone = true;
            return true;
        }
        if (outcome instanceof Outcome.Cancelled<Void>(Cancellation cancellation)) {
            Cancellation said = stop == null
                    ? cancellation // by somebody else, who says why
                    : Cancellation.of(describe(), cancellation.reason(), cancellation.reach());
            outcome = new Outcome.Cancelled<>(isPartDone ? said.afterPartOf(describe()) : said);
        }
        endAs(outcome);
        return false;
    }

    /// The last word, after the writer is free for others.
    void endAs(Outcome<Void> outcome) {
        if (!(outcome instanceof Outcome.Succeeded)) givenUp();
        writer.leave();
        completeAs(outcome);
    }

    final void completeAs(Outcome<Void> outcome) {
        switch (outcome) {
            case Outcome.Succeeded<Void> _ -> succeed(null);
            case Outcome.Failed<Void>(Failure failure) -> fail(failure);
            case Outcome.Cancelled<Void>(Cancellation cancellation) -> cancelled(cancellation);
        }
    }

    @Override
    protected void cancelRequested(CancellationReason reason) {
        stop = reason;
        Task<Void> pending = step;
        if (pending != null) pending.cancel(reason);
    }

    @Override
    protected final String describe() {
        return describe(writer.subject(), what);
    }

    @Override
    protected final Supplier<String> description() {
        Object subject = writer.subject();
        String of = what;
        return () -> describe(subject, of);
    }

    private static String describe(Object subject, String what) {
        return subject + ": " + what;
    }
}
