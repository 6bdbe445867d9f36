package dev.tidemill.text;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Failure;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/// A read of text that needs more bytes than have come.
///
/// What comes after a read of bytes is done on a virtual thread: the source may be anybody's code.
/// If it is cancelled, what has come stays where it is, for the next one.
abstract class Reading<T> extends Task<T> {

    private final TextReader reader;
    private final String what;
    private volatile @Nullable Task<Integer> bytes; // the read it waits for
    private volatile @Nullable CancellationReason stop;
    private boolean ended; // the source has said so to this one

    Reading(TextReader reader, String what) {
        this.reader = reader;
        this.what = what;
    }

    /// Whether there is what was asked for.
    abstract boolean has(IncomingText text, boolean ended) throws IOException;

    abstract @Nullable T take(IncomingText text) throws IOException;

    /// Begins, after the reader was entered.
    final void start(CancellationToken token) {
        CancellationReason reason = token.reason();
        if (reason == null) {
            go();
            var _ = cancelOn(token);
        } else {
            reader.leave();
            cancelled(Cancellation.of(describe(), reason, Cancellation.Reach.NEVER_STARTED));
        }
    }

    /// Goes on until it is done, or has to wait. The reader is this one's until then.
    private void go() {
        try {
            while (!has(reader.text, ended)) {
                CancellationReason requested = stop;
                if (requested != null) {
                    reader.leave();
                    cancelled(Cancellation.of(describe(), requested, Cancellation.Reach.STOPPED));
                    return;
                }
                ByteBuffer room = reader.text.room();
                Task<Integer> read = reader.source.read(room);
                if (!read.isDone()) {
                    waitFor(read);
                    return;
                }
                if (!received(read)) return;
            }
            T value = take(reader.text);
            reader.leave();
            succeed(value);
        } catch (Throwable e) {
            reader.leave();
            fail(Failure.of(e));
        }
    }

    private void waitFor(Task<Integer> read) {
        bytes = read;
        CancellationReason requested = stop;
        if (requested != null) read.cancel(requested);
        read.whenCompleteAsync((_, _) -> {
                    if (received(read)) go();
                })
                .forget();
    }

    /// @return false if there will be no more, and this is done
    private boolean received(Task<Integer> read) {
        switch (read.outcomeNow()) {
            case Outcome.Succeeded<Integer>(Integer length) -> {
                if (length < 0) ended = true;
                else reader.text.received(length);
                return true;
            }
            case Outcome.Failed<Integer>(Failure failure) -> {
                reader.leave();
                fail(failure);
            }
            case Outcome.Cancelled<Integer>(Cancellation cancellation) -> {
                reader.leave();
                cancelled(
                        stop == null
                                ? cancellation // by somebody else, who says why
                                : Cancellation.of(describe(), cancellation.reason(), cancellation.reach()));
            }
        }
        return false;
    }

    /// Waits as the only owner: an interrupt ends the read, not only the wait.
    final T awaitAsOwner() throws IOException, InterruptedException {
        return awaitOwned();
    }

    @Override
    protected final void cancelRequested(CancellationReason reason) {
        stop = reason;
        Task<Integer> read = bytes;
        if (read != null) read.cancel(reason);
    }

    @Override
    protected final String describe() {
        return describe(reader.subject(), what);
    }

    @Override
    protected final Supplier<String> description() {
        Object subject = reader.subject();
        String of = what;
        return () -> describe(subject, of);
    }

    private static String describe(Object subject, String what) {
        return subject + ": read of " + what;
    }
}
