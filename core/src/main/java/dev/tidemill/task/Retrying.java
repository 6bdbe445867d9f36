package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Supplier;

/// Work that is begun again if it fails; see [Tasks#retry].
///
/// No thread waits between two attempts, or while one is pending. Only one of the steps below runs
/// at a time: each is set off by what the one before it left pending.
final class Retrying<T> extends Derived<T> {

    private final RetryPolicy policy;
    private final Timer timer;
    private final List<Failure> failures = new ArrayList<>(0); // of the attempts before, up to SHOWN
    private @Nullable Supplier<? extends Task<? extends T>> work; // null when this is done: it may hold much
    private int attempt; // which one it is, from 1
    private volatile @Nullable Task<?> waitsFor; // an attempt, a delay, or null while neither

    private Retrying(RetryPolicy policy, Supplier<? extends Task<? extends T>> work, Timer timer) {
        this.policy = policy;
        this.work = Objects.requireNonNull(work, "work");
        this.timer = timer;
    }

    static <T> Task<T> of(RetryPolicy policy, Supplier<? extends Task<? extends T>> work, Timer timer) {
        Retrying<T> task = new Retrying<>(Objects.requireNonNull(policy, "policy"), work, timer);
        if (Thread.currentThread() instanceof NonBlockingThread) {
            Cascade.startOnVirtualThread(new Again(task, null, false));
        } else {
            task.attempt(null);
        }
        return task;
    }

    /// Begins attempts until one is pending, or a delay is, or there is nothing more to try.
    private void attempt(@Nullable Cascade cascade) {
        while (true) {
            attempt++;
            Task<?> begun = begin();
            if (waitFor(begun, false) || failedForGood(begun, cascade) || !delay(cascade)) {
                return;
            }
        }
    }

    private Task<?> begin() {
        try {
            Task<?> begun = Objects.requireNonNull(work).get();
            return begun != null
                    ? begun
                    : Task.failed(new NullPointerException("the work gave null instead of a task"));
        } catch (Throwable thrown) {
            return Task.failed(thrown);
        }
    }

    /// @return whether it is pending; then the next step follows when it is done
    private boolean waitFor(Task<?> task, boolean isDelay) {
        waitsFor = task;
        CancellationReason why = requested(); // read after the write: cancelRequested does it the other way round
        if (why != null) {
            task.cancel(why);
        }
        return task.addNode(new Again(this, task, isDelay));
    }

    /// Judges an attempt that is done.
    ///
    /// @return true if it was the last one: this task is done; false if it is worth another one
    private boolean failedForGood(Task<?> ended, @Nullable Cascade cascade) {
        Unsuccessful unsuccessful = ended.finalState() instanceof Unsuccessful it ? it : null;
        Failure failure = unsuccessful == null ? null : unsuccessful.failure();
        if (unsuccessful == null || failure == null) {
            finish(ended.finalState(), cascade);
            return true;
        }
        boolean again;
        try {
            again = attempt < policy.attempts() && policy.retried().test(ThrowableFailure.of(failure));
        } catch (Throwable thrown) {
            unsuccessful.seen();
            keep(failure);
            finish(Unsuccessful.thrown(thrown), cascade);
            return true;
        }
        if (!again) {
            finish(unsuccessful, cascade);
            return true;
        }
        unsuccessful.seen(); // by the one who tries again
        keep(failure);
        return false;
    }

    private void keep(Failure failure) {
        if (failures.size() < ManyFailures.SHOWN) {
            failures.add(failure);
        }
    }

    /// @return true if there is nothing to wait for: the next attempt may begin
    private boolean delay(@Nullable Cascade cascade) {
        Task<?> delay;
        try {
            delay = Tasks.delay(policy.delayAfter(attempt), timer);
        } catch (Throwable thrown) { // by the random generator
            finish(Unsuccessful.thrown(thrown), cascade);
            return false;
        }
        CancellationReason why = requested();
        if (why != null && delay.isDone()) { // a delay of nothing, which cannot be cancelled
            finish(new Unsuccessful(Cancellation.of(describe(), why, Cancellation.Reach.STOPPED)), cascade);
            return false;
        }
        if (waitFor(delay, true)) {
            return false;
        }
        if (delay.finalState() instanceof Unsuccessful cancelled) {
            finish(cancelled, cascade);
            return false;
        }
        return true;
    }

    private void finish(Object state, @Nullable Cascade cascade) {
        work = null;
        waitsFor = null;
        complete(failures.isEmpty() || !(state instanceof Unsuccessful last) ? state : withFailures(last), cascade);
    }

    private Unsuccessful withFailures(Unsuccessful last) {
        return switch (last.outcome()) {
            case Outcome.Failed<?>(var failure) -> {
                List<Failure> all = new ArrayList<>(failures);
                all.addFirst(failure);
                yield new Unsuccessful(new ManyFailures(all, all.size()));
            }
            case Outcome.Cancelled<?>(var cancellation) ->
                new Unsuccessful(new AfterFailures(cancellation, List.copyOf(failures)));
            case Outcome.Succeeded<?> _ -> throw new AssertionError("unsuccessful");
        };
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
        return "retry";
    }

    @Override
    protected String describe() {
        return "attempt " + attempt + " of " + policy.attempts();
    }

    /// What was waited for is done: an attempt, a delay, or nothing before the first attempt.
    private static final class Again extends Node {

        private final Retrying<?> retrying;
        private final @Nullable Task<?> ended;
        private final boolean isDelay;

        Again(Retrying<?> retrying, @Nullable Task<?> ended, boolean isDelay) {
            this.retrying = retrying;
            this.ended = ended;
            this.isDelay = isDelay;
        }

        @Override
        void taskIsDone(Cascade cascade) {
            Object state = Objects.requireNonNull(ended).finalState();
            if (state instanceof Unsuccessful unsuccessful ? unsuccessful.isCancelled() : !isDelay) {
                retrying.finish(state, cascade);
            } else {
                cascade.callLater(this); // user code decides, or begins the next attempt
            }
        }

        @Override
        void call(Cascade cascade) {
            if (ended == null || isDelay || (!retrying.failedForGood(ended, cascade) && retrying.delay(cascade))) {
                retrying.attempt(cascade);
            }
        }

        @Override
        void tellWho(Waiters who) {
            who.task(retrying);
        }
    }

    /// Cancelled, and why it had been tried again before that.
    private record AfterFailures(Cancellation cancellation, List<Failure> failures) implements Cancellation {

        @Override
        public CancellationReason reason() {
            return cancellation.reason();
        }

        @Override
        public Reach reach() {
            return cancellation.reach();
        }

        @Override
        public CancellationException toException() {
            CancellationException exception = cancellation.toException();
            ManyFailures.attach(
                    exception, failures.stream().map(ThrowableFailure::of).toList());
            return exception;
        }

        @Override
        public String toString() {
            return cancellation.toString();
        }
    }
}
