package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.pending.Details;
import dev.tidemill.pending.Stage;
import dev.tidemill.pending.Subject;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/// A task that comes out of other tasks, its sources.
abstract sealed class Derived<T> extends Task<T> implements Subject
        permits Dependent, WhenAll, FirstOf, Unbound, OfMany, Retrying {

    private volatile @Nullable CancellationReason requested;

    /// Why this task should stop, or null if nobody asked so far.
    final @Nullable CancellationReason requested() {
        return requested;
    }

    /// Adds the tasks this one still waits for.
    abstract void addSources(Deque<Task<?>> tasks);

    /// Asks the sources, theirs if they are derived too, and so on; each only once, since there
    /// can be many ways from one task to another. A loop, since there can be a million of them one
    /// behind the other.
    @Override
    protected final void cancelRequested(CancellationReason reason) {
        List<Throwable> thrown = new ArrayList<>(0); // by code of users that is told of it
        Deque<Task<?>> asked = new ArrayDeque<>();
        asked.add(this);
        for (Task<?> task = asked.poll(); task != null; task = asked.poll()) {
            if (!(task instanceof Derived<?> derived)) {
                try {
                    task.cancel(reason);
                } catch (Throwable t) {
                    thrown.add(t);
                }
            } else if (derived.requested == null && !derived.isDone()) {
                derived.requested = reason;
                derived.addSources(asked); // after the write: who changes sources reads it after the change
            }
        }
        if (!thrown.isEmpty()) {
            ManyFailures.attach(thrown.getFirst(), thrown.subList(1, thrown.size()));
            Sneaky.rethrow(thrown.getFirst());
        }
    }

    @Override
    public final Details details() {
        return requested == null ? Details.NONE : Details.of(Stage.STOPPING, null);
    }

    /// As in a [CompletableFuture], what comes from further up the chain comes in an envelope.
    @Override
    Throwable exceptionForStage(Unsuccessful done) {
        Throwable exception = done.exception();
        return exception instanceof CompletionException ? exception : new CompletionException(exception);
    }
}
