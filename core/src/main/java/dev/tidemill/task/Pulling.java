package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.pending.Details;
import dev.tidemill.pending.Stage;
import dev.tidemill.pending.Subject;
import java.util.Iterator;
import java.util.Objects;
import java.util.function.Function;

/// Makes a task of each item of a source, so many at a time, and is done when all of them are.
///
/// A virtual thread pulls, since the source may block, and waits while there are enough tasks.
/// Only those are held, so the source may be of any length.
abstract class Pulling<T, V> extends Task<V> implements Runnable, Subject {

    private final Source<T> source;
    private final int maxInFlight;
    private final Function<? super T, ? extends Task<?>> function;
    private final boolean failFast;
    private final Thread puller = Thread.ofVirtual().name("tidemill-pull").unstarted(CarriedValues.around(this));
    final InFlight inFlight;

    private volatile long started; // written by the puller
    private volatile boolean stopped; // nothing more is to be pulled
    private volatile @Nullable CancellationReason requested; // by somebody outside
    private volatile boolean ended;

    Pulling(
            Source<T> source,
            int maxInFlight,
            Function<? super T, ? extends Task<?>> function,
            boolean failFast,
            boolean handsOut) {
        if (maxInFlight < 1) {
            throw new IllegalArgumentException("maxInFlight is " + maxInFlight + "; must be at least 1");
        }
        this.source = source;
        this.maxInFlight = maxInFlight;
        this.function = Objects.requireNonNull(function, "function");
        this.failFast = failFast;
        this.inFlight = new InFlight(ManyFailures.KEPT, handsOut, this::oneIsDone);
    }

    /// One of the tasks is done; maybe called for several at once.
    abstract void ended(Task<?> task, long number, @Nullable Cascade cascade);

    /// What this task comes to if nothing went wrong.
    abstract @Nullable V result();

    /// This task is about to come to this.
    void over(Object finalState) {}

    final Task<V> begin() {
        puller.start();
        return this;
    }

    @Override
    public final void run() {
        boolean exhausted = false;
        try {
            exhausted = pull();
        } catch (Throwable thrown) {
            if (!stopped) { // otherwise it is because of the interrupt
                inFlight.failed(thrown);
                if (failFast) {
                    stop(new CancellationReason.Requested("the source failed"));
                }
            }
        }
        Task<Void> none = inFlight.none();
        if (!none.isDone()) {
            Waiter.parkUninterruptibly(none);
        }
        ended = true;
        Object end = end(exhausted);
        over(end);
        complete(end, null);
    }

    /// @return whether the source gave all it had
    private boolean pull() throws InterruptedException {
        try (Source<T> open = source) {
            if (stopped) {
                return false;
            }
            Iterator<? extends T> items = open.iterator();
            while (true) {
                Task<Void> room = inFlight.room(maxInFlight);
                if (!room.isDone()) {
                    Waiter.park(room);
                }
                if (stopped) {
                    return false;
                }
                if (!items.hasNext()) {
                    return true;
                }
                start(items.next());
            }
        }
    }

    @SuppressWarnings("NonAtomicVolatileUpdate") // only this thread writes it
    private void start(T item) {
        Task<?> task;
        try {
            task = function.apply(item);
            if (task == null) {
                task = Task.failed(new NullPointerException("the function gave null for item " + started));
            }
        } catch (Throwable thrown) {
            task = Task.failed(thrown);
        }
        inFlight.add(task, started++);
    }

    private void oneIsDone(Task<?> task, long number, @Nullable Cascade cascade) {
        ended(task, number, cascade);
        if (failFast && !stopped && task.finalState() instanceof Unsuccessful) {
            stop(new CancellationReason.Requested("another task did not succeed"));
        }
    }

    private void stop(CancellationReason why) {
        if (!stopped) {
            stopped = true;
            puller.interrupt();
        }
        inFlight.cancel(why);
    }

    private Object end(boolean exhausted) {
        Unsuccessful unsuccessful = inFlight.end();
        CancellationReason why = requested;
        if (why != null && !exhausted && (unsuccessful == null || unsuccessful.isCancelled())) {
            return new Unsuccessful(Cancellation.of(
                    describe(), why, started == 0 ? Cancellation.Reach.NEVER_STARTED : Cancellation.Reach.STOPPED));
        }
        return unsuccessful != null ? unsuccessful : stateOf(result());
    }

    @Override
    protected final void cancelRequested(CancellationReason reason) {
        if (requested == null) {
            requested = reason;
        }
        stop(reason);
    }

    @Override
    public final String kind() {
        return describe();
    }

    @Override
    public final Details details() {
        return Details.of(stopped ? Stage.STOPPING : Stage.STARTED, Waiters.nameOf(puller));
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // whether it is this thread
    final boolean isRunBy(Thread thread) {
        return !ended && (thread == puller || inFlight.isRunBy(thread));
    }
}
