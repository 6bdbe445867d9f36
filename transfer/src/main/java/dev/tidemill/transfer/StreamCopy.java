package dev.tidemill.transfer;

import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.Failure;
import dev.tidemill.task.FlowingValue;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;

/// Bytes of any source on their way to any sink: wait for them, watch them, or stop them.
///
/// {@snippet :
/// try (ByteSource source = AsyncFiles.source(path).await();
///         StreamCopy copy = StreamCopy.start(source, BlockingOutput.of(socket.getOutputStream()))) {
///     copy.onProgress(bar::show);
///     copy.await();
/// }
/// }
///
/// It is [ByteSource#transferTo(ByteSink, dev.tidemill.task.CancellationToken,
/// java.util.function.LongConsumer)] with all that a [Transfer] has: while a piece is written the
/// next ones are read, and from a file to a file the kernel copies. A pause lets the piece that is
/// being written be written, and keeps those that were read.
///
/// The task gives the number of bytes, when they were written and flushed. A failure of one side is
/// what it fails with, and a suppressed exception says which side that was and how many bytes had
/// been written.
///
/// Source and sink must not be used by others until the task is done; closing them is up to their
/// owner, unless [Settings#withClosing] says otherwise. What was copied before it failed or was
/// cancelled is in the sink.
///
/// **A side that does not answer**, a stream that blocks or a file of a server that is gone, does
/// not keep those who cancel: after a moment the copy ends
/// [DETACHED][dev.tidemill.task.Cancellation.Reach#DETACHED]. The call that hangs goes on, with
/// memory that nobody else ever gets; when it comes back nothing more is read or written, a write
/// that was under way may have arrived, and nobody is told. Until then its side is in use: it may
/// be closed, which often wakes the call, but [ByteSource#close()] and [ByteSink#close()] may have
/// to wait for it, as a reader of such a server does. With [Settings#withClosing] the copy closes
/// both sides at that time, and nobody waits.
public final class StreamCopy extends Transfer<Long> {

    /// How to copy.
    ///
    /// @param totalBytes so many bytes will probably come, for those who ask how far it is; -1 if
    ///     nobody knows. How many are copied does not depend on it
    /// @param bytesPerSecond the limit to begin with; 0 for none
    /// @param isClosing whether source and sink are closed in the end, before the task is done,
    ///     whatever it comes to. Then it also fails if it has copied all and one of them could not
    ///     be closed. One that does not answer is closed without anybody waiting for it
    public record Settings(long totalBytes, long bytesPerSecond, boolean isClosing) {

        /// Nobody knows how much it is; there is no limit; nothing is closed.
        public static final Settings DEFAULT = new Settings(-1, 0, false);

        public Settings {
            if (totalBytes < -1) {
                throw new IllegalArgumentException(
                        "totalBytes is " + totalBytes + "; must be -1, if nobody knows, or more");
            }
            if (bytesPerSecond < 0) {
                throw new IllegalArgumentException(
                        "bytesPerSecond is " + bytesPerSecond + "; must be 0, for no limit, or more");
            }
        }

        /// See [#totalBytes()].
        public Settings withTotalBytes(long totalBytes) {
            return new Settings(totalBytes, bytesPerSecond, isClosing);
        }

        /// See [#bytesPerSecond()].
        public Settings withBytesPerSecond(long bytesPerSecond) {
            return new Settings(totalBytes, bytesPerSecond, isClosing);
        }

        /// See [#isClosing()].
        public Settings withClosing(boolean isClosing) {
            return new Settings(totalBytes, bytesPerSecond, isClosing);
        }
    }

    private final ByteSource source;
    private final ByteSink sink;
    private final Settings settings;
    private final CancellationSource cancellation = new CancellationSource();
    private volatile long transferredBytes;

    private StreamCopy(ByteSource source, ByteSink sink, Settings settings) {
        super(settings.bytesPerSecond);
        this.source = Objects.requireNonNull(source, "source");
        this.sink = Objects.requireNonNull(sink, "sink");
        this.settings = settings;
    }

    /// Starts to give everything that `source` has, to its end, to `sink`.
    @CheckReturnValue
    public static StreamCopy start(ByteSource source, ByteSink sink) {
        return start(source, sink, Settings.DEFAULT);
    }

    /// Starts to give everything that `source` has, to its end, to `sink`.
    @CheckReturnValue
    public static StreamCopy start(ByteSource source, ByteSink sink, Settings settings) {
        StreamCopy copy = new StreamCopy(source, sink, settings);
        var _ = Thread.startVirtualThread(FlowingValue.carrying((Runnable) copy::carryOut));
        return copy;
    }

    /// On a virtual thread, as source and sink may be anybody's code. It does not wait: the
    /// transfer has one that does.
    private void carryOut() {
        begin();
        Task<Long> moving;
        try {
            moving = source.transferTo(sink, cancellation.token(), this::transferred);
        } catch (Throwable t) {
            moving = Task.failed(t);
        }
        Task<Long> moved = moving;
        moved.handle((_, _) -> ended(moved)).forget();
    }

    /// On the thread of the transfer, which waits here while it must not go on.
    private void transferred(long bytes) {
        long more = bytes - transferredBytes;
        transferredBytes = bytes;
        meter.add(more);
        pace.pass(more);
    }

    private boolean ended(Task<Long> moved) {
        Outcome<Long> outcome = moved.outcomeNow();
        Outcome<Void> closed =
                settings.isClosing ? close(sink.closing(), source.closing()) : new Outcome.Succeeded<>(null);
        meter.stop();
        return switch (outcome) {
            case Outcome.Succeeded<Long>(Long bytes) ->
                closed instanceof Outcome.Failed<Void>(Failure failure) ? fail(failure) : succeed(bytes);
            case Outcome.Failed<Long>(Failure failure) -> fail(failure);
            case Outcome.Cancelled<Long>(Cancellation cancelled) -> cancelled(stopped(cancelled));
        };
    }

    /// @return what the first of them came to that failed
    private static Outcome<Void> close(Task<Void> sinkClosed, Task<Void> sourceClosed) {
        Outcome<Void> ofSink = outcomeOf(sinkClosed);
        Outcome<Void> ofSource = outcomeOf(sourceClosed);
        return ofSink instanceof Outcome.Failed<Void> ? ofSink : ofSource;
    }

    /// Nobody knows the thread, so nobody interrupts it.
    private static <S> Outcome<S> outcomeOf(Task<S> step) {
        while (true) {
            try {
                return step.outcome();
            } catch (InterruptedException e) {
                continue; // source and sink are in use until it is done
            }
        }
    }

    /// One that somebody else has cancelled, who closed the source, is no request to this copy.
    private Cancellation stopped(Cancellation cancelled) {
        CancellationReason reason = cancellation.token().reason();
        return new Stopped(
                describe(), reason == null ? cancelled.reason() : reason, cancelled.reach(), transferredBytes);
    }

    @Override
    void stop(CancellationReason reason) {
        cancellation.cancel(reason);
    }

    /// The call that hangs has its piece, which nobody else gets.
    @Override
    Cancellation detach(CancellationReason reason, Progress progress) {
        if (settings.isClosing) {
            closeInTheEnd(sink::closing);
            closeInTheEnd(source::closing);
        }
        return new Stopped(describe(), reason, Cancellation.Reach.DETACHED, progress.transferredBytes());
    }

    /// On a thread of its own: what hangs may hang there, too. Nobody is told what it comes to.
    private static void closeInTheEnd(Callable<Task<Void>> closing) {
        Task.run(() -> closing.call().await()).exceptionally(_ -> null).forget();
    }

    @Override
    Progress.Amount amount(Progress.State state) {
        long transferred = transferredBytes;
        boolean isWhole = state == Progress.State.SUCCEEDED;
        return new Progress.Amount(
                transferred,
                isWhole ? transferred : Math.max(settings.totalBytes, transferred),
                settings.totalBytes >= 0 || state.isEnd(),
                isWhole ? 1 : 0,
                0,
                state == Progress.State.FAILED ? 1 : 0,
                1);
    }

    @Override
    protected String describe() {
        return source + ": copy to " + sink;
    }

    /// A copy that was cancelled.
    private record Stopped(String copy, CancellationReason reason, Reach reach, long transferredBytes)
            implements Cancellation {
        @Override
        public CancellationException toException() {
            String goesOn = reach == Reach.DETACHED ? "; a read or a write of it goes on" : "";
            return reason.toException("%s cancelled %s, %d bytes were copied%s"
                    .formatted(copy, reason.describe(), transferredBytes, goesOn));
        }
    }
}
