package dev.tidemill.task;

import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.annotation.Nullable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Flow;
import java.util.function.Consumer;
import java.util.function.Function;

/// Events that anybody raises, for code that waits for one after the other.
///
/// ```java
/// try (var clicks = EventAwaiter.<ActionEvent, ActionListener>of(
///         raise -> raise::accept, button::addActionListener, button::removeActionListener)) {
///     while (true) show(clicks.next().await());
/// }
/// ```
///
/// **Raising.** Any number of threads may raise events, also a [NonBlockingThread]: an event is
/// given to the one who has waited longest, or put into the queue, and no user code runs in
/// between. The queue has a capacity; what becomes of an event that meets a full one, [Overflow]
/// says. An event is never null.
///
/// **Waiting.** [#next()] gives a task, [#awaitNext()] waits here and now, a `for` loop takes one
/// event after the other until this is closed, and a [Flow.Subscriber] is given as many as it
/// requests. However they wait, each event goes to exactly one of them, in the order of the line
/// they stand in. Who cancels leaves the line, and loses no event: each event that was raised has
/// been given to somebody, or is in the queue, or is counted by [#droppedEvents()].
///
/// **Closing** takes the listener back and ends the line. What is in the queue can still be taken;
/// then the end is told: tasks are cancelled, loops are left, subscribers complete.
///
/// All methods may be called from any thread.
///
/// @param <T> the type of the events
@CheckReturnValue
public final class EventAwaiter<T> implements Iterable<T>, Flow.Publisher<T>, AutoCloseable {

    /// So many events are kept for somebody to take them, unless another capacity is given.
    public static final int DEFAULT_CAPACITY = 1_024;

    private static final Unsuccessful CLOSED = new Unsuccessful(Cancellation.of(
            NextEvent.SUBJECT, new CancellationReason.Requested("the awaiter is closed"), Cancellation.Reach.STOPPED));

    private final int capacity;
    private final Overflow overflow;
    private final Deregistration deregistration = new Deregistration();

    private final ShortLock lock = new ShortLock(); // of everything below

    // One of them is empty. A waiter that leaves the line here is completed by the one who took it out, so its fate is
    // settled under the lock, and told without it.
    private final Deque<T> queue = new ArrayDeque<>();
    private final SequencedSet<NextEvent<T>> line = new LinkedHashSet<>();

    private final Set<EventSubscription<T>> subscriptions = new HashSet<>(); // to be told of the end
    private long dropped;
    private @Nullable Unsuccessful end; // set once: no event is taken in any more

    private EventAwaiter(int capacity, Overflow overflow) {
        if (capacity < 1) {
            throw new IllegalArgumentException("capacity is " + capacity + "; must be at least 1");
        }
        this.capacity = capacity;
        this.overflow = Objects.requireNonNull(overflow, "overflow");
    }

    /// Registers a listener, for events of which none may be lost: [#DEFAULT_CAPACITY] of them
    /// wait in the queue, and one more is a failure ([Overflow#FAIL]).
    ///
    /// @param <T> the type of the events
    /// @param <L> the type of the listener
    /// @param listener makes the listener, which calls `accept` of what it is given for each event
    /// @param add registers the listener; what it throws is thrown here
    /// @param remove takes it back, once, when this is closed
    public static <T, L> EventAwaiter<T> of(
            Function<? super Consumer<T>, ? extends L> listener, Consumer<? super L> add, Consumer<? super L> remove) {
        return of(DEFAULT_CAPACITY, Overflow.FAIL, listener, add, remove);
    }

    /// Registers a listener, with a queue of one's own choice.
    ///
    /// @param capacity so many events are kept, at least 1
    /// @param overflow what becomes of more
    public static <T, L> EventAwaiter<T> of(
            int capacity,
            Overflow overflow,
            Function<? super Consumer<T>, ? extends L> listener,
            Consumer<? super L> add,
            Consumer<? super L> remove) {
        return of(capacity, overflow, Deregistration.registering(listener, add, remove));
    }

    /// Registers a listener where that gives something to close.
    ///
    /// @param register registers what it is given, and gives the registration, which is closed
    ///        once, when this is closed; what it throws is thrown here
    public static <T> EventAwaiter<T> of(Function<? super Consumer<T>, ? extends AutoCloseable> register) {
        return of(DEFAULT_CAPACITY, Overflow.FAIL, register);
    }

    /// Registers a listener where that gives something to close, with a queue of one's own choice.
    ///
    /// @param capacity so many events are kept, at least 1
    /// @param overflow what becomes of more
    public static <T> EventAwaiter<T> of(
            int capacity, Overflow overflow, Function<? super Consumer<T>, ? extends AutoCloseable> register) {
        EventAwaiter<T> events = new EventAwaiter<>(capacity, overflow);
        try {
            events.deregistration.registered(register.apply((Consumer<T>) events::raise));
        } catch (Throwable thrown) {
            events.close(); // whoever has the listener all the same must not fill the queue
            throw thrown;
        }
        return events;
    }

    private void raise(T event) {
        Objects.requireNonNull(event, "event");
        NextEvent<T> waiter;
        lock.lock();
        try {
            waiter = receiverOf(event);
        } finally {
            lock.unlock();
        }
        if (waiter != null) {
            waiter.succeed(event);
        }
    }

    /// Who gets this event at once; null if it was queued or dropped. Under the lock.
    private @Nullable NextEvent<T> receiverOf(T event) {
        if (end != null) {
            dropped++;
            return null;
        }
        if (!line.isEmpty()) {
            return line.removeFirst();
        }
        if (queue.size() >= capacity) {
            dropped++;
            switch (overflow) {
                case DROP_OLDEST -> queue.removeFirst();
                case DROP_LATEST -> {
                    return null;
                }
                case FAIL -> {
                    end = new Unsuccessful(new Overflowed());
                    return null;
                }
            }
        }
        queue.addLast(event);
        return null;
    }

    /// The next event: one from the queue, or the next one that is raised and that nobody before
    /// in the line gets.
    ///
    /// Cancelling the task takes it out of the line. So does nothing else: a task that is no
    /// longer wanted, after a wait that was interrupted or took too long, still gets its event;
    /// cancel it, or wait with [#awaitNext()].
    ///
    /// @return a task that is cancelled if this is closed first, and that fails with an
    ///         [EventOverflowException] after [Overflow#FAIL]
    public Task<T> next() {
        return next(CancellationToken.none());
    }

    /// Like [#next()].
    ///
    /// @param token takes the task out of the line; if it is cancelled already no event is taken
    public Task<T> next(CancellationToken token) {
        CancellationReason why = token.reason();
        if (why != null) {
            return NextEvent.cancelled(this, why);
        }
        T event;
        Unsuccessful atEnd; // after this event, if there is one
        NextEvent<T> waiter = null;
        lock.lock();
        try {
            event = queue.pollFirst();
            atEnd = isOver() ? end : null;
            if (event == null) {
                waiter = new NextEvent<>(this);
                if (atEnd == null) {
                    line.addLast(waiter);
                }
            }
        } finally {
            lock.unlock();
        }
        if (waiter == null) {
            if (atEnd != null) {
                tellTheEnd();
            }
            return Task.completed(event);
        }
        if (atEnd != null) {
            waiter.complete(atEnd, null);
        }
        return waiter.cancelOn(token);
    }

    /// Waits for the next event, and gives it.
    ///
    /// @throws InterruptedException if this thread was interrupted while it waited; no event is
    ///         lost
    /// @throws CancellationException if this is closed, and the queue is empty
    /// @throws EventOverflowException after [Overflow#FAIL]
    /// @throws IllegalStateException if there is no event and this is a [NonBlockingThread]
    public T awaitNext() throws InterruptedException {
        Task<T> next = next();
        try {
            return next.awaitOwned();
        } catch (IOException e) {
            throw new AssertionError("there is no I/O here", e);
        } finally {
            if (!next.isDone()) { // this thread was not allowed to wait
                abandon(next);
            }
        }
    }

    /// Takes events until this is closed and the queue is empty. Several loops share the events.
    ///
    /// A loop that is interrupted ends with a [CancellationException], and the interrupt stays
    /// set.
    @Override
    public Iterator<T> iterator() {
        return new EventIterator<>(this);
    }

    /// Gives the subscriber as many events as it requests, one after the other on a virtual
    /// thread, and completes it when this is closed and the queue is empty. Several subscribers
    /// share the events.
    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        EventSubscription<T> subscription = new EventSubscription<>(this, subscriber);
        lock.lock();
        try {
            subscriptions.add(subscription);
        } finally {
            lock.unlock();
        }
        subscription.begin();
    }

    /// How many events were raised that nobody will be given: the queue was full, or this was
    /// closed.
    public long droppedEvents() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /// How many events are in the queue.
    public int queuedEvents() {
        lock.lock();
        try {
            return queue.size();
        } finally {
            lock.unlock();
        }
    }

    /// Takes the listener back, and ends the line. Closing again does nothing.
    ///
    /// Does not wait for those who are just raising an event; what they raise from now on is
    /// dropped. What taking back throws is thrown here; this is closed all the same. A checked
    /// exception comes in a [CompletionException].
    @Override
    public void close() {
        List<NextEvent<T>> waiters;
        boolean isOver;
        lock.lock();
        try {
            end = end == null ? CLOSED : end;
            waiters = List.copyOf(line);
            line.clear();
            isOver = isOver();
        } finally {
            lock.unlock();
        }
        waiters.forEach(waiter -> waiter.complete(CLOSED, null));
        if (isOver) {
            tellTheEnd();
        }
        deregistration.run();
    }

    @Override
    public String toString() {
        lock.lock();
        try {
            return "EventAwaiter[" + queue.size() + " queued, " + line.size() + " waiting, " + dropped + " dropped, "
                    + (end == null ? "open" : end) + "]";
        } finally {
            lock.unlock();
        }
    }

    // For those who wait.

    /// Takes the waiter out of the line.
    ///
    /// @return false if it is not in there: somebody completes it
    boolean leaveLine(NextEvent<T> waiter) {
        lock.lock();
        try {
            return line.remove(waiter);
        } finally {
            lock.unlock();
        }
    }

    /// Takes the task out of the line. An event that it was given in the last moment goes on to the
    /// next one.
    void abandon(Task<T> next) {
        next.cancel();
        next.thenAcceptAsync(this::giveBack, Tasks.inline()).forget();
    }

    /// The event is older than what is in the queue, and was let in before: no capacity holds it
    /// back.
    private void giveBack(T event) {
        NextEvent<T> waiter = null;
        lock.lock();
        try {
            if (line.isEmpty()) {
                queue.addFirst(event);
            } else {
                waiter = line.removeFirst();
            }
        } finally {
            lock.unlock();
        }
        if (waiter != null) {
            waiter.succeed(event);
        }
    }

    void forget(EventSubscription<T> subscription) {
        lock.lock();
        try {
            subscriptions.remove(subscription);
        } finally {
            lock.unlock();
        }
    }

    /// How it ended, or null as long as there are events, or may be.
    @Nullable
    Unsuccessful endIfOver() {
        lock.lock();
        try {
            return isOver() ? end : null;
        } finally {
            lock.unlock();
        }
    }

    private boolean isOver() {
        return end != null && queue.isEmpty();
    }

    private void tellTheEnd() {
        List<EventSubscription<T>> told;
        lock.lock();
        try {
            told = List.copyOf(subscriptions);
        } finally {
            lock.unlock();
        }
        told.forEach(EventSubscription::signal);
    }

    /// What becomes of an event that meets a full queue.
    public enum Overflow {
        /// The event that has waited longest is dropped: for those who want to know how things
        /// are now.
        DROP_OLDEST,

        /// The event that was just raised is dropped, and the queue stays as it is: for those who
        /// want to know how it began.
        DROP_LATEST,

        /// That event, and all that are raised later, are dropped, and whoever waits after having
        /// taken what is in the queue is told by an [EventOverflowException]: for events of which
        /// none may be lost.
        FAIL
    }

    /// As data: each waiter is told how many events were lost by then.
    private final class Overflowed implements Failure {

        @Override
        public Exception toException() {
            return new EventOverflowException(capacity, droppedEvents());
        }

        @Override
        public String toString() {
            return "more than " + capacity + " events";
        }
    }
}
