package dev.tidemill.task;

/// A task as somebody sees it who may stop waiting for it; see [Task#withCancellation].
final class Watched<T> extends Task<T> {

    private final Task<T> work;

    private Watched(Task<T> work) {
        this.work = work;
    }

    static <T> Task<T> of(Task<T> work, CancellationToken token) {
        if (token == CancellationToken.none() || work.isDone()) {
            return work;
        }
        Watched<T> watched = new Watched<>(work);
        if (!work.addNode(new WorkDone<>(watched))) {
            return work;
        }
        return watched.cancelOn(token);
    }

    /// Asks nobody: the work goes on.
    @Override
    protected void cancelRequested(CancellationReason reason) {
        super.cancelRequested(reason);
        work.unlinkAbandoned();
    }

    @Override
    protected String describe() {
        return work.describe();
    }

    private static final class WorkDone<T> extends Node {

        private final Watched<T> watched;

        WorkDone(Watched<T> watched) {
            this.watched = watched;
        }

        @Override
        void taskIsDone(Cascade cascade) {
            watched.complete(watched.work.finalState(), cascade);
        }

        @Override
        boolean isAbandoned() {
            return watched.isDone();
        }
    }
}
