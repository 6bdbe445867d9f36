package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.concurrent.CompletableFuture;

/// A task for those who want a [CompletableFuture].
final class TaskFuture<T> extends CompletableFuture<T> {

    private volatile @Nullable Task<T> task; // null when it is done

    private TaskFuture(Task<T> task) {
        this.task = task;
    }

    static <T> CompletableFuture<T> of(Task<T> task) {
        if (task.hasSucceeded()) {
            return completedFuture(task.value());
        }
        TaskFuture<T> future = new TaskFuture<>(task);
        if (task.isDone() || !task.addNode(new TaskDone<>(task, future))) {
            future.completeFrom(task);
        }
        return future;
    }

    private void completeFrom(Task<T> done) {
        task = null;
        if (done.finalState() instanceof Unsuccessful state) {
            completeExceptionally(state.isCancelled() ? state.exception() : done.exceptionForStage(state));
        } else {
            complete(done.value());
        }
    }

    /// Asks, unless this future is done in another way; it is cancelled when the task is.
    @Override
    public boolean cancel(boolean mayInterruptIfRunning) {
        Task<T> pending = task;
        if (pending != null && !isDone()) {
            pending.cancel();
        }
        return !isDone() || isCancelled();
    }

    private static final class TaskDone<T> extends Node {

        private final Task<T> task;
        private final TaskFuture<T> future;

        TaskDone(Task<T> task, TaskFuture<T> future) {
            this.task = task;
            this.future = future;
        }

        @Override
        void taskIsDone(Cascade cascade) {
            cascade.callLater(this); // completing a CompletableFuture runs the functions that hang on it
        }

        @Override
        void call(Cascade cascade) {
            future.completeFrom(task);
        }

        @Override
        void tellWho(Waiters who) {
            who.name("a CompletableFuture");
        }
    }
}
