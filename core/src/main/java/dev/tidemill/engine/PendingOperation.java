package dev.tidemill.engine;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.pending.Details;
import dev.tidemill.pending.Recorder;
import dev.tidemill.pending.Stage;
import dev.tidemill.pending.Subject;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Failure;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Supplier;

/// An operation on its way, and the task that tells how it ended.
///
/// It holds what must live until the last word: the operation, and with it the caller's memory and
/// the reference to the file. An engine subclasses it, calls [#admit] when it has a permit for it,
/// [#begin] when it is about to start, and exactly one of the `end...` methods with the last word.
/// Stopping is asked for from any thread; the answer decides.
public abstract class PendingOperation<T> extends Task<T> implements Subject {

    /*
     *    NEW --admit()--> ADMITTED --begin()--> STARTED ---------end...()--------> OVER
     *      \                  |                   \                              ^  ^
     *       \                 |                    `--detach()--> DETACHED --end...()
     *        `----------------`--------- asked to stop: nothing was started -----'
     *
     * Only the thread that moves the stage to OVER gives back what the operation holds: unless it was NEW, the
     * engine's permit, and the reference to the file. The one that leaves NEW, ADMITTED or STARTED for DETACHED or OVER
     * completes the task. If it is the same one, it drops the reference when the task is done and before anybody is
     * told: whoever has closed the file finds all tasks done, and whoever is told finds nobody else at the file.
     */
    @SuppressWarnings("unused") // by STAGE
    private volatile int stage;

    private static final int NEW = 0;
    private static final int ADMITTED = 1;
    private static final int STARTED = 2;
    private static final int DETACHED = 3;
    private static final int OVER = 4;

    /// Why it is to stop: a [CancellationReason], or the [Failure] it ends with; null if nobody
    /// asked. The first one stays.
    @SuppressWarnings("unused") // by STOP
    private volatile @Nullable Object stop;

    private static final VarHandle STAGE;
    private static final VarHandle STOP;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            STAGE = lookup.findVarHandle(PendingOperation.class, "stage", int.class);
            STOP = lookup.findVarHandle(PendingOperation.class, "stop", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Operation<T> operation;
    private CancellationToken.@Nullable Registration registration;

    // Of the thread that moved the stage to OVER.

    /// Whether the reference to the file is to be dropped when the task is done.
    private boolean holdsFile;

    /// Whether the file is closing and this was its last operation.
    private boolean lastOfFile;

    /// @param operation the caller holds a reference to its file, which goes over to this object
    @SuppressWarnings("this-escape") // the recorder asks for the operation, which is there
    protected PendingOperation(Operation<T> operation) {
        this.operation = operation; // first: what is recorded asks for it
        super();
        FlightLog.begun(this);
    }

    public final Operation<T> operation() {
        return operation;
    }

    /// It is not accepted: its file is closed. The caller holds no reference to it.
    ///
    /// @return this
    public final Task<T> refused() {
        fail(ClosedFile.BEFORE);
        return this;
    }

    /// From now on `token` can stop it; called once, before it can begin.
    protected final void watch(CancellationToken token) {
        if (token == CancellationToken.none()) return;
        CancellationToken.Registration watching = token.onCancel(this);
        registration = watching;
        if (stage >= DETACHED) watching.unregister(); // stopped while it registered: nobody else will
    }

    @Override
    protected final void cancelRequested(CancellationReason reason) {
        requestStop(reason);
    }

    /// Its file, or the engine, is being closed.
    public final void stopForClose() {
        requestStop(ClosedFile.DURING);
    }

    /// It has no permit and gets none; on the thread that was to get it one. It ends with `why`,
    /// unless somebody stopped it before.
    final void refuse(Failure why) {
        requestStop(why);
    }

    private void requestStop(Object why) {
        if (!STOP.compareAndSet(this, null, why)) return;
        if (STAGE.compareAndSet(this, NEW, OVER)) endBeforeItBegan(why, false);
        else if (STAGE.compareAndSet(this, ADMITTED, OVER)) endBeforeItBegan(why, true);
        else if (stage == STARTED) stopStarted();
    }

    private void endBeforeItBegan(Object why, boolean admitted) {
        letGo(0);
        holdsFile = true;
        lastWordSaid(admitted, false);
        T all = why instanceof CancellationReason ? allStopped() : null;
        if (all == null) completeStopped(why, Cancellation.Reach.NEVER_STARTED, 0);
        else succeedWithout(all);
        closeIfLast();
    }

    /// What it gives if it was cancelled before it began; null if it is cancelled then, which only
    /// those are not that have a word on each of their parts.
    protected @Nullable T allStopped() {
        return null;
    }

    /// What a part of it comes to that is stopped with all of it.
    ///
    /// @param number of the part
    protected final <P> Outcome<P> stopped(ManyNames<P> names, int number, Cancellation.Reach reach) {
        Object why = stop;
        if (why == null) throw new AssertionError("nobody asked to stop " + operation.describe());
        return why instanceof CancellationReason reason
                ? new Outcome.Cancelled<>(new CancelledName(names, number, reason, reach))
                : new Outcome.Failed<>((Failure) why);
    }

    /// Somebody asked to stop this; `other`, a part of it, is to stop as well.
    protected final void stopAsWell(Task<?> other) {
        Object why = stop;
        if (other instanceof PendingOperation<?> pending && why != null) pending.requestStop(why);
        else if (why instanceof CancellationReason reason) other.cancel(reason);
        else other.cancel();
    }

    /// Asks whoever carries the operation out to stop it; must not block. Called once at most, on
    /// any thread, possibly when the last word has been said already.
    protected abstract void stopStarted();

    /// The engine has a permit for it, which is given back in [#lastWordSaid].
    ///
    /// @return false if it is over already: nothing may be started, the permit stays the caller's
    protected final boolean admit() {
        return STAGE.compareAndSet(this, NEW, ADMITTED);
    }

    /// To be called by the engine just before it starts the operation, which it has admitted.
    ///
    /// @return false if it is over already: nothing may be started, no `end...` may be called
    protected final boolean begin() {
        FileHandle file = operation.file();
        if (file != null && file.isAborting()) stopForClose(); // it came after the others were asked to stop
        return STAGE.compareAndSet(this, ADMITTED, STARTED);
    }

    /// Whether the last word was said.
    protected final boolean isOver() {
        return stage == OVER;
    }

    /// Whether somebody asked to stop it.
    protected final boolean isStopRequested() {
        return stop != null;
    }

    /// It has succeeded; also if somebody asked to stop it: what happened counts.
    ///
    /// @return false if nobody waits for it any more, because it was detached: `value` was not
    ///     given to anybody, and if it is something to be closed, the caller has to
    protected final boolean endWithValue(T value, long transferred) {
        boolean given = over(transferred);
        if (given) {
            FlightLog.succeeded(this, transferred);
            succeed(value);
        }
        closeIfLast();
        return given;
    }

    /// A file was opened; if nobody waits for it any more it is closed again.
    protected final void endWithFile(Operation.Open<T> open, FileHandle file) {
        if (endWithValue(open.result().apply(file), 0)) return;
        if (file.beginClosing() == FileHandle.Closing.NOW) file.closeNow();
    }

    /// The kernel said no. If it was asked to stop the operation and says that it has, this is the
    /// cancellation.
    ///
    /// @param stopped whether `errno` means that the operation was interrupted or taken back
    protected final void endWithErrno(int errno, boolean stopped, long transferred) {
        if (stopped && isStopRequested()) endStopped(transferred);
        else endWithFailure(new SystemCallFailure(operation, errno, transferred), transferred);
    }

    /// The file ended before the memory of a transfer was full.
    protected final void endAtEndOfFile(long transferred) {
        endWithFailure(new EndOfFile(operation, transferred), transferred);
    }

    /// It failed for another reason than a system call's.
    ///
    /// @param failure made before: if there is no memory for it, the operation is not over yet
    protected final void endWithFailure(Failure failure, long transferred) {
        SyncFailed.note(operation, failure); // also if nobody waits any more: whoever closes the file is told
        if (over(transferred)) failWith(failure, transferred);
        closeIfLast();
    }

    private void failWith(Failure failure, long transferred) {
        FlightLog.failed(this, failure, transferred);
        fail(failure);
    }

    private void cancelWith(CancelledOperation cancellation) {
        FlightLog.cancelled(this, cancellation);
        cancelled(cancellation);
    }

    /// It was stopped because somebody asked: by the kernel, or by the engine between two of its
    /// system calls.
    protected final void endStopped(long transferred) {
        Object why = stop;
        if (why == null) throw new AssertionError("nobody asked to stop " + operation.describe());
        if (why instanceof CancellationReason reason) {
            var cancellation = new CancelledOperation(operation, reason, Cancellation.Reach.STOPPED, transferred);
            if (over(transferred)) cancelWith(cancellation);
            closeIfLast();
        } else {
            endWithFailure((Failure) why, transferred);
        }
    }

    /// Another operation has done its work, and is done.
    ///
    /// @param transferred bytes that were read or written if that has succeeded
    protected final void endAs(Task<T> instead, long transferred) {
        Outcome<T> outcome;
        try {
            outcome = instead.outcome();
        } catch (InterruptedException e) {
            throw new AssertionError(instead + " is done", e); // so nobody waited
        }
        switch (outcome) {
            case Outcome.Succeeded<T>(T value) -> {
                var _ = endWithValue(value, transferred);
            }
            case Outcome.Failed<T>(Failure failure) -> endWithFailure(failure, 0);
            case Outcome.Cancelled<T>(CancelledOperation cancelled) -> endStopped(cancelled.transferred());
            case Outcome.Cancelled<T>(Cancellation _) -> endStopped(0);
        }
    }

    /// Frees whoever waits, although the call goes on: what it gives is thrown away when it comes.
    ///
    /// From now on the memory of the caller is the caller's again: nobody may touch it. The file
    /// stays open until the call has ended and one of the `end...` methods has said so.
    ///
    /// @param transferred bytes that had been read or written by then
    /// @return false if the last word came first
    protected final boolean detach(long transferred) {
        Object why = stop;
        if (why == null) throw new AssertionError("nobody asked to stop " + operation.describe());
        if (!STAGE.compareAndSet(this, STARTED, DETACHED)) return false;
        letGo(transferred);
        if (transferred > 0 && operation instanceof AnyTransfer<T> transfer && isPartEnough(transfer)) {
            FlightLog.succeeded(this, transferred);
            succeed(transfer.value(transferred));
        } else {
            completeStopped(why, Cancellation.Reach.DETACHED, transferred);
        }
        return true;
    }

    /// As [#detach], for one that gives what is known by then.
    ///
    /// @return false if the last word came first; then `value` was not given to anybody
    protected final boolean detachWith(T value) {
        if (!STAGE.compareAndSet(this, STARTED, DETACHED)) return false;
        letGo(0);
        succeedWithout(value);
        return true;
    }

    private void succeedWithout(T value) {
        FlightLog.succeeded(this, 0);
        succeed(value);
    }

    /// Whether it has succeeded with the bytes it has. A write has not as long as others may follow
    /// them.
    private static boolean isPartEnough(AnyTransfer<?> transfer) {
        return !transfer.complete() && !transfer.writes();
    }

    /// The last word was said; called once, before the task is done, or after a detached call has
    /// ended. So whoever sees the task done does not find it among those that the engine counts. It
    /// must neither wait nor fail.
    ///
    /// @param admitted whether it has a permit, which is to be given back
    /// @param begun false if it was stopped before it began, and may still be in a queue; this is
    ///     the thread of whoever stopped it then
    protected abstract void lastWordSaid(boolean admitted, boolean begun);

    private void completeStopped(Object why, Cancellation.Reach reach, long transferred) {
        if (why instanceof CancellationReason reason)
            cancelWith(new CancelledOperation(operation, reason, reach, transferred));
        else failWith((Failure) why, transferred);
    }

    /// @return false if the operation was detached: then the task is done
    private boolean over(long transferred) {
        boolean waitedFor = (int) STAGE.getAndSet(this, OVER) == STARTED;
        if (waitedFor) letGo(transferred);
        else releaseFile();
        holdsFile = waitedFor;
        lastWordSaid(true, true);
        if (!waitedFor) Recorder.detachedEnded(this);
        return waitedFor;
    }

    /// What is to happen before the task is done.
    private void letGo(long transferred) {
        CancellationToken.Registration watching = registration;
        if (watching != null) watching.unregister();
        if (operation instanceof AnyTransfer<?> transfer) transfer.advance(transferred);
    }

    @Override
    protected final void afterCompletion() {
        if (holdsFile) releaseFile();
    }

    private void releaseFile() {
        FileHandle file = operation.file();
        lastOfFile = file != null && file.release();
    }

    private void closeIfLast() {
        FileHandle file = operation.file();
        if (lastOfFile && file != null) file.closeNow();
    }

    /// Waits for the only one who knows of the operation; see [Engine#call].
    public static <T> T awaitAsOwner(Task<T> task) throws IOException, InterruptedException {
        if (!(task instanceof PendingOperation<T> pending)) return task.await();
        if (pending.isCancelled()
                && pending.outcome() instanceof Outcome.Cancelled<T>(var cancellation)
                && cancellation.reason() instanceof CancellationReason.Interrupted) {
            boolean _ = Thread.interrupted(); // it came while the operation had to wait for others; now the exception
            // says it
            var interrupt = new InterruptedException("interrupted while waiting for " + pending.describe());
            interrupt.initCause(cancellation.toException());
            throw interrupt;
        }
        return pending.awaitOwned();
    }

    /// Runs a short step when the task is done, on the thread that completes it, or now.
    final void whenOver(Runnable step) {
        whenDone(step);
    }

    @Override
    protected String describe() {
        return operation.describe();
    }

    @Override
    protected Supplier<String> description() {
        return operation::describe;
    }

    @Override
    public final String kind() {
        return operation.kind();
    }

    @Override
    public final boolean isDetached() {
        return stage == DETACHED;
    }

    @Override
    public final Details details() {
        return new Details(stageNow(), operation.pathName(), position(), length(), null);
    }

    private Stage stageNow() {
        return switch (stage) {
            case DETACHED -> Stage.DETACHED;
            case STARTED -> stop == null ? Stage.STARTED : Stage.STOPPING;
            default -> Stage.QUEUED;
        };
    }

    private long position() {
        FileHandle file = operation.file();
        if (file == null || !file.kind().hasPositions()) return -1;
        return operation instanceof AnyTransfer<?> transfer ? transfer.position() : -1;
    }

    private long length() {
        return switch (operation) {
            case AnyTransfer<?> transfer -> transfer.byteSize();
            case Operation.WriteFile write -> write.source().byteSize();
            case Operation.WriteSmallFile(var write, var _) -> write.source().byteSize();
            default -> -1;
        };
    }
}
