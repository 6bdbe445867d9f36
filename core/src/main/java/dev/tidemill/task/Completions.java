package dev.tidemill.task;

import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.pending.Subject;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;

/// Tasks in the order in which they are done: what [Tasks#whenEach] and [Tasks#mapEach] give.
///
/// ```java
/// for (Task<String> done : Tasks.whenEach(requests)) System.out.println(done.await());
/// ```
///
/// Each task is given once, when it is done, whatever it came to. There are three ways to take
/// them: as an [Iterable], whose iterator waits, best on a virtual thread; one at a time without
/// waiting, with [#next()]; or as a [Flow.Publisher], for one subscriber. All take from the same
/// queue, also two iterators.
///
/// Close it to leave early. What [Tasks#whenEach] was given goes on then, and nothing of this is
/// left in it; for [Tasks#mapEach], closing stops what it started.
///
/// All methods may be called from any thread.
///
/// @param <T> the type of the tasks' values
@CheckReturnValue
@SuppressWarnings("FutureReturnValueIgnored") // which takes a task of a task for a mistake
public abstract sealed class Completions<T> implements Iterable<Task<T>>, Flow.Publisher<Task<T>>, AutoCloseable
        permits WhenEach, MapEach {

    static final Unsuccessful ALL_GIVEN =
            new Unsuccessful((Failure) () -> new NoSuchElementException("all tasks have been given"));
    private static final Unsuccessful CLOSED = new Unsuccessful(Cancellation.of(
            "the next completion",
            new CancellationReason.Requested("the completions were closed"),
            Cancellation.Reach.STOPPED));

    static {
        ALL_GIVEN.seen(); // it is no news
    }

    private final ShortLock lock = new ShortLock();
    private final Deque<Task<T>> done = new ArrayDeque<>(); // not taken yet; under the lock, as are the others
    private final Deque<Next<T>> waiting = new ArrayDeque<>(); // if there is one, nothing is in `done`
    private @Nullable Unsuccessful end; // what comes after the last one; null while nobody knows
    private volatile @Nullable DoneSubscription<T> subscription; // set once, under the lock
    private boolean over; // the last one was taken, or somebody left
    private @Nullable Whole whole; // null if there is no token

    Completions() {}

    // For those who complete.

    /// A task was taken.
    void taken(@Nullable Cascade cascade) {}

    /// Nothing will be taken any more; called once.
    abstract void left(CancellationReason why);

    /// Ends the iteration when the token is cancelled.
    final void endOn(CancellationToken token) {
        if (token != CancellationToken.none()) {
            Whole ending = new Whole(this);
            lock.lock();
            try {
                if (over) {
                    return;
                }
                whole = ending;
            } finally {
                lock.unlock();
            }
            var _ = ending.cancelOn(token);
        }
    }

    /// Gives a task that is done.
    final void give(Task<T> task, @Nullable Cascade cascade) {
        Next<T> first;
        lock.lock();
        try {
            if (over) {
                return;
            }
            first = waiting.poll();
            if (first == null) {
                done.add(task);
            }
        } finally {
            lock.unlock();
        }
        if (first != null) {
            taken(cascade);
            first.complete(task, cascade);
        } else {
            tellSubscription();
        }
    }

    /// Says what comes after the last one, which was given.
    final void end(Unsuccessful after, @Nullable Cascade cascade) {
        lock.lock();
        try {
            if (end == null) {
                end = after;
            }
        } finally {
            lock.unlock();
        }
        lookForTheEnd(cascade);
        tellSubscription();
    }

    /// Ends it for everybody, at once, unless it is over.
    final void leave(Unsuccessful why, CancellationReason reason) {
        Ending<T> ending;
        lock.lock();
        try {
            if (over) {
                return;
            }
            done.clear();
            end = why;
            ending = endHere(why);
        } finally {
            lock.unlock();
        }
        left(reason);
        ending.tell(null);
        tellSubscription();
    }

    /// If all were taken, there is nothing left to watch.
    private void lookForTheEnd(@Nullable Cascade cascade) {
        Ending<T> ending;
        lock.lock();
        try {
            if (over || end == null || !done.isEmpty()) {
                return;
            }
            ending = endHere(end);
        } finally {
            lock.unlock();
        }
        ending.tell(cascade);
    }

    /// Under the lock.
    private Ending<T> endHere(Unsuccessful why) {
        over = true;
        Ending<T> ending = new Ending<>(List.copyOf(waiting), why, whole);
        waiting.clear();
        return ending;
    }

    private void tellSubscription() {
        DoneSubscription<T> told = subscription;
        if (told != null) {
            told.changed();
        }
    }

    // For those who take.

    /// The next task that is done, as a task: what to use where nobody may wait.
    ///
    /// In a loop it does what [Tasks#whenAny] does, with the work for each task being the same
    /// however many there are. Cancelling the result takes it back: what would have come goes to
    /// the next one who asks.
    ///
    /// @return fails with a [NoSuchElementException] if all have been given, and with what the
    ///         source of [Tasks#mapEach] threw; is cancelled if this is closed or its token is
    ///         cancelled
    public final Task<Task<T>> next() {
        Task<T> task;
        lock.lock();
        try {
            task = done.poll();
            if (task == null) {
                Next<T> next = new Next<>(this);
                if (end == null) {
                    waiting.add(next);
                } else {
                    next.complete(end, null);
                }
                return next;
            }
        } finally {
            lock.unlock();
        }
        wasTaken();
        return Task.completed(task);
    }

    private void wasTaken() {
        taken(null);
        lookForTheEnd(null);
    }

    /// One that is done, or null if there is none at the moment.
    final @Nullable Task<T> poll() {
        Task<T> task;
        lock.lock();
        try {
            task = done.poll();
        } finally {
            lock.unlock();
        }
        if (task != null) {
            wasTaken();
        }
        return task;
    }

    /// What comes after the last one, if all were taken; otherwise null.
    final @Nullable Unsuccessful endIfOver() {
        lock.lock();
        try {
            return over ? end : null;
        } finally {
            lock.unlock();
        }
    }

    /// The tasks in the order in which they are done. `hasNext()` and `next()` wait until one is.
    ///
    /// If the thread is interrupted while it waits, they throw a [CancellationException], and the
    /// interrupt stays set; nothing is lost, the iteration may go on. They throw one as well when
    /// the token is cancelled. What the source of [Tasks#mapEach] threw they throw at the end. They
    /// refuse to wait on a [NonBlockingThread] with an [IllegalStateException].
    @Override
    public final Iterator<Task<T>> iterator() {
        return new WaitingIterator();
    }

    private @Nullable Task<T> take() {
        Task<T> there = poll();
        if (there != null) {
            return there;
        }
        Task<Task<T>> next = next();
        if (!next.isDone()) {
            try {
                Waiter.park(next);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                next.cancel();
                if (Waiter.parkUninterruptibly(next) instanceof Unsuccessful) { // or its value is just coming
                    CancellationException cancelled = new CancellationException(e.getMessage());
                    cancelled.initCause(e);
                    throw cancelled;
                }
            } catch (IllegalStateException refused) {
                next.cancel();
                throw refused;
            }
        }
        return next.finalState() instanceof Unsuccessful why ? noneAfter(why) : next.value();
    }

    @SuppressWarnings("ReferenceEquality") // two constants
    private @Nullable Task<T> noneAfter(Unsuccessful why) {
        if (why == ALL_GIVEN || why == CLOSED) {
            return null;
        }
        switch (why.exception()) {
            case RuntimeException exception -> throw exception;
            case Error error -> throw error;
            case Throwable checked -> throw new CompletionException(checked);
        }
    }

    /// Gives the tasks to a subscriber, as many as it asks for, as they are done, and then tells it
    /// the end: as the Reactive Streams have it.
    ///
    /// Its methods are called one after the other: on a thread that calls
    /// [Flow.Subscription#request], or on a virtual thread, never on a [NonBlockingThread].
    /// Cancelling the subscription leaves, as [#close()] does, but waits for nothing. There can be
    /// one subscriber; further ones are told an [IllegalStateException].
    @Override
    public final void subscribe(Flow.Subscriber<? super Task<T>> subscriber) {
        DoneSubscription<T> subscribing = new DoneSubscription<>(this, subscriber);
        lock.lock();
        try {
            if (subscription != null) {
                subscribing = null;
            } else {
                subscription = subscribing;
            }
        } finally {
            lock.unlock();
        }
        if (subscribing != null) {
            subscribing.begin();
        } else {
            Rejection.tell(
                    subscriber,
                    new IllegalStateException(
                            "each task is given once, so there can be one subscriber, and there is one"));
        }
    }

    /// Leaves: nothing more is given, and who waits for the next one is told so.
    ///
    /// Tasks of [Tasks#whenEach] go on. For [Tasks#mapEach] it asks the tasks in flight to cancel,
    /// and waits until all have ended and the source is closed; an interrupt does not end that
    /// wait, and stays set.
    @Override
    public void close() {
        leave();
    }

    /// The part of [#close()] that waits for nothing.
    final void leave() {
        leave(CLOSED, new CancellationReason.Requested("nobody takes what it comes to"));
    }

    /// @return whether nobody will be given to this one
    private boolean takeBack(Next<T> next) {
        lock.lock();
        try {
            return waiting.remove(next);
        } finally {
            lock.unlock();
        }
    }

    private final class WaitingIterator implements Iterator<Task<T>> {

        private @Nullable Task<T> ready;

        @Override
        public boolean hasNext() {
            if (ready == null) {
                ready = take();
            }
            return ready != null;
        }

        @Override
        public Task<T> next() {
            if (!hasNext()) {
                throw new NoSuchElementException("all tasks have been given");
            }
            Task<T> next = Objects.requireNonNull(ready);
            ready = null;
            return next;
        }
    }

    /// What is to be told outside of the lock.
    private record Ending<T>(
            List<Next<T>> inVain,
            Unsuccessful why,
            @Nullable Whole watching) {

        void tell(@Nullable Cascade cascade) {
            if (watching != null) {
                watching.complete(NullValue.NULL, cascade);
            }
            for (Next<T> next : inVain) {
                next.complete(why, cascade);
            }
        }
    }

    private static final class Next<T> extends Task<Task<T>> implements Subject {

        private final Completions<T> completions;

        Next(Completions<T> completions) {
            this.completions = completions;
        }

        /// Too late if it was already chosen: then it is about to have its value.
        @Override
        protected void cancelRequested(CancellationReason reason) {
            if (completions.takeBack(this)) {
                cancelled(Cancellation.of(describe(), reason, Cancellation.Reach.NEVER_STARTED));
            }
        }

        @Override
        protected String describe() {
            return "the next completion";
        }

        @Override
        public String kind() {
            return "next";
        }
    }

    /// The iteration, for the token that may end it.
    private static final class Whole extends Task<Void> implements Subject {

        private final Completions<?> completions;

        Whole(Completions<?> completions) {
            this.completions = completions;
        }

        @Override
        protected void cancelRequested(CancellationReason reason) {
            completions.leave(
                    new Unsuccessful(Cancellation.of("the next completion", reason, Cancellation.Reach.NEVER_STARTED)),
                    reason);
        }

        @Override
        public String kind() {
            return "iteration";
        }

        /// It is not recorded: the tasks are.
        @Override
        public boolean beginsAtOnce() {
            return false;
        }
    }
}
