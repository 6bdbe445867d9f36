package dev.tidemill.file;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.ClosedFile;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.Failure;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// A file that is read or written one byte after the other: whose turn it is. One operation at a
/// time, and at last the close, after which there is no turn any more.
abstract class FileStream {

    /*
     *   FREE <--take(), giveBack()--> TAKEN
     *    |                              |
     *    `--closing()----> CLOSING <----'    the bit: whoever has the turn may end, nobody gets it any more.
     *                                        shutDown() is called once, when it is CLOSING and not TAKEN
     */
    private static final int FREE = 0;
    private static final int TAKEN = 1;
    private static final int CLOSING = 2;

    private static final VarHandle STATE;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(FileStream.class, "state", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// Why the operation that has the turn is to stop.
    static final CancellationReason CLOSED = new CancellationReason.Requested("the stream was closed");

    private volatile int state;
    private volatile @Nullable Waiting<?> waiting; // the operation that has the turn, if it waits
    private final AllClosed closed = new AllClosed();

    /// Takes the turn.
    ///
    /// @param pending what to throw if somebody has it
    /// @return false if the stream is closed
    final boolean take(Supplier<? extends IllegalStateException> pending) {
        if (STATE.compareAndSet(this, FREE, TAKEN)) return true;
        if (isClosing()) return false;
        throw pending.get();
    }

    /// The operation that has the turn is over; to be called before its task is done, so that
    /// whoever sees that can begin the next.
    ///
    /// @return whether [#shutDown] is to be called, after the task is done
    final boolean giveBack() {
        if (waiting != null) waiting = null;
        return (int) STATE.getAndAdd(this, -TAKEN) != TAKEN;
    }

    final boolean isClosing() {
        return (state & CLOSING) != 0;
    }

    /// Nothing new begins, what is pending is asked to stop, and after it everything is let go of.
    ///
    /// @return done then; the same for everybody
    public final Task<Void> closing() {
        int before = (int) STATE.getAndBitwiseOr(this, CLOSING);
        if (before == FREE) shutDown();
        else if (before == TAKEN) stopWaiting();
        return closed;
    }

    private void stopWaiting() {
        Waiting<?> now = waiting;
        if (now != null) now.cancel(CLOSED);
    }

    /// Nothing is pending and nothing begins any more: lets go of everything and says so by
    /// [#shutDownWith].
    abstract void shutDown();

    /// What the stream is of, for messages.
    abstract AsyncFile file();

    /// Everything is let go of as soon as the file is closed.
    ///
    /// @param failed what is to be said of it instead, if that is not null
    final void shutDownWith(Task<Void> fileClosed, @Nullable Task<Void> failed) {
        fileClosed
                .whenCompleteAsync(
                        (_, _) -> closed.end((failed == null ? fileClosed : failed).outcomeNow()), Tasks.inline())
                .exceptionally(_ -> null) // it is said to who closes the stream
                .forget();
    }

    /// Done when everything is let go of. Cannot be cancelled.
    private final class AllClosed extends Task<Void> {

        @SuppressWarnings("NullAway") // the only value of Void
        void end(Outcome<Void> outcome) {
            switch (outcome) {
                case Outcome.Succeeded<Void> _ -> succeed(null);
                case Outcome.Failed<Void>(Failure failure) -> fail(failure);
                case Outcome.Cancelled<Void>(Cancellation cancellation) -> cancelled(cancellation);
            }
        }

        @Override
        protected void cancelRequested(CancellationReason reason) {
            // a stream that is half closed is of no use to anybody
        }

        @Override
        protected String describe() {
            return file() + ": close of the stream";
        }
    }

    /// The operation that has the turn and waits.
    abstract class Waiting<T> extends Task<T> {

        /// Why it is to stop; the first one stays.
        private volatile @Nullable CancellationReason requested;

        @Override
        protected final void cancelRequested(CancellationReason reason) {
            if (requested == null) requested = reason;
            stop();
        }

        /// Somebody asked to stop; possibly several times, and on any thread.
        abstract void stop();

        final @Nullable CancellationReason requested() {
            return requested;
        }

        /// From now on it is found by whoever closes; a close that came before is found here.
        final void beFound() {
            waiting = this;
            if (isClosing() && requested == null) cancel(CLOSED);
        }

        /// Whatever goes wrong, memory for a buffer that is not to be had for instance, this ends.
        final void goOnWith(Runnable nextStep) {
            try {
                nextStep.run();
            } catch (Throwable thrown) {
                if (isDone()) throw thrown;
                endAs(new Outcome.Failed<>(Failure.of(thrown)));
            }
        }

        final void endAs(Outcome<? extends T> outcome) {
            boolean last = giveBack();
            switch (outcome) {
                case Outcome.Succeeded<? extends T>(T value) -> succeed(value);
                case Outcome.Failed<? extends T>(Failure failure) -> fail(failure);
                case Outcome.Cancelled<? extends T>(Cancellation cancellation) -> {
                    if (cancellation.reason() == CLOSED) fail(ClosedFile.DURING);
                    else cancelled(cancellation);
                }
            }
            if (last) shutDown();
        }
    }

    /// Waits for an operation of the engine, which is asked to stop if this is.
    abstract class Following<S, T> extends Waiting<T> {

        private volatile @Nullable Task<S> step;

        /// Goes on when `next` is done.
        final void follow(Task<S> next) {
            step = next;
            beFound();
            stop(); // after the write; who asks does it the other way round
            next.whenCompleteAsync((_, _) -> goOnWith(() -> stepDone(next)), Tasks.inline())
                    .forget();
        }

        @Override
        final void stop() {
            CancellationReason why = requested();
            Task<S> now = step;
            if (why != null && now != null) now.cancel(why);
        }

        /// Completes this task, or follows another step.
        abstract void stepDone(Task<S> done);
    }

    /// Waits for something that goes on whatever becomes of this: it ends as soon as it is asked
    /// to.
    abstract class Watching<T> extends Waiting<T> {

        private final AtomicBoolean waits = new AtomicBoolean();

        /// Goes on when `next` is done.
        final void watch(Task<?> next) {
            waits.set(true);
            beFound();
            stop(); // as above
            next.whenCompleteAsync(
                            (_, _) -> {
                                if (waits.compareAndSet(true, false)) goOnWith(this::stepDone);
                            },
                            Tasks.inline())
                    .forget();
        }

        @Override
        final void stop() {
            CancellationReason why = requested();
            if (why == null || !waits.compareAndSet(true, false)) return;
            endAs(new Outcome.Cancelled<>(Cancellation.of(describe(), why, Cancellation.Reach.STOPPED)));
        }

        /// Completes this task, or watches another step.
        abstract void stepDone();
    }
}
