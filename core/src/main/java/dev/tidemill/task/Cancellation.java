package dev.tidemill.task;

import java.util.concurrent.CancellationException;

/// That a task was cancelled: why, and how far its work had come.
///
/// Like [Failure] it is data; the exception is made by the thread that waits. Implementations are
/// immutable, and may know more than this, such as the number of bytes that were written before.
///
/// A request that came too late has no cancellation: the task succeeded or failed, and says so.
public interface Cancellation {

    /// Why.
    CancellationReason reason();

    /// How far the work had come.
    Reach reach();

    /// Makes the exception [Task#await()] throws; called once for each waiter, on its thread.
    CancellationException toException();

    /// A cancellation of which nothing more is known.
    ///
    /// @param subject what was cancelled, as the beginning of a sentence
    static Cancellation of(String subject, CancellationReason reason, Reach reach) {
        return new PlainCancellation(subject, reason, reach);
    }

    /// This, of work of which a part had been done when a later part was cancelled: if that part
    /// had never started, the work as a whole was stopped.
    ///
    /// @param subject the work, as the beginning of a sentence
    default Cancellation afterPartOf(String subject) {
        return reach() == Reach.NEVER_STARTED ? of(subject, reason(), Reach.STOPPED) : this;
    }

    /// How far cancelled work had come.
    enum Reach {
        /// Nothing happened: the work had not begun.
        NEVER_STARTED,

        /// It had begun and was stopped; a part of it may have happened.
        STOPPED,

        /// Nobody waits for it any more, but it could not be stopped and may still happen.
        DETACHED
    }
}
