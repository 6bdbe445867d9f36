package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.Deque;
import java.util.concurrent.Executor;

/// A task that comes out of another one by a function: what `then` and the methods of
/// [java.util.concurrent.CompletionStage] give.
///
/// Asking to cancel it asks the task it waits for: the source, and then, if the function gave a
/// task to follow, that one. The function is called in any case once the source succeeded, since
/// it may have to take care of what the source opened.
final class Dependent<S, T> extends Derived<T> {

    /// What is done with the source when it is done: gives this task's state, or a task to follow.
    @FunctionalInterface
    interface Step<S, R> {
        R apply(Task<S> source);
    }

    /// For which outcome of the source the function is there. Others are inherited.
    enum When {
        SUCCEEDED,
        UNSUCCESSFUL,
        DONE;

        boolean isFor(Object state) {
            return this == DONE || (this == UNSUCCESSFUL) == (state instanceof Unsuccessful);
        }
    }

    private final When when;
    private @Nullable Step<S, ?> step; // null once it was called: it may hold much
    private final boolean follows; // the step gives a task
    private final @Nullable Executor executor; // null: at once if possible, otherwise on a cascade's thread
    private volatile @Nullable Task<?> waitsFor; // the source, the followed task, or null while neither

    private Dependent(Task<S> source, When when, @Nullable Executor executor, boolean follows, Step<S, ?> step) {
        this.when = when;
        this.step = step;
        this.follows = follows;
        this.executor = executor;
        this.waitsFor = source;
    }

    /// A task in the state the step gives.
    static <S, T> Task<T> of(Task<S> source, When when, @Nullable Executor executor, Step<S, Object> step) {
        return new Dependent<S, T>(source, when, executor, false, step).begin(source);
    }

    /// A task that comes to what that task comes to which the step gives.
    static <S, T> Task<T> following(Task<S> source, When when, @Nullable Executor executor, Step<S, Task<T>> step) {
        return new Dependent<S, T>(source, when, executor, true, step).begin(source);
    }

    private Task<T> begin(Task<S> source) {
        if (source.isDone()) {
            sourceWasDone(source);
        } else {
            SourceDone<S> node = new SourceDone<>(source, this);
            if (!source.addNode(node)) {
                sourceWasDone(source);
            }
        }
        return this;
    }

    /// The source was done before anybody else can know this task.
    private void sourceWasDone(Task<S> source) {
        Object state = source.finalState();
        if (!when.isFor(state)) {
            finish(state, null);
        } else if (executor == null && Thread.currentThread() instanceof NonBlockingThread) {
            Cascade.startOnVirtualThread(new SourceDone<>(source, this));
        } else if (executor == null || executor == Inline.INLINE) {
            callStepHere(source);
        } else {
            handOver(new SourceDone<>(source, this), executor, null);
        }
    }

    private void callStepHere(Task<S> source) {
        Nesting nesting = Nesting.enter();
        if (nesting == null) {
            Cascade.startOnVirtualThread(new SourceDone<>(source, this));
            return;
        }
        try {
            callStep(source, null);
        } finally {
            nesting.leave();
        }
    }

    /// Called on the completing thread.
    private void sourceIsDone(Task<S> source, SourceDone<S> node, Cascade cascade) {
        Object state = source.finalState();
        if (!when.isFor(state)) {
            finish(state, cascade);
        } else if (executor == null) {
            cascade.callLater(node);
        } else if (executor == Inline.INLINE) {
            callStep(source, cascade); // in the cascade's loop: a long chain must not nest
        } else {
            handOver(node, executor, cascade);
        }
    }

    private void handOver(SourceDone<S> node, Executor to, @Nullable Cascade cascade) {
        try {
            to.execute(node);
        } catch (Throwable rejected) {
            finish(Unsuccessful.thrownByStage(rejected), cascade);
        }
    }

    private void callStep(Task<S> source, @Nullable Cascade cascade) {
        Step<S, ?> called = step;
        if (called == null) {
            return; // an executor that runs things twice
        }
        step = null;
        Object result;
        try {
            result = called.apply(source);
        } catch (Throwable thrown) {
            finish(Unsuccessful.thrownByStage(thrown), cascade);
            return;
        }
        if (follows) {
            follow((Task<?>) result, cascade);
        } else {
            finish(result, cascade);
        }
    }

    private void follow(Task<?> next, @Nullable Cascade cascade) {
        waitsFor = next;
        CancellationReason why = requested(); // read after the write: cancelRequested does it the other way round
        if (why != null) {
            next.cancel(why);
        }
        if (!next.addNode(new FollowedDone(next, this))) {
            finish(next.finalState(), cascade);
        }
    }

    private void finish(Object state, @Nullable Cascade cascade) {
        step = null;
        waitsFor = null; // a long chain of tasks must not be held by its end
        complete(state, cascade);
    }

    @Override
    void addSources(Deque<Task<?>> tasks) {
        Task<?> pending = waitsFor;
        if (pending != null) {
            tasks.add(pending);
        }
    }

    private static final class SourceDone<S> extends Node implements Runnable {

        private final Task<S> source;
        private final Dependent<S, ?> dependent;

        SourceDone(Task<S> source, Dependent<S, ?> dependent) {
            this.source = source;
            this.dependent = dependent;
        }

        @Override
        void taskIsDone(Cascade cascade) {
            dependent.sourceIsDone(source, this, cascade);
        }

        @Override
        void call(Cascade cascade) {
            dependent.callStep(source, cascade);
        }

        @Override
        public void run() {
            dependent.callStep(source, null);
        }
    }

    private static final class FollowedDone extends Node {

        private final Task<?> followed;
        private final Dependent<?, ?> dependent;

        FollowedDone(Task<?> followed, Dependent<?, ?> dependent) {
            this.followed = followed;
            this.dependent = dependent;
        }

        @Override
        void taskIsDone(Cascade cascade) {
            dependent.finish(followed.finalState(), cascade);
        }
    }
}
