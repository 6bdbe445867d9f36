package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;

/// Somebody who is to be told when a task is done: a link in the chain that is the state of a
/// pending task.
///
/// `next` is written before the node is published, later only to leave out nodes that gave up; so
/// whoever reads an older value of it only meets a node that does nothing any more.
abstract non-sealed class Node extends NotAValue {

    /// The node registered before this one.
    @Nullable
    Node next;

    /// The next node in the order of a [Cascade]. A link of its own: while the completing thread
    /// turns the chain round, a waiter that gives up may still be repairing it.
    @Nullable
    Node following;

    /// Called once, on the completing thread: does what takes no time, and leaves what is user
    /// code to [Cascade#callLater(Node)].
    abstract void taskIsDone(Cascade cascade);

    /// Called on a virtual thread, for a node that was left to later.
    void call(Cascade cascade) {
        throw new AssertionError(this + " has no user code");
    }

    /// Whether it gave up and may be left out of the chain.
    boolean isAbandoned() {
        return false;
    }

    /// Says who waits here, for the list of what is pending. A short step of ours says nothing.
    void tellWho(Waiters who) {}
}
