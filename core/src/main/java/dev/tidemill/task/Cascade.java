package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.Objects;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;

/// What the completion of one task sets off: its waiters wake, its dependents are completed, theirs
/// too, and so on.
///
/// It is a loop over a queue, so a chain of a million dependents needs no deeper stack than one.
/// On the completing thread, which may be a ring's owner, everything is done that is not user
/// code. What remains is called in order on one virtual thread, and whatever that sets off too; or
/// in a context, if the cascade began with a function there. Each sends on what belongs elsewhere.
///
/// Used by one thread at a time.
class Cascade implements Runnable {

    /// A new thread per cascade: nothing of the completing thread must be seen there.
    private static final ThreadFactory THREADS = Thread.ofVirtual()
            .name("tidemill-continuations")
            .inheritInheritableThreadLocals(false)
            .factory();

    /*
     * Two queues, first in, first out. Each is a ring of nodes linked by `following`, of which the
     * last one is held, since that knows the first. So a cascade is one object of 24 bytes: one is
     * made for nearly every completion.
     */
    private @Nullable Node lastDone; // their task is done; not told yet
    private @Nullable Node lastUserCode; // told; to be called where this runs

    private Cascade() {}

    /// Tells a chain of nodes, in the order of their registration.
    ///
    /// @param running the cascade that goes on with them, or null to start one
    static void tell(Node newest, @Nullable Cascade running) {
        if (running != null) {
            running.add(newest);
            return;
        }
        if (newest instanceof Waiter waiter && waiter.next == null) {
            waiter.wake(); // nearly always: one thread waits
            return;
        }
        if (RecordNode.endAtOnce(newest)) {
            return;
        }
        Cascade cascade = new Cascade();
        cascade.add(newest);
        cascade.tellAll();
        if (cascade.lastUserCode != null) {
            onVirtualThread(cascade);
        }
    }

    /// Calls a node of a task that is already done on a virtual thread.
    static void startOnVirtualThread(Node node) {
        Cascade cascade = new Cascade();
        cascade.callHere(node);
        onVirtualThread(cascade);
    }

    /// Calls a node of a task that is already done here, in the context of this code.
    static void runIn(SyncContext context, Node node) {
        Cascade cascade = new InContext(context);
        cascade.callHere(node);
        cascade.run();
    }

    static void onVirtualThread(Runnable code) {
        THREADS.newThread(code).start();
    }

    /// The chain of a task that has just been completed: turned round, since it has the newest
    /// first.
    private void add(Node newest) {
        Node oldest = newest;
        for (Node node = newest.next; node != null; node = node.next) {
            node.following = oldest;
            oldest = node;
        }
        Node last = lastDone;
        newest.following = last == null ? oldest : last.following;
        if (last != null) {
            last.following = oldest;
        }
        lastDone = newest;
    }

    /// Has the node called on a virtual thread.
    void callLater(Node node) {
        callHere(node);
    }

    /// Has the node called if this cascade runs in that context.
    ///
    /// @return false if it does not
    boolean callLaterIn(Executor place, Node node) {
        return false;
    }

    final void callHere(Node node) {
        Node last = lastUserCode;
        node.following = last == null ? node : last.following;
        if (last != null) {
            last.following = node;
        }
        lastUserCode = node;
    }

    private void tellAll() {
        for (Node last = lastDone; last != null; last = lastDone) {
            Node node = takeFirst(last);
            lastDone = node == last ? null : last;
            node.taskIsDone(this);
        }
    }

    @Override
    public final void run() {
        for (Node last = lastUserCode; last != null; last = lastUserCode) {
            Node node = takeFirst(last);
            lastUserCode = node == last ? null : last;
            try {
                node.call(this);
            } catch (Throwable t) { // the user's functions are dealt with where they are called; so this is rare
                Uncaught.handle(t);
            }
            tellAll();
            sendOn();
        }
    }

    /// Starts what belongs elsewhere.
    void sendOn() {}

    /// Takes the first node out of the ring that has this last one; they may be the same.
    private static Node takeFirst(Node last) {
        Node first = Objects.requireNonNull(last.following);
        last.following = first.following;
        first.following = null;
        return first;
    }

    /// One that runs in a context, and sends on what is for a virtual thread.
    private static final class InContext extends Cascade {

        private final SyncContext context;
        private @Nullable Cascade elsewhere;

        InContext(SyncContext context) {
            this.context = context;
        }

        @Override
        void callLater(Node node) {
            if (elsewhere == null) {
                elsewhere = new Cascade();
            }
            elsewhere.callHere(node);
        }

        @Override
        @SuppressWarnings("ReferenceEquality") // a context is nothing but itself
        boolean callLaterIn(Executor place, Node node) {
            if (context != place) {
                return false;
            }
            callHere(node);
            return true;
        }

        @Override
        void sendOn() {
            Cascade ready = elsewhere;
            if (ready != null) {
                elsewhere = null;
                onVirtualThread(ready);
            }
        }
    }
}
