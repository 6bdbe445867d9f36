package dev.tidemill.engine;

import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.time.Duration;

/// The only door between operations and whoever carries them out.
///
/// Any thread may call; a ring's own thread too (it never waits here). An operation that was
/// accepted ends exactly once, whatever happens: with its value, with a [SystemCallFailure], or
/// cancelled.
///
/// **Memory.** From [#submit] until the task is done the memory of a transfer belongs to the
/// engine: the kernel may write into it. "Done" is the kernel's last word on the operation, not a
/// request to cancel.
public interface Engine extends AutoCloseable {

    /// Starts `operation`.
    ///
    /// The caller waits here only when [EngineSettings#maxInFlight] operations are pending already;
    /// a ring's thread never does. For another one that must not wait the task has failed then. On
    /// a closed engine the task has failed with `ClosedChannelException`.
    ///
    /// @param token asks the kernel to stop the operation; what became of it is in the outcome
    <T> Task<T> submit(Operation<T> operation, CancellationToken token);

    /// Starts what is left of a transfer whose first `transferred` bytes were in the page cache;
    /// see [FileHandle#readCached].
    <T> Task<T> submitRest(Operation.Transfer<T> transfer, long transferred, CancellationToken token);

    /// Like [#submit] for a caller that waits for the result at once and is the only one who knows
    /// of the operation: an interrupt cancels it too, and the method returns only after its last
    /// word.
    <T> T call(Operation<T> operation) throws IOException, InterruptedException;

    /// As [#call] and [#submitRest].
    <T> T callRest(Operation.Transfer<T> transfer, long transferred) throws IOException, InterruptedException;

    /// Tries to read a small file on this thread, without waiting for anything; see [CachedFile]. A
    /// closed engine does not.
    CachedFile readCachedFile(NativePath path);

    /// Asks every pending operation on `file`, which is closing, to stop. They end with
    /// `AsynchronousCloseException` unless they succeed before they can be stopped.
    void cancelPending(FileHandle file);

    /// Takes no new operation, cancels what is pending and waits for its last word, at most
    /// `deadline`.
    ///
    /// Memory of operations that have no last word by then is never released (the kernel may still
    /// write into it): it is leaked, and said in the log.
    void close(Duration deadline);

    /// [#close(Duration)] with the deadline of [EngineSettings#closeTimeout].
    @Override
    void close();

    /// Whether it takes no new operation any more. Cheap: whoever answers without the engine asks
    /// first.
    boolean isClosed();

    /// Operations that were accepted and have had no last word yet. Those whose task is done are
    /// not among them, unless they were detached: then it comes later.
    int pendingOperations();
}
