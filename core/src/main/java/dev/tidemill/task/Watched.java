package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;

/// A task as somebody sees it who may stop waiting for it; see [Task#withCancellation].
final class Watched<T> extends Task<T> {

    private volatile @Nullable Task<T> work; // null when this is done: a long chain must not be held by its end

    private Watched(Task<T> work) {
        this.work = work;
    }

    static <T> Task<T> of(Task<T> work, CancellationToken token) {
        if (token == CancellationToken.none() || work.isDone()) {
            return work;
        }
        Watched<T> watched = new Watched<>(work);
        if (!work.addNode(new WorkDone<>(work, watched))) {
            return work;
        }
        return watched.cancelOn(token);
    }

    /// Asks nobody: the work goes on.
    @Override
    protected void cancelRequested(CancellationReason reason) {
        Task<T> watching = work;
        super.cancelRequested(reason);
        if (watching != null) {
            work = null;
            watching.unlinkAbandoned();
        }
    }

    @Override
    protected String describe() {
        Task<T> watching = work;
        return watching == null ? super.describe() : watching.describe();
    }

    private static final class WorkDone<T> extends Node {

        private final Task<T> work;
        private final Watched<T> watched;

        WorkDone(Task<T> work, Watched<T> watched) {
            this.work = work;
            this.watched = watched;
        }

        @Override
        void taskIsDone(Cascade cascade) {
            watched.complete(work.finalState(), cascade);
            watched.work = null;
        }

        @Override
        boolean isAbandoned() {
            return watched.isDone();
        }

        @Override
        void tellWho(Waiters who) {
            who.task(watched);
        }
    }
}
