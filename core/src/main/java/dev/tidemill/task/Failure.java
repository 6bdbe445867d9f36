package dev.tidemill.task;

/// Why a task failed: data, until somebody asks for an exception.
///
/// Whoever completes a task pays for a small object and no stack trace. The exception is made by
/// the thread that waits for the task, so its stack trace shows who waited, and each waiter gets
/// one of its own. Implementations are immutable.
@FunctionalInterface
public interface Failure {

    /// Makes the exception [Task#await()] throws.
    ///
    /// Called once for each waiter, on the waiter's thread; it must not wait. A failure that was
    /// thrown by user code gives that same object each time.
    Exception toException();

    /// A failure that is this exception, always the same object.
    ///
    /// An [Error] is thrown as it is by [Task#await()]; [#toException()], which cannot return it,
    /// gives it in a [java.util.concurrent.CompletionException].
    static Failure of(Throwable thrown) {
        return new ThrownFailure(thrown);
    }
}
