package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.concurrent.atomic.AtomicInteger;

/// Gives tasks as they are done; see [Tasks#whenEach]. One node is left in each.
final class WhenEach<T> extends Completions<T> {

    private final AtomicInteger toCome;
    private volatile Task<T> @Nullable [] tasks; // to leave them; null when all are done or left

    private WhenEach(Task<T>[] tasks) {
        this.tasks = tasks;
        toCome = new AtomicInteger(tasks.length + 1); // one for of()
    }

    /// @param all are not copied
    static <T> Completions<T> of(Task<T>[] all, CancellationToken token) {
        WhenEach<T> each = new WhenEach<>(all);
        boolean[] wasDone = new boolean[all.length];
        for (int i = 0; i < all.length; i++) {
            wasDone[i] = all[i].isDone();
            if (wasDone[i]) {
                each.oneIsDone(all[i], null);
            }
        }
        for (int i = 0; i < all.length; i++) {
            if (!wasDone[i] && !all[i].addNode(new OneDone<>(all[i], each))) {
                each.oneIsDone(all[i], null);
            }
        }
        each.count(null);
        each.endOn(token);
        return each;
    }

    private void oneIsDone(Task<T> task, @Nullable Cascade cascade) {
        give(task, cascade);
        count(cascade);
    }

    private void count(@Nullable Cascade cascade) {
        if (toCome.decrementAndGet() == 0) {
            tasks = null;
            end(ALL_GIVEN, cascade);
        }
    }

    @Override
    void left(CancellationReason why) {
        Task<T>[] all = tasks;
        if (all != null) {
            tasks = null;
            WhenAny.leave(all);
        }
    }

    private static final class OneDone<T> extends Node {

        private final Task<T> task;
        private final WhenEach<T> each;

        OneDone(Task<T> task, WhenEach<T> each) {
            this.task = task;
            this.each = each;
        }

        @Override
        void taskIsDone(Cascade cascade) {
            each.oneIsDone(task, cascade);
        }

        /// Also after all were done: then it is in no chain any more.
        @Override
        boolean isAbandoned() {
            return each.tasks == null;
        }

        @Override
        void tellWho(Waiters who) {
            who.name("whenEach");
        }
    }
}
