package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
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
        R apply(Task<S> source) throws Exception;
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

    private static final VarHandle WAITS_FOR;

    static {
        try {
            WAITS_FOR = MethodHandles.lookup().findVarHandle(Dependent.class, "waitsFor", Task.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final When when;
    private @Nullable Step<S, ?> step; // null once it was called: it may hold much
    private final boolean follows; // the step gives a task
    private @Nullable Executor executor; // null: at once if possible, otherwise on a cascade's thread
    private volatile @Nullable Task<?> waitsFor; // the source, the followed task, or null while neither

    private Dependent(Task<S> source, When when, @Nullable Executor executor, boolean follows, Step<S, ?> step) {
        this.when = when;
        this.step = step;
        this.follows = follows;
        this.executor = executor;
        WAITS_FOR.set(this, source); // published with the node, by the source's state
    }

    /// A task in the state the step gives.
    static <S, T> Task<T> of(Task<S> source, When when, @Nullable Executor executor, Step<S, Object> step) {
        return begin(source, when, executor, false, step);
    }

    /// A task that comes to what that task comes to which the step gives.
    static <S, T> Task<T> following(Task<S> source, When when, @Nullable Executor executor, Step<S, Task<T>> step) {
        return begin(source, when, executor, true, step);
    }

    private static <S, T> Task<T> begin(
            Task<S> source, When when, @Nullable Executor executor, boolean follows, Step<S, ?> function) {
        Step<S, ?> step = carryingValues(function);
        Dependent<S, T> begun = null;
        if (!source.isDone()) {
            begun = new Dependent<>(source, when, placeOf(source, executor), follows, step);
            if (source.addNode(new SourceDone<>(source, begun))) {
                return begun;
            }
        }
        return ofDone(source, when, executor, follows, step, begun);
    }

    private static <S, R> Step<S, R> carryingValues(Step<S, R> step) {
        CarriedValues values = CarriedValues.capture();
        return values == null ? step : source -> values.call(() -> step.apply(source));
    }

    /// Without an executor of its own the function comes back to the context of this code.
    private static @Nullable Executor placeOf(Task<?> source, @Nullable Executor executor) {
        return executor == null && !(source instanceof Unbound) ? SyncContext.current() : executor;
    }

    /// If the step is called here and now and gives a value, nothing is left that could wait: the
    /// task is born done.
    ///
    /// @param begun the task that came too late for the source to tell it; null if none has begun.
    ///     It is that one then, since who counts what is pending has seen it begin
    @SuppressWarnings("unchecked") // a step that is followed gives a task of this type
    private static <S, T> Task<T> ofDone(
            Task<S> source,
            When when,
            @Nullable Executor executor,
            boolean follows,
            Step<S, ?> step,
            @Nullable Dependent<S, T> begun) {
        Object state = source.finalState();
        boolean inherited = !when.isFor(state);
        Object result = inherited ? state : mayCallHere(executor) ? callHere(step, source) : null;
        if (begun == null && result != null && !(result instanceof Unsuccessful)) {
            if (inherited || !follows) {
                return Task.succeeded(result);
            }
            Task<T> next = (Task<T>) result;
            if (next.hasSucceeded()) {
                return next;
            }
        }
        Executor place = begun == null ? placeOf(source, executor) : begun.executor;
        Dependent<S, T> dependent = begun == null ? new Dependent<>(source, when, place, follows, step) : begun;
        if (inherited) {
            dependent.finish(state, null);
        } else if (result != null) {
            dependent.goOn(result, null);
        } else if (place == null || place == Inline.INLINE) {
            Cascade.startOnVirtualThread(new SourceDone<>(source, dependent));
        } else {
            dependent.handOver(new SourceDone<>(source, dependent), place, null);
        }
        return dependent;
    }

    private static boolean mayCallHere(@Nullable Executor executor) {
        return switch (executor) {
            case null -> !(Thread.currentThread() instanceof NonBlockingThread);
            case Inline _ -> true;
            case SyncContext context -> context.isCurrent();
            default -> false;
        };
    }

    /// What the step gives; null if it was not called, since that would be too deep.
    private static <S> @Nullable Object callHere(Step<S, ?> step, Task<S> source) {
        Nesting nesting = Nesting.enter();
        if (nesting == null) {
            return null;
        }
        try {
            return call(step, source);
        } finally {
            nesting.leave();
        }
    }

    private static <S> Object call(Step<S, ?> step, Task<S> source) {
        try {
            return step.apply(source);
        } catch (Throwable thrown) {
            return Unsuccessful.thrownByStage(thrown);
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
        } else if (!cascade.callLaterIn(executor, node)) {
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
        goOn(call(called, source), cascade);
    }

    /// The step has been called.
    private void goOn(Object result, @Nullable Cascade cascade) {
        if (follows && !(result instanceof Unsuccessful)) {
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
        WAITS_FOR.set(this, null); // a long chain of tasks must not be held by its end
        complete(state, cascade); // publishes that; until then a canceller may ask what is done, which does nothing
    }

    @Override
    void addSources(Deque<Task<?>> tasks) {
        Task<?> pending = waitsFor;
        if (pending != null) {
            tasks.add(pending);
        }
    }

    @Override
    public String kind() {
        return "then";
    }

    /// One step back: there can be a million of them.
    @Override
    protected String describe() {
        Task<?> source = waitsFor;
        return "continuation of " + (source == null || source instanceof Dependent ? "another" : source.describe());
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
            if (dependent.executor instanceof SyncContext context) {
                Cascade.runIn(context, this); // what hangs on it and belongs there too needs no further way
            } else {
                dependent.callStep(source, null);
            }
        }

        @Override
        void tellWho(Waiters who) {
            who.function(dependent, dependent.executor);
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

        @Override
        void tellWho(Waiters who) {
            who.task(dependent);
        }
    }
}
