package dev.tidemill.stream;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Failure;
import dev.tidemill.task.FlowingValue;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/// Reads to the end and writes what was read, with some pieces read ahead while one is written.
///
/// Two sides share the pieces. The *writer* is one [ByteSink#writeEach]: it goes on as long as
/// there are pieces, and ends when there are none. The *reader* is a virtual thread that reads
/// ahead until all pieces are full. As reading ahead pays only where writes take longer than waking
/// somebody does, a writer that finds no piece reads the next one itself, on its thread; so bytes
/// that are there at once, for a sink that is quick, go the way of a plain loop, through one piece
/// that stays in the processor's cache. How the role of reading goes from one to the other:
///
/// ```
///            a read has to wait; a write took long
///   writer ───────────────────────────────────────> reader
///          <───────────────────────────────────────
///            all pieces are full; or the writer had none left, and the read did not have to wait
/// ```
///
/// Memory is that of the transfer: whoever stops waiting for it leaves the pieces to the calls that
/// are under way, and nobody else ever gets them.
final class Transferring extends Task<Long> {

    /// What they are is measured: `docs/performance.md`. Arrays of this size are none that a
    /// collector treats as huge.
    static final int PIECE_BYTES = 256 * 1024;

    static final int PIECES = 4;

    /// To wake who reads takes some 20 µs; a write that takes less is no time to read in.
    private static final long LONG_NANOS = 40_000;

    private final ByteSource source;
    private final ByteSink sink;
    private final int pieces;
    private final int pieceBytes;
    private final Runnable tell;
    private final Runnable readAhead = FlowingValue.carrying((Runnable) this::readAhead);
    private final Callable<@Nullable ByteBuffer> next = FlowingValue.carrying((Callable<ByteBuffer>) this::next);
    private volatile @Nullable CancellationReason requested;

    // Of the writer's thread.
    private @Nullable ByteBuffer writing;
    private long writingSince;
    private int writingBytes;

    private final Object lock = new Object();

    // All that follows is read and written with the lock; the first one is anybody's to look at.
    private volatile long transferred;
    private final ArrayDeque<ByteBuffer> filled = new ArrayDeque<>(); // arrays: streams of old code take nothing else
    private final ArrayDeque<ByteBuffer> empty = new ArrayDeque<>(); // the one that was used last is first
    private int made;
    private boolean isRead; // somebody reads, or is about to
    private boolean isWritten; // as above; until its task is done
    private boolean ranDry; // the writer found no piece, and somebody else was reading
    private boolean isPartDone; // something was read
    private boolean hasEnded; // nothing will be read any more
    private boolean isBroken; // nothing will be written any more
    private boolean isOver;
    private @Nullable ByteBuffer target; // of the reader
    private @Nullable Task<Integer> read;
    private @Nullable Task<Void> write;
    private @Nullable Ending ending; // if it is no success

    /// @param side what failed: "read", "write" or "flush"; null if that is said otherwise
    private record Ending(Outcome<?> outcome, @Nullable String side) {

        boolean isDetached() {
            return outcome instanceof Outcome.Cancelled<?>(Cancellation cancellation)
                    && cancellation.reach() == Cancellation.Reach.DETACHED;
        }
    }

    private Transferring(ByteSource source, ByteSink sink, int pieces, int pieceBytes, LongConsumer progress) {
        this.source = source;
        this.sink = Objects.requireNonNull(sink, "sink");
        this.pieces = pieces;
        this.pieceBytes = pieceBytes;
        Objects.requireNonNull(progress, "progress");
        this.tell = () -> progress.accept(transferred);
    }

    static Task<Long> start(ByteSource source, ByteSink sink, CancellationToken token, LongConsumer progress) {
        return start(source, sink, PIECES, PIECE_BYTES, token, progress);
    }

    /// @param pieces how many there are at most: one that is written and those read ahead
    static Task<Long> start(
            ByteSource source,
            ByteSink sink,
            int pieces,
            int pieceBytes,
            CancellationToken token,
            LongConsumer progress) {
        var transfer = new Transferring(source, sink, pieces, pieceBytes, progress);
        Task<Long> watched = transfer.cancelOn(token);
        transfer.isRead = true;
        transfer.startReader();
        return watched;
    }

    private void startReader() {
        var _ = Thread.startVirtualThread(readAhead);
    }

    // The reader.

    private void readAhead() {
        Task<Integer> pending;
        ByteBuffer piece;
        synchronized (lock) {
            pending = read;
            piece = target;
            target = null;
            if (piece == null && !isBroken) piece = takeEmpty();
            if (piece == null) isRead = false;
        }
        while (piece != null) {
            Task<Integer> now = pending != null ? pending : startRead(piece);
            boolean wasThere = now != pending && now.isDone();
            Outcome<Integer> outcome = Steps.outcomeOf(now);
            pending = null;
            piece = filled(piece, outcome, wasThere);
        }
        endIfOver();
    }

    private Task<Integer> startRead(ByteBuffer piece) {
        Task<Integer> begun;
        try {
            begun = source.read(piece.clear());
        } catch (Throwable thrown) {
            return Task.failed(thrown);
        }
        boolean isToStop;
        synchronized (lock) {
            read = begun;
            isToStop = isBroken;
        }
        if (isToStop) stop(begun);
        return begun;
    }

    /// The reader has filled a piece.
    ///
    /// @return the next one; null if it reads no more
    private @Nullable ByteBuffer filled(ByteBuffer piece, Outcome<Integer> outcome, boolean wasThere) {
        boolean isToWrite;
        ByteBuffer next = null;
        synchronized (lock) {
            boolean isFilled = take(piece, outcome);
            if (isFilled) filled.add(piece.flip());
            boolean isWritersTurn = ranDry && wasThere;
            if (isFilled && !isBroken && !isWritersTurn) next = takeEmpty();
            isRead = next != null;
            isToWrite = beWritten();
        }
        if (isToWrite) startWriter();
        return next;
    }

    /// With the lock: takes notice of what a read came to.
    ///
    /// @return whether something is in the piece
    private boolean take(ByteBuffer piece, Outcome<Integer> outcome) {
        read = null;
        if (outcome instanceof Outcome.Succeeded<Integer>(Integer bytes) && bytes >= 0) {
            isPartDone = true;
            return true;
        }
        hasEnded = true;
        empty.push(piece);
        if (!(outcome instanceof Outcome.Succeeded<Integer>)) end(new Ending(outcome, "read"));
        if (outcome instanceof Outcome.Cancelled<Integer>) isBroken = true;
        return false;
    }

    /// With the lock.
    private @Nullable ByteBuffer takeEmpty() {
        ByteBuffer piece = empty.poll();
        if (piece != null || made == pieces) return piece;
        made++;
        return ByteBuffer.allocate(pieceBytes);
    }

    // The writer.

    /// With the lock.
    ///
    /// @return whether to [#startWriter]
    private boolean beWritten() {
        if (isWritten || isBroken || filled.isEmpty()) return false;
        isWritten = true;
        ranDry = false;
        return true;
    }

    private void startWriter() {
        start(() -> sink.writeEach(this::nextPiece, CancellationToken.none()), this::hasWritten);
    }

    /// Starts what the sink is to do, and says what that came to.
    private void start(Supplier<Task<Void>> step, Consumer<Outcome<Void>> ended) {
        Task<Void> begun;
        try {
            begun = step.get();
        } catch (Throwable thrown) {
            begun = Task.failed(thrown);
        }
        Task<Void> started = begun;
        boolean isToStop;
        synchronized (lock) {
            write = started;
            isToStop = isBroken;
        }
        if (isToStop) stop(started);
        started.whenCompleteAsync((_, _) -> ended.accept(started.outcomeNow()), Tasks.inline())
                .exceptionally(_ -> null) // the transfer says so
                .forget();
    }

    private void hasWritten(Outcome<Void> outcome) {
        boolean isToWrite;
        Task<Integer> pending = null;
        synchronized (lock) {
            write = null;
            isWritten = false;
            if (!(outcome instanceof Outcome.Succeeded<Void>)) {
                end(new Ending(outcome, "write"));
                isBroken = true;
                pending = read;
            }
            isToWrite = beWritten();
        }
        if (pending != null) stop(pending);
        if (isToWrite) startWriter();
        endIfOver();
    }

    private @Nullable ByteBuffer nextPiece() {
        try {
            return next.call();
        } catch (Throwable thrown) { // of who is told
            breakOff(new Ending(new Outcome.Failed<>(Failure.of(thrown)), null));
            return null;
        }
    }

    /// What is to be written after the piece that has just been; null for the end of this writer.
    private @Nullable ByteBuffer next() {
        ByteBuffer written = writing;
        writing = null;
        boolean wasLong = false;
        if (written != null) {
            wasLong = System.nanoTime() - writingSince >= LONG_NANOS;
            addTransferred(writingBytes);
            tell.run();
        }
        ByteBuffer piece;
        boolean isToBeRead = false;
        boolean readsItself = false;
        synchronized (lock) {
            if (written != null) empty.push(written);
            if (isBroken) return null;
            piece = filled.poll();
            if (piece != null) {
                isToBeRead = wasLong && !isRead && !hasEnded && filled.size() < pieces / 2;
                isRead |= isToBeRead;
            } else if (isRead || hasEnded) {
                ranDry = true;
            } else {
                isRead = readsItself = true;
                piece = takeEmpty();
            }
        }
        if (isToBeRead) startReader();
        if (piece != null && readsItself) piece = readHere(piece);
        if (piece == null) return null;
        writing = piece;
        writingBytes = piece.remaining();
        writingSince = System.nanoTime();
        return piece;
    }

    private void addTransferred(int bytes) {
        synchronized (lock) {
            transferred += bytes;
        }
    }

    /// A read by the writer, which leaves it to the reader if it has to wait.
    ///
    /// @return null if there is nothing to write now
    private @Nullable ByteBuffer readHere(ByteBuffer piece) {
        Task<Integer> begun = startRead(piece);
        if (!begun.isDone()) {
            synchronized (lock) {
                target = piece;
            }
            startReader();
            return null;
        }
        Outcome<Integer> outcome = begun.outcomeNow();
        synchronized (lock) {
            isRead = false;
            return take(piece, outcome) ? piece.flip() : null;
        }
    }

    // The end.

    @Override
    protected void cancelRequested(CancellationReason reason) {
        Task<Integer> reading;
        Task<Void> writing;
        synchronized (lock) {
            if (requested == null) requested = reason;
            isBroken = true;
            reading = read;
            writing = write;
        }
        if (writing != null) stop(writing);
        if (reading != null) stop(reading);
    }

    private void breakOff(Ending why) {
        Task<Integer> reading;
        synchronized (lock) {
            end(why);
            isBroken = true;
            reading = read;
        }
        if (reading != null) stop(reading);
    }

    private void stop(Task<?> step) {
        CancellationReason why = requested;
        if (why != null) step.cancel(why);
        else step.cancel();
    }

    /// With the lock: the first that went wrong is what it fails with; but that something goes on
    /// is always said.
    private void end(Ending why) {
        if (ending == null || (why.isDetached() && ending.outcome instanceof Outcome.Cancelled<?>)) ending = why;
    }

    private void endIfOver() {
        Ending why;
        synchronized (lock) {
            if (isOver || isRead || isWritten || !(isBroken || (hasEnded && filled.isEmpty()))) return;
            isOver = true;
            why = ending;
            if (isPartDone && why != null && why.outcome instanceof Outcome.Cancelled<?>(Cancellation cancellation)) {
                why = new Ending(new Outcome.Cancelled<>(cancellation.afterPartOf(describe())), null);
            }
            if (why == null && requested != null) why = new Ending(cancelledBetween(), null);
        }
        if (why != null) endAs(why);
        else start(sink::flush, outcome -> endAs(new Ending(outcome, "flush")));
    }

    private Outcome<Long> cancelledBetween() {
        CancellationReason why = Objects.requireNonNull(requested);
        return new Outcome.Cancelled<>(Cancellation.of(describe(), why, Cancellation.Reach.STOPPED));
    }

    private void endAs(Ending end) {
        switch (end.outcome) {
            case Outcome.Succeeded<?> _ -> succeed(transferred);
            case Outcome.Cancelled<?>(Cancellation cancellation) -> cancelled(cancellation);
            case Outcome.Failed<?>(Failure failure) -> fail(end.side == null ? failure : noted(failure, end.side));
        }
    }

    private Failure noted(Failure failure, String side) {
        if (!(failure.toException() instanceof IOException)) return failure;
        return new NotedFailure(
                failure, describe() + ": the " + side + " failed after " + transferred + " bytes were written");
    }

    @Override
    protected String describe() {
        return source + ": transfer to " + sink;
    }
}
