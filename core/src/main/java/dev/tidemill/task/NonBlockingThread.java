package dev.tidemill.task;

import java.util.concurrent.locks.LockSupport;

/// Marks a thread that must never wait, such as the one that takes the kernel's completions.
///
/// A thread class implements it. On such a thread waiting for a pending task is refused with an
/// [IllegalStateException], and neither continuations nor cancellation callbacks are run: they
/// move to a virtual thread. The one exception is code that was handed over with
/// [Tasks#inline()], which says that it may run there.
public interface NonBlockingThread {

    /// Wakes a thread whose task is done; called on this thread.
    ///
    /// It may put that off to the end of its turn: a thread that is woken in the middle of many
    /// completions finds only the first of them, and waits again.
    default void wake(Thread waiting) {
        LockSupport.unpark(waiting);
    }
}
