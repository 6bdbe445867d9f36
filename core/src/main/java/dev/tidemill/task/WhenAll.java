package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/// Done when all of several tasks are; see [Tasks#whenAll].
final class WhenAll<T> extends Derived<List<T>> {

    private static final VarHandle PENDING;

    static {
        try {
            PENDING = MethodHandles.lookup().findVarHandle(WhenAll.class, "pending", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// What each task came to, put there before `pending` counts it: values, or [Unsuccessful].
    private final @Nullable Object[] results;

    private volatile Task<?> @Nullable [] tasks; // to cancel them; null when they are done

    @SuppressWarnings("unused") // by PENDING
    private volatile int pending;

    /// @param tasks are not copied
    WhenAll(Task<?>... tasks) {
        this.tasks = tasks;
        results = new Object[tasks.length];
        pending = tasks.length + 1; // one for this constructor: nothing is completed before its end
        int done = 1;
        for (int i = 0; i < tasks.length; i++) {
            Task<?> task = tasks[i];
            if (task.isDone() || !task.addNode(new OneDone(task, i))) {
                keep(i, task);
                done++;
            }
        }
        count(done, null);
    }

    private void keep(int index, Task<?> task) {
        Object state = task.finalState();
        results[index] = state instanceof Unsuccessful ? state : task.value();
    }

    private void count(int done, @Nullable Cascade cascade) {
        if ((int) PENDING.getAndAdd(this, -done) == done) {
            tasks = null;
            complete(summary(), cascade);
        }
    }

    /// The list of all values, or the first failure, or, if nothing failed, the first
    /// cancellation.
    private Object summary() {
        Endings endings = new Endings(ManyFailures.KEPT);
        for (Object result : results) {
            endings.add(result);
        }
        Unsuccessful unsuccessful = endings.end();
        if (unsuccessful == null) {
            return Collections.unmodifiableList(Arrays.asList(results));
        }
        Arrays.fill(results, null); // nobody will get them
        return unsuccessful;
    }

    @Override
    void addSources(Deque<Task<?>> to) {
        Task<?>[] all = tasks;
        if (all != null) {
            Collections.addAll(to, all);
        }
    }

    @Override
    public String kind() {
        return "all";
    }

    @Override
    protected String describe() {
        return "all of " + results.length + " tasks";
    }

    private final class OneDone extends Node {

        private final Task<?> task;
        private final int index;

        OneDone(Task<?> task, int index) {
            this.task = task;
            this.index = index;
        }

        @Override
        void taskIsDone(Cascade cascade) {
            keep(index, task);
            count(1, cascade);
        }

        @Override
        void tellWho(Waiters who) {
            who.task(WhenAll.this);
        }
    }
}
