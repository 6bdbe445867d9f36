package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.concurrent.ThreadFactory;

/// What the completion of one task sets off: its waiters wake, its dependents are completed, theirs
/// too, and so on.
///
/// It is a loop over a queue, so a chain of a million dependents needs no deeper stack than one.
/// On the completing thread, which may be a ring's owner, everything is done that is not user
/// code. What remains is called in order on one virtual thread, and whatever that sets off too.
///
/// Used by one thread at a time.
final class Cascade implements Runnable {

    /// A new thread per cascade: nothing of the completing thread must be seen there.
    private static final ThreadFactory THREADS = Thread.ofVirtual()
            .name("tidemill-continuations")
            .inheritInheritableThreadLocals(false)
            .factory();

    private final Queue done = new Queue(); // their task is done; not told yet
    private final Queue userCode = new Queue(); // told; to be called on a virtual thread

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
        Cascade cascade = new Cascade();
        cascade.add(newest);
        cascade.tellAll();
        if (!cascade.userCode.isEmpty()) {
            onVirtualThread(cascade);
        }
    }

    /// Calls a node of a task that is already done on a virtual thread.
    static void startOnVirtualThread(Node node) {
        Cascade cascade = new Cascade();
        cascade.userCode.add(node);
        onVirtualThread(cascade);
    }

    static void onVirtualThread(Runnable code) {
        THREADS.newThread(code).start();
    }

    /// The chain of a task that has just been completed.
    private void add(Node newest) {
        Node oldest = null;
        for (Node node = newest; node != null; node = node.next) {
            node.following = oldest;
            oldest = node;
        }
        done.addAll(oldest, newest);
    }

    void callLater(Node node) {
        userCode.add(node);
    }

    private void tellAll() {
        for (Node node = done.poll(); node != null; node = done.poll()) {
            node.taskIsDone(this);
        }
    }

    @Override
    public void run() {
        for (Node node = userCode.poll(); node != null; node = userCode.poll()) {
            try {
                node.call(this);
            } catch (Throwable t) { // the user's functions are dealt with where they are called; so this is rare
                Uncaught.handle(t);
            }
            tellAll();
        }
    }

    /// First in, first out, linked by [Node#following].
    private static final class Queue {

        private @Nullable Node first;
        private @Nullable Node last;

        boolean isEmpty() {
            return first == null;
        }

        void add(Node node) {
            node.following = null;
            addAll(node, node);
        }

        void addAll(@Nullable Node oldest, Node newest) {
            if (last == null) {
                first = oldest;
            } else {
                last.following = oldest;
            }
            last = newest;
        }

        @Nullable
        Node poll() {
            Node node = first;
            if (node != null) {
                first = node.following;
                if (first == null) {
                    last = null;
                }
                node.following = null;
            }
            return node;
        }
    }
}
