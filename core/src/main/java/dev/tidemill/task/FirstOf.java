package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.Deque;

/// Comes to what the first of two tasks comes to, whatever that is. If both are done, the first
/// argument is the first.
final class FirstOf<T> extends Derived<T> {

    private volatile @Nullable Task<?> one; // null when this is done
    private volatile @Nullable Task<?> other;

    FirstOf(Task<? extends T> one, Task<? extends T> other) {
        this.one = one;
        this.other = other;
        if (!one.addNode(new OneDone(one, other))) {
            finish(one, other, null);
        } else if (!other.addNode(new OneDone(other, one))) {
            finish(other, one, null);
        } else if (isDone()) {
            other.unlinkAbandoned(); // the first came before the other had its node
        }
    }

    private void finish(Task<?> first, Task<?> second, @Nullable Cascade cascade) {
        if (complete(first.finalState(), cascade)) {
            one = null;
            other = null;
            second.unlinkAbandoned(); // it may be pending for ever, and must not hold us
        }
    }

    @Override
    void addSources(Deque<Task<?>> tasks) {
        Task<?> first = one;
        Task<?> second = other;
        if (first != null && second != null) {
            tasks.add(first);
            tasks.add(second);
        }
    }

    @Override
    public String kind() {
        return "first";
    }

    @Override
    protected String describe() {
        return "the first of two tasks";
    }

    private final class OneDone extends Node {

        private final Task<?> task;
        private final Task<?> otherTask;

        OneDone(Task<?> task, Task<?> otherTask) {
            this.task = task;
            this.otherTask = otherTask;
        }

        @Override
        void taskIsDone(Cascade cascade) {
            finish(task, otherTask, cascade);
        }

        @Override
        boolean isAbandoned() {
            return isDone();
        }

        @Override
        void tellWho(Waiters who) {
            who.task(FirstOf.this);
        }
    }
}
