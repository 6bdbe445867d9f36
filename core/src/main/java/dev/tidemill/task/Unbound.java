package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.Deque;

/// A task as seen without contexts: its functions do not come back to where they were added. It
/// comes to what the source comes to.
final class Unbound<T> extends Derived<T> {

    private final boolean enveloped;
    private volatile @Nullable Task<T> source; // null when this is done

    private Unbound(Task<T> source) {
        this.source = source;
        enveloped = source instanceof Derived;
    }

    /// @return the source itself if it is done: then there is nowhere to come back from
    static <T> Task<T> of(Task<T> source) {
        if (source.isDone()) {
            return source;
        }
        Unbound<T> view = new Unbound<>(source);
        if (!source.addNode(new SourceDone<>(source, view))) {
            view.end(source, null);
        }
        return view;
    }

    private void end(Task<T> done, @Nullable Cascade cascade) {
        source = null;
        complete(done.finalState(), cascade);
    }

    /// As the source has it: this is no link of the chain.
    @Override
    Throwable exceptionForStage(Unsuccessful done) {
        return enveloped ? super.exceptionForStage(done) : done.exception();
    }

    @Override
    void addSources(Deque<Task<?>> tasks) {
        Task<T> pending = source;
        if (pending != null) {
            tasks.add(pending);
        }
    }

    @Override
    public String kind() {
        return "view";
    }

    @Override
    protected String describe() {
        Task<T> pending = source;
        return pending == null ? super.describe() : pending.describe();
    }

    private static final class SourceDone<T> extends Node {

        private final Task<T> source;
        private final Unbound<T> view;

        SourceDone(Task<T> source, Unbound<T> view) {
            this.source = source;
            this.view = view;
        }

        @Override
        void taskIsDone(Cascade cascade) {
            view.end(source, cascade);
        }

        @Override
        void tellWho(Waiters who) {
            who.task(view);
        }
    }
}
