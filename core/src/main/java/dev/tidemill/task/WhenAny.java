package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.pending.Subject;

/// Gives the first of several tasks that is done; see [Tasks#whenAny].
///
/// It only watches. So it does not ask the tasks when somebody asks to cancel it, and leaves
/// nothing of itself behind in those that go on.
@SuppressWarnings("FutureReturnValueIgnored") // which takes a task of a task for a mistake
final class WhenAny<T> extends Task<Task<T>> implements Subject {

    private final int count;
    private volatile Task<?> @Nullable [] tasks; // null when this is done

    private WhenAny(Task<T>[] tasks) {
        this.count = tasks.length;
        this.tasks = tasks;
    }

    /// @param tasks are not copied
    static <T> Task<Task<T>> of(Task<T>[] tasks) {
        for (Task<T> task : tasks) {
            if (task.isDone()) {
                return Task.completed(task);
            }
        }
        return new WhenAny<>(tasks).begin(tasks);
    }

    private Task<Task<T>> begin(Task<T>[] all) {
        for (int i = 0; i < all.length && !isDone(); i++) {
            if (!all[i].addNode(new OneDone<>(all[i], this))) {
                finish(all[i], null);
            }
        }
        if (isDone()) {
            leave(all); // also those whose nodes were added after the end
        }
        return this;
    }

    private void finish(Task<T> first, @Nullable Cascade cascade) {
        Task<?>[] all = tasks; // null only if this is done
        if (complete(first, cascade) && all != null) {
            tasks = null;
            leave(all);
        }
    }

    /// They may be pending for ever, and must not hold us.
    static void leave(Task<?>[] tasks) {
        for (Task<?> task : tasks) {
            task.unlinkAbandoned();
        }
    }

    @Override
    protected void cancelRequested(CancellationReason reason) {
        Task<?>[] all = tasks;
        super.cancelRequested(reason);
        if (all != null) {
            tasks = null;
            leave(all);
        }
    }

    @Override
    public String kind() {
        return "any";
    }

    @Override
    protected String describe() {
        return "any of " + count + " tasks";
    }

    private static final class OneDone<T> extends Node {

        private final Task<T> task;
        private final WhenAny<T> any;

        OneDone(Task<T> task, WhenAny<T> any) {
            this.task = task;
            this.any = any;
        }

        @Override
        void taskIsDone(Cascade cascade) {
            any.finish(task, cascade);
        }

        @Override
        boolean isAbandoned() {
            return any.isDone();
        }

        @Override
        void tellWho(Waiters who) {
            who.task(any);
        }
    }
}
