package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.locks.Condition;

/// Tells work that it should stop. Made by a [CancellationSource], which says when.
///
/// Give it to any operation: cancelling the source asks the operation to cancel. In code of your
/// own, ask it now and then ([#isCancelled()], [#throwIfCancelled()]) or let it call you
/// ([#onCancel(Runnable)]).
///
/// Callbacks run one after the other, the last registered first, on the thread that cancels. If
/// that is a [NonBlockingThread], or the thread that keeps the deadlines, operations are asked
/// there and then, and callbacks, being user code, run on a virtual thread. A callback should be
/// short: others wait for it.
///
/// All methods may be called from any thread.
public final class CancellationToken {

    private static final CancellationToken NONE = new CancellationToken();

    private final ShortLock lock = new ShortLock();

    /// Anchor of the circular list of registrations, which has the newest behind the anchor; under
    /// the lock.
    private final Registration anchor = Registration.anchorOf(this);

    /// Set once, under the lock. From then on nothing is put into the list.
    private volatile @Nullable CancellationReason reason;

    /// A callback has ended. Under the lock; null as long as nobody had to wait for that.
    private @Nullable Condition ended;

    CancellationToken() {}

    /// The token that is never cancelled. Registering with it costs nothing.
    public static CancellationToken none() {
        return NONE;
    }

    /// Whether somebody asked to cancel.
    public boolean isCancelled() {
        return reason != null;
    }

    /// Why somebody asked to cancel, or null while nobody did.
    public @Nullable CancellationReason reason() {
        return reason;
    }

    /// Ends the work here if somebody asked to cancel.
    ///
    /// @throws CancellationException if so; a [DeadlineExceededException] if it was a deadline
    public void throwIfCancelled() {
        CancellationReason why = reason;
        if (why != null) {
            throw why.toException("cancelled " + why.describe());
        }
    }

    /// Has the callback called when this token is cancelled; at once, on this thread, if it is
    /// already, and then what it throws is thrown here.
    ///
    /// @return take it back when the work is done, or the token holds the callback as long as it
    ///         lives; try-with-resources does it
    public Registration onCancel(Runnable callback) {
        return register(Objects.requireNonNull(callback, "callback"));
    }

    /// Has the task asked to cancel, with this token's reason, when this token is cancelled; at
    /// once if it is already.
    ///
    /// This is what operations do with the token they are given: one small object for each. The
    /// one who completes the task takes the registration back; [Task#cancelOn(CancellationToken)]
    /// is the form that does so by itself.
    public Registration onCancel(Task<?> task) {
        return register(Objects.requireNonNull(task, "task"));
    }

    /// Has the other token cancelled when this one is.
    Registration onCancel(CancellationToken linked) {
        return register(linked);
    }

    private Registration register(Object action) {
        if (this == NONE) {
            return Registration.NOTHING;
        }
        Registration registration = new Registration(this, action);
        lock.lock();
        try {
            if (reason == null) {
                registration.linkBehind(anchor);
                return registration;
            }
        } finally {
            lock.unlock();
        }
        if (isUserCode(action) && Thread.currentThread() instanceof NonBlockingThread) {
            Registration late = Registration.anchorOf(this);
            registration.linkBehind(late); // nobody else has seen it so far
            Cascade.onVirtualThread(() -> callAll(late));
        } else {
            registration.action = null;
            call(action);
        }
        return registration;
    }

    /// Cancels, unless it was done before, and calls the callbacks.
    ///
    /// @return whether this call was the one
    boolean cancel(CancellationReason why) {
        Objects.requireNonNull(why, "reason");
        lock.lock();
        try {
            if (reason != null) {
                return false;
            }
            reason = why;
        } finally {
            lock.unlock();
        }
        callAll(anchor);
        return true;
    }

    /// Calls what is in the list, from its beginning, and throws what was thrown, but not before
    /// the end.
    private void callAll(Registration list) {
        List<Throwable> thrown = new ArrayList<>(0);
        Registration userCode = null;
        if (Thread.currentThread() instanceof NonBlockingThread) {
            userCode = takeUserCode(list);
        }
        for (Registration next = takeFirst(list, null); next != null; next = takeFirst(list, next)) {
            try {
                call(next.action);
            } catch (Throwable t) {
                thrown.add(t);
            }
        }
        if (userCode != null) {
            Registration rest = userCode;
            Cascade.onVirtualThread(() -> callAll(rest));
        }
        if (!thrown.isEmpty()) {
            ManyFailures.attach(thrown.getFirst(), thrown.subList(1, thrown.size()));
            Sneaky.rethrow(thrown.getFirst());
        }
    }

    /// Moves the callbacks that are user code to a list of their own; null if there are none.
    private @Nullable Registration takeUserCode(Registration list) {
        Registration userCode = null;
        lock.lock();
        try {
            Registration registration = list.next;
            while (registration != null && registration != list) {
                Registration older = registration.next;
                if (isUserCode(registration.action)) {
                    userCode = userCode == null ? Registration.anchorOf(this) : userCode;
                    registration.unlink();
                    registration.linkBehind(Objects.requireNonNull(userCode.previous));
                }
                registration = older;
            }
        } finally {
            lock.unlock();
        }
        return userCode;
    }

    /// A task may be runnable too.
    private static boolean isUserCode(@Nullable Object action) {
        return action instanceof Runnable && !(action instanceof Task<?>);
    }

    /// Whose action to call next, or null if there is nothing left.
    ///
    /// @param called the one before, whose call has ended; null if there was none
    private @Nullable Registration takeFirst(Registration list, @Nullable Registration called) {
        lock.lock();
        try {
            if (called != null) {
                called.action = null;
                called.runningOn = null;
                if (ended != null) {
                    ended.signalAll();
                }
            }
            Registration first = list.next;
            if (first == null || first == list) {
                return null;
            }
            first.unlink();
            first.runningOn = Thread.currentThread();
            return first;
        } finally {
            lock.unlock();
        }
    }

    private void call(@Nullable Object action) {
        CancellationReason why = Objects.requireNonNull(reason);
        switch (action) {
            case Task<?> task -> task.cancel(why);
            case CancellationToken linked -> linked.cancel(why);
            case Runnable callback -> callback.run();
            case null, default -> throw new AssertionError("registered: " + action);
        }
    }

    @Override
    public String toString() {
        CancellationReason why = reason;
        if (this == NONE) {
            return "never cancelled";
        }
        return why == null ? "not cancelled" : "cancelled " + why.describe();
    }

    /// What [#onCancel] gives: the way to take the callback back.
    public static final class Registration implements AutoCloseable {

        private static final Registration NOTHING = new Registration(null, null);

        private final @Nullable CancellationToken token; // null for what was registered with none()

        /// A [Runnable], a [Task], or the [CancellationToken] of a linked source. Null when it was
        /// called or taken back: a registration may outlive the work.
        private @Nullable Object action;

        private @Nullable Registration next; // registered before this one; null if it is not in the list
        private @Nullable Registration previous;
        private @Nullable Thread runningOn; // under the lock: who is calling it

        private Registration(@Nullable CancellationToken token, @Nullable Object action) {
            this.token = token;
            this.action = action;
        }

        /// Takes the callback back, and never waits.
        ///
        /// @return true if it has not been called and will not be; false if it was, or is just
        ///         now being called on another thread, or was taken back before
        public boolean unregister() {
            if (token == null) {
                return true;
            }
            token.lock.lock();
            try {
                if (!unlink()) {
                    return false;
                }
                action = null;
                return true;
            } finally {
                token.lock.unlock();
            }
        }

        /// Takes the callback back; if it is just now running on another thread, waits for its
        /// end. So when this returns the callback does not run and will not run, unless it is the
        /// callback itself that calls this.
        ///
        /// The wait cannot be interrupted; an interrupt stays set.
        ///
        /// @throws IllegalStateException if it had to wait on a [NonBlockingThread]; use
        ///         [#unregister()] there
        @Override
        public void close() {
            if (token == null || unregister()) {
                return;
            }
            token.waitFor(this);
        }

        /// The beginning and end of an empty list.
        private static Registration anchorOf(CancellationToken token) {
            Registration anchor = new Registration(token, null);
            anchor.next = anchor;
            anchor.previous = anchor;
            return anchor;
        }

        private void linkBehind(Registration newer) {
            Registration older = Objects.requireNonNull(newer.next);
            next = older;
            previous = newer;
            older.previous = this;
            newer.next = this;
        }

        /// @return false if it was not in a list
        private boolean unlink() {
            Registration older = next;
            Registration newer = previous;
            if (older == null || newer == null) {
                return false;
            }
            newer.next = older;
            older.previous = newer;
            next = null;
            previous = null;
            return true;
        }
    }

    @SuppressWarnings("ReferenceEquality") // whether it is this thread
    private void waitFor(Registration registration) {
        Thread thread = Thread.currentThread();
        lock.lock();
        try {
            while (registration.runningOn != null && registration.runningOn != thread) {
                if (thread instanceof NonBlockingThread) {
                    throw new IllegalStateException("the callback is running, and " + thread.getName()
                            + " must not wait for its end; call unregister() there");
                }
                if (ended == null) {
                    ended = lock.newCondition();
                }
                ended.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }
}
