package dev.tidemill.file;

import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.Closed;
import dev.tidemill.engine.Engine;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.LockOperation;
import dev.tidemill.engine.LockRange;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Failure;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;

/// A range of a file that is locked until this is closed, or the file is; see [AsyncFile#lock()].
///
/// {@snippet :
/// try (RangeLock lock = file.lock(position, length).await()) {
///     file.writeFully(record, position).await();
/// }
/// }
///
/// Any thread may close it, not only the one that locked. One that nobody can reach any more stays
/// locked as long as its file is open.
@CheckReturnValue
public final class RangeLock implements AutoCloseable {

    private final AsyncFile file; // while somebody has this, nobody may think that it is forgotten
    private final Engine engine;
    private final FileHandle handle;
    private final LockRange range;
    private @Nullable Release release; // under the monitor; null while it is locked

    RangeLock(AsyncFile file, Engine engine, FileHandle handle, LockRange range) {
        this.file = file;
        this.engine = engine;
        this.handle = handle;
        this.range = range;
    }

    /// The file that is locked.
    public AsyncFile file() {
        return file;
    }

    /// Where the range begins, in bytes from the start of the file.
    public long position() {
        return range.position();
    }

    /// How long the range is, in bytes; 0 means to the end of the file, however far that moves.
    public long length() {
        return range.length();
    }

    /// Whether others can lock the range as well, if they say so too.
    public boolean isShared() {
        return range.shared();
    }

    /// False from the moment somebody began to close this, or the file.
    public synchronized boolean isHeld() {
        return release == null && file.isOpen();
    }

    /// Starts to unlock the range. Cannot be cancelled.
    ///
    /// @return done when others can lock it; the same for everybody who closes. It fails if the
    ///     system does, as the server of a network file system may; the file is then locked until
    ///     it is closed
    public Task<Void> closing() {
        Release begun;
        synchronized (this) {
            if (release != null) return release;
            release = begun = new Release();
        }
        begun.start();
        return begun;
    }

    /// Unlocks the range and waits until it is; see [#closing()]. An interrupt does not end the
    /// wait, and stays set.
    ///
    /// @throws IOException if the system reports an error
    /// @throws IllegalStateException if it would have to wait on a
    ///     [dev.tidemill.task.NonBlockingThread]; it is unlocked all the same
    @Override
    public void close() throws IOException {
        Closed.await(closing());
    }

    @Override
    public String toString() {
        return file.path() + ": " + range + (isHeld() ? "" : " (unlocked)");
    }

    /// The end of the lock. If the file is closed first, the lock goes with it.
    private final class Release extends Task<Void> {

        void start() {
            follow(engine.submit(new LockOperation.Unlock(handle, range), CancellationToken.none()));
        }

        private void follow(Task<Void> step) {
            step.whenCompleteAsync((_, _) -> ended(step), Tasks.inline()).forget();
        }

        private void ended(Task<Void> step) {
            switch (step.outcomeNow()) {
                case Outcome.Failed<Void> _ when handle.isClosing() -> goWithFile();
                case Outcome.Failed<Void>(Failure failure) -> fail(failure);
                case Outcome.Succeeded<Void> _, Outcome.Cancelled<Void> _ -> succeed(null);
            }
        }

        private void goWithFile() {
            handle.closeAfterPending() // it is closing already; what it has to say it says to others
                    .whenCompleteAsync((_, _) -> succeed(null), Tasks.inline())
                    .forget();
        }

        @Override
        protected void cancelRequested(CancellationReason reason) {
            // a lock that nobody gives back is of no use to anybody
        }

        @Override
        protected String describe() {
            return file.path() + ": unlock of " + range.extent();
        }
    }
}
