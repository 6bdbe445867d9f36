package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Says when work should stop; its [#token()] carries the word to the work.
///
/// ```java
/// try (var source = CancellationSource.after(Duration.ofSeconds(5))) {
///     file.writeFully(bytes, 0, source.token()).await();
/// }
/// ```
///
/// Cancelling asks, it does not force: work that was already done has succeeded, and says so.
///
/// Close a source that has a deadline or is linked. Closing cancels nothing; it ends what would
/// have cancelled this source from outside. All methods may be called from any thread.
public final class CancellationSource implements AutoCloseable {

    private final CancellationToken token = new CancellationToken();
    private final Timer timer;
    private final Object lock = new Object();
    private @Nullable Deadline deadline; // under the lock, as are the others
    private List<CancellationToken.Registration> links = List.of();
    private boolean closed;

    /// A source that is cancelled by hand.
    public CancellationSource() {
        this(Timer.shared());
    }

    CancellationSource(Timer timer) {
        this.timer = timer;
    }

    /// A source that cancels itself when the time is over.
    public static CancellationSource after(Duration duration) {
        return new CancellationSource().cancelAfter(duration);
    }

    /// A source that is cancelled, with the same reason, as soon as one of the tokens is. It can
    /// also be cancelled by hand, and have a deadline of its own; neither touches the tokens.
    public static CancellationSource linked(CancellationToken... tokens) {
        CancellationSource source = new CancellationSource();
        List<CancellationToken.Registration> links = new ArrayList<>(tokens.length);
        for (CancellationToken token : List.of(tokens)) {
            links.add(token.onCancel(source.token));
        }
        synchronized (source.lock) {
            source.links = links;
        }
        return source;
    }

    /// What the work is given; always the same one.
    public CancellationToken token() {
        return token;
    }

    /// Whether it was cancelled, by whomever.
    public boolean isCancelled() {
        return token.isCancelled();
    }

    /// Cancels, and calls the callbacks of the token before it returns.
    ///
    /// What callbacks throw is thrown here after all of them ran: the first exception, with the
    /// others as suppressed ones.
    ///
    /// @return whether this call cancelled; false if it was done before
    public boolean cancel() {
        return cancel(CancellationReason.Requested.SILENTLY);
    }

    /// Like [#cancel()], with a reason that is shown in the exceptions.
    public boolean cancel(String why) {
        return cancel(new CancellationReason.Requested(why));
    }

    /// Like [#cancel()], with a reason.
    public boolean cancel(CancellationReason reason) {
        try {
            return token.cancel(reason);
        } finally {
            endTriggers(); // last: a deadline that is set meanwhile either finds the token cancelled, or is ended here
        }
    }

    /// Gives the work this much time from now, instead of what it had before.
    ///
    /// @param duration a negative one is over
    /// @return this source
    /// @throws IllegalStateException if it is closed
    public CancellationSource cancelAfter(Duration duration) {
        Deadline set = new Deadline(duration);
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException("the source is closed");
            }
            endDeadline();
            if (!token.isCancelled()) {
                deadline = set;
                timer.set(set, Durations.toNanos(duration));
            }
        }
        return this;
    }

    /// Ends the deadline and the links. Cancels nothing, and does not wait for callbacks.
    ///
    /// The token stays as it is, and [#cancel()] still works.
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
        }
        endTriggers();
    }

    private void endTriggers() {
        List<CancellationToken.Registration> ended;
        synchronized (lock) {
            endDeadline();
            ended = links;
            links = List.of();
        }
        for (CancellationToken.Registration link : ended) {
            link.unregister();
        }
    }

    private void endDeadline() {
        synchronized (lock) {
            if (deadline != null) {
                timer.cancel(deadline);
                deadline = null;
            }
        }
    }

    @Override
    public String toString() {
        return "CancellationSource[" + token + "]";
    }

    private final class Deadline extends Timer.Alarm {

        private final CancellationReason reason;

        Deadline(Duration duration) {
            reason = new CancellationReason.Deadline(duration);
        }

        @Override
        void ring() {
            token.cancel(reason);
        }
    }
}
