package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Collections;
import java.util.Deque;

/// A task that comes out of many others, its sources, and looks at each of them when it is done.
///
/// It is done when all of them are, or when [#oneIsDone] ends it before.
abstract sealed class OfMany<T> extends Derived<T> permits WhenAnySuccess, RaceToSuccess, WhenAllFailFast {

    private static final VarHandle PENDING;

    static {
        try {
            PENDING = MethodHandles.lookup().findVarHandle(OfMany.class, "pending", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final int count;
    private volatile Task<?> @Nullable [] tasks; // null when this is done

    @SuppressWarnings("unused") // by PENDING
    private volatile int pending;

    /// @param tasks are not copied
    OfMany(Task<?>[] tasks) {
        this.tasks = tasks;
        count = tasks.length;
        pending = tasks.length + 1; // one for begin(): all are looked at before this is done
    }

    /// A source is done; may be called for several at the same time, for those that were done
    /// before in their order.
    abstract void oneIsDone(Task<?> task, Object state, @Nullable Cascade cascade);

    /// What this task comes to, now that all sources are done and [#oneIsDone] saw them.
    abstract Object summary(Task<?>[] sources);

    final Task<T> begin() {
        Task<?>[] all = tasks;
        if (all != null) { // which it is: nobody else knows this task
            for (int i = 0; i < all.length && !isDone(); i++) {
                if (all[i].isDone() || !all[i].addNode(new OneDone(all[i], this))) {
                    ended(all[i], null);
                }
            }
            count(null);
            if (isDone()) {
                WhenAny.leave(all); // also those whose nodes were added after the end
            }
        }
        return this;
    }

    private void ended(Task<?> task, @Nullable Cascade cascade) {
        oneIsDone(task, task.finalState(), cascade);
        count(cascade);
    }

    private void count(@Nullable Cascade cascade) {
        Task<?>[] all = tasks;
        if ((int) PENDING.getAndAdd(this, -1) == 1 && all != null && !isDone()) {
            end(summary(all), cascade);
        }
    }

    final void end(Object state, @Nullable Cascade cascade) {
        Task<?>[] all = tasks;
        if (complete(state, cascade) && all != null) {
            tasks = null;
            WhenAny.leave(all);
            if (!(state instanceof Unsuccessful)) {
                ignoreFailures(all);
            }
        }
    }

    /// They do not matter, since another one succeeded.
    private static void ignoreFailures(Task<?>[] sources) {
        for (Task<?> source : sources) {
            if (source.finalStateOrNull() instanceof Unsuccessful failed) {
                failed.seen();
            }
        }
    }

    /// Asks all sources to cancel, from within [#oneIsDone].
    final void cancelTheOthers(String why) {
        try {
            cancel(new CancellationReason.Requested(why)); // does nothing if somebody has asked: then all are asked
        } catch (Throwable thrown) { // by code of users that is told of it
            Uncaught.handle(thrown);
        }
    }

    /// All of them as one that did not succeed: in the order of the sources, but this one first.
    final @Nullable Unsuccessful unsuccessful(Task<?>[] sources, @Nullable Task<?> first) {
        Endings endings = new Endings(ManyFailures.KEPT);
        if (first != null) {
            endings.add(first.finalState());
        }
        for (Task<?> source : sources) {
            if (!source.equals(first)) {
                endings.add(source.finalState());
            }
        }
        return endings.end();
    }

    @Override
    final void addSources(Deque<Task<?>> to) {
        Task<?>[] all = tasks;
        if (all != null) {
            Collections.addAll(to, all);
        }
    }

    private static final class OneDone extends Node {

        private final Task<?> task;
        private final OfMany<?> whole;

        OneDone(Task<?> task, OfMany<?> whole) {
            this.task = task;
            this.whole = whole;
        }

        @Override
        void taskIsDone(Cascade cascade) {
            whole.ended(task, cascade);
        }

        @Override
        boolean isAbandoned() {
            return whole.isDone();
        }

        @Override
        void tellWho(Waiters who) {
            who.task(whole);
        }
    }
}
