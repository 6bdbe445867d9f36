package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;

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

    /// Anchor of the circular list of registrations, which has the newest behind the anchor. Also
    /// the lock of everything here: nobody else can get hold of it.
    private final Registration anchor = Registration.anchorOf(this);

    /// Set once, under the lock. From then on nothing is put into the list.
    private volatile @Nullable CancellationReason reason;

    private @Nullable Registration running; // under the lock: whose callback is being called
    private @Nullable Thread runningOn;

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
    /// already.
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
        synchronized (anchor) {
            if (reason == null) {
                registration.linkBehind(anchor);
                return registration;
            }
        }
        registration.takeAction();
        if (isUserCode(action) && Thread.currentThread() instanceof NonBlockingThread) {
            Cascade.onVirtualThread(() -> call(action));
        } else {
            call(action);
        }
        return registration;
    }

    /// Cancels, unless it was done before, and calls the callbacks.
    ///
    /// @return whether this call was the one
    boolean cancel(CancellationReason why) {
        Objects.requireNonNull(why, "reason");
        synchronized (anchor) {
            if (reason != null) {
                return false;
            }
            reason = why;
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
        for (Object action = takeFirst(list); action != null; action = takeFirst(list)) {
            try {
                call(action);
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
        synchronized (anchor) {
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
        }
        return userCode;
    }

    /// A task may be runnable too.
    private static boolean isUserCode(@Nullable Object action) {
        return action instanceof Runnable && !(action instanceof Task<?>);
    }

    /// What to call next, or null if there is nothing left.
    private @Nullable Object takeFirst(Registration list) {
        synchronized (anchor) {
            if (running != null) {
                running = null;
                runningOn = null;
                anchor.notifyAll();
            }
            Registration first = list.next;
            if (first == null || first == list) {
                return null;
            }
            running = first;
            runningOn = Thread.currentThread();
            first.unlink();
            return first.takeAction();
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
        private @Nullable Object action; // a Runnable, a Task, or the CancellationToken of a linked source
        private @Nullable Registration next; // registered before this one; null if it is not in the list
        private @Nullable Registration previous;

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
            synchronized (token.anchor) {
                takeAction();
                return unlink();
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

        /// The action, which is no longer held: a registration may outlive the work.
        private @Nullable Object takeAction() {
            Object taken = action;
            action = null;
            return taken;
        }
    }

    @SuppressWarnings("ReferenceEquality") // whether it is this thread
    private void waitFor(Registration registration) {
        boolean interrupted = false;
        Thread thread = Thread.currentThread();
        synchronized (anchor) {
            while (running == registration && runningOn != thread) {
                if (thread instanceof NonBlockingThread) {
                    throw new IllegalStateException("the callback is running, and " + thread.getName()
                            + " must not wait for its end; call unregister() there");
                }
                try {
                    anchor.wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            thread.interrupt();
        }
    }
}
