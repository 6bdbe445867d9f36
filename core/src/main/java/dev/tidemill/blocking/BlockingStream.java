package dev.tidemill.blocking;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.engine.Closed;
import dev.tidemill.engine.ClosedFile;
import dev.tidemill.engine.Operation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Failure;
import dev.tidemill.task.Task;
import java.io.Closeable;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/// What both directions have in common: calls in order, and a close that waits for none of them.
@CheckReturnValue
abstract sealed class BlockingStream implements AutoCloseable permits BlockingInput, BlockingOutput {

    private static final CancellationReason CLOSED = new CancellationReason.Requested("the stream was closed");

    private final Tidemill io;
    private final Closeable stream;
    private final boolean interruptible;
    private final CancellationSource closing = new CancellationSource();
    private final StreamClosed closed = new StreamClosed();

    BlockingStream(Tidemill io, Closeable stream, boolean interruptible) {
        this.io = io;
        this.stream = stream;
        this.interruptible = interruptible;
    }

    /// Makes a call when those before it have ended.
    final <T> Task<T> start(
            String action, boolean memoryOfCaller, CancellationToken token, Operation.Call.Work<T> work) {
        if (closing.isCancelled()) return ClosedFile.refused();
        var call = new Operation.Call<>(name(), action, this, true, memoryOfCaller, interruptible, work);
        return io.engine().submit(call, token).cancelOn(closing.token());
    }

    /// Starts to close the stream: nothing new begins, and what is pending is asked to stop.
    ///
    /// The stream's own `close` is called at once, on another thread than that of a read or write
    /// that is under way. Whether that ends it is up to the stream: one of a socket or a pipe does,
    /// one of a file or a terminal does not.
    ///
    /// @return done when the stream's `close` has returned; the same for everybody who closes
    public final Task<Void> closing() {
        if (closing.cancel(CLOSED)) {
            var call = new Operation.Call<>(name(), "close", closed, true, false, false, _ -> closed.now());
            io.engine()
                    .submit(call, CancellationToken.none())
                    .whenComplete((_, thrown) -> {
                        if (thrown != null) Task.run(() -> closed.now()).forget(); // the engine was closed before
                    })
                    .forget();
        }
        return closed;
    }

    /// Done when the stream is closed. Cannot be cancelled.
    private final class StreamClosed extends Task<Void> {

        private final AtomicBoolean begun = new AtomicBoolean();

        @SuppressWarnings("NullAway") // the only value of Void
        Void now() {
            if (begun.getAndSet(true)) return null;
            try {
                stream.close();
                succeed(null);
            } catch (Throwable e) {
                fail(Failure.of(e));
            }
            return null;
        }

        @Override
        protected void cancelRequested(CancellationReason reason) {
            // a stream that is half closed is of no use to anybody
        }

        @Override
        protected String describe() {
            return name() + ": close";
        }
    }

    /// Closes the stream and waits until it is; see [#closing()]. An interrupt does not end the
    /// wait, and stays set.
    ///
    /// @throws IOException what the stream's `close` throws; that may be unchecked, too
    /// @throws IllegalStateException if it would have to wait on a thread that must not; the stream
    ///     is closed all the same
    @Override
    public final void close() throws IOException {
        Closed.await(closing());
    }

    private String name() {
        return stream.getClass().getSimpleName();
    }

    @Override
    public String toString() {
        return name() + (closing.isCancelled() ? " (closed)" : "");
    }
}
