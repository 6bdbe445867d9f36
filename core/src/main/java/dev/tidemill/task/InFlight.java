package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.pending.Subject;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Tasks that belong together and are not done yet: to bound them, to cancel them all, to wait for
/// all of them, and to keep what went wrong.
///
/// It holds only those that are pending, so it needs no more memory than they do, however many
/// there were. May be used by any number of threads, also by those that must not wait.
final class InFlight {

    /// Is told of each task that is done, before it is counted as such; maybe of several at once.
    @FunctionalInterface
    interface Listener {
        void ended(Task<?> task, long number, @Nullable Cascade cascade);
    }

    private final Listener listener;
    private final Endings endings; // under the lock, as are the others
    private final boolean handsOut;
    private final ShortLock lock = new ShortLock();
    private final Child anchor = new Child(); // of a circular list of those that are pending
    private int pending;
    private int held; // those that are bounded: pending, or not released yet
    private boolean sealed; // nothing comes any more
    private @Nullable CancellationReason cancelled;
    private @Nullable Low waiting;

    /// @param handsOut whether somebody is given the tasks when they are done: then each counts for
    ///        [#room] until [#release] is called, and its failure is not kept here
    /// @param mostKept so many failures are kept
    InFlight(int mostKept, boolean handsOut, Listener listener) {
        this.endings = new Endings(mostKept);
        this.handsOut = handsOut;
        this.listener = listener;
    }

    /// Adds a task. If all have been cancelled, this one is too.
    ///
    /// @param number given to the listener
    /// @return false if nothing may be added any more
    boolean add(Task<?> task, long number) {
        Child child = new Child(this, task, number);
        CancellationReason why;
        lock.lock();
        try {
            if (sealed) {
                return false;
            }
            child.linkBefore(anchor);
            pending++;
            held++;
            why = cancelled;
        } finally {
            lock.unlock();
        }
        if (why != null) {
            cancel(task, why);
        }
        if (task.isDone() || !task.addNode(child)) {
            ended(child, null);
        }
        return true;
    }

    private void ended(Child child, @Nullable Cascade cascade) {
        Object state = child.task().finalState();
        if (!handsOut && state instanceof Unsuccessful) {
            keep(state); // before the listener, who may cancel the others: this one was the first
        }
        listener.ended(child.task(), child.number, cascade);
        Low low;
        lock.lock();
        try {
            child.unlink();
            pending--;
            if (!handsOut) {
                held--;
            }
            low = takeReached();
        } finally {
            lock.unlock();
        }
        tell(low, cascade);
    }

    /// Counts one task less for [#room].
    void release(@Nullable Cascade cascade) {
        Low low;
        lock.lock();
        try {
            held--;
            low = takeReached();
        } finally {
            lock.unlock();
        }
        tell(low, cascade);
    }

    /// Adds what went wrong besides the tasks.
    void failed(Throwable thrown) {
        keep(Unsuccessful.thrown(thrown));
    }

    private void keep(Object state) {
        lock.lock();
        try {
            endings.add(state);
        } finally {
            lock.unlock();
        }
    }

    /// Asks all to cancel, also those that are added later.
    void cancel(CancellationReason why) {
        List<Task<?>> asked = new ArrayList<>();
        lock.lock();
        try {
            if (cancelled == null) {
                cancelled = why;
            }
            for (Child child = anchor.newer; child != anchor; child = child.newer) {
                asked.add(child.task());
            }
        } finally {
            lock.unlock();
        }
        for (Task<?> task : asked) {
            cancel(task, why);
        }
    }

    private static void cancel(Task<?> task, CancellationReason why) {
        try {
            task.cancel(why);
        } catch (Throwable thrown) { // by code of users that is told of it
            Uncaught.handle(thrown);
        }
    }

    /// Done when fewer than `limit` are held; for one thread at a time.
    Task<Void> room(int limit) {
        return below(limit);
    }

    /// Done when nothing is pending. Something may be added after that; see [#seal].
    Task<Void> none() {
        return below(0);
    }

    private Task<Void> below(int limit) {
        lock.lock();
        try {
            if (isReached(limit)) {
                return Task.completed(null);
            }
            if (waiting == null || waiting.limit != limit) {
                waiting = new Low(this, limit);
            }
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    private boolean isReached(int limit) {
        return limit == 0 ? pending == 0 : held < limit;
    }

    private @Nullable Low takeReached() {
        Low low = waiting;
        if (low == null || !isReached(low.limit)) {
            return null;
        }
        waiting = null;
        return low;
    }

    private static void tell(@Nullable Low low, @Nullable Cascade cascade) {
        if (low != null) {
            low.complete(NullValue.NULL, cascade);
        }
    }

    /// Lets nothing be added any more, if nothing is pending.
    ///
    /// @return whether it is so now
    boolean seal() {
        lock.lock();
        try {
            sealed |= pending == 0;
            return sealed;
        } finally {
            lock.unlock();
        }
    }

    boolean isSealed() {
        lock.lock();
        try {
            return sealed;
        } finally {
            lock.unlock();
        }
    }

    /// Whether this thread runs one of those that are pending.
    boolean isRunBy(Thread thread) {
        lock.lock();
        try {
            for (Child child = anchor.newer; child != anchor; child = child.newer) {
                if (child.task().isRunBy(thread)) {
                    return true;
                }
            }
            return false;
        } finally {
            lock.unlock();
        }
    }

    int pending() {
        lock.lock();
        try {
            return pending;
        } finally {
            lock.unlock();
        }
    }

    List<Failure> failures() {
        lock.lock();
        try {
            return endings.failures();
        } finally {
            lock.unlock();
        }
    }

    /// All that went wrong so far, as one; null if nothing did.
    @Nullable
    Unsuccessful end() {
        lock.lock();
        try {
            return endings.end();
        } finally {
            lock.unlock();
        }
    }

    private @Nullable Task<?> waitedFor() {
        lock.lock();
        try {
            return waiting;
        } finally {
            lock.unlock();
        }
    }

    private static final class Child extends Node {

        private final @Nullable InFlight parent; // null for the anchor, as is the task
        private final @Nullable Task<?> task;
        private final long number;
        private Child older = this;
        private Child newer = this;

        Child() {
            parent = null;
            task = null;
            number = 0;
        }

        Child(InFlight parent, Task<?> task, long number) {
            this.parent = parent;
            this.task = task;
            this.number = number;
        }

        Task<?> task() {
            return Objects.requireNonNull(task);
        }

        void linkBefore(Child anchor) {
            older = anchor.older;
            newer = anchor;
            older.newer = this;
            anchor.older = this;
        }

        void unlink() {
            older.newer = newer;
            newer.older = older;
            older = this;
            newer = this;
        }

        @Override
        void taskIsDone(Cascade cascade) {
            Objects.requireNonNull(parent).ended(this, cascade);
        }

        @Override
        void tellWho(Waiters who) {
            Task<?> all = Objects.requireNonNull(parent).waitedFor();
            if (all != null) {
                who.task(all);
            }
        }
    }

    /// What somebody waits for who wants few of them.
    private static final class Low extends Task<Void> implements Subject {

        private final InFlight inFlight;
        private final int limit;

        Low(InFlight inFlight, int limit) {
            this.inFlight = inFlight;
            this.limit = limit;
        }

        @Override
        protected String describe() {
            return inFlight.pending() + " tasks in flight";
        }

        @Override
        public String kind() {
            return "wait";
        }

        /// It is not recorded: the tasks are.
        @Override
        public boolean beginsAtOnce() {
            return false;
        }
    }
}
