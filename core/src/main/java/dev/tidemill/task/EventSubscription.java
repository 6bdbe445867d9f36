package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// A subscriber of events: as long as it has requested more, it stands in the line like everybody
/// else.
///
/// The subscriber is called on a virtual thread that lives as long as there is something to tell.
/// Whoever changes something signals; if nobody is at work, a new thread looks at everything.
final class EventSubscription<T> implements Flow.Subscription, Runnable {

    private final EventAwaiter<T> events;
    private volatile Flow.@Nullable Subscriber<? super T> subscriber; // null when this is over
    private final AtomicLong requested = new AtomicLong();
    private volatile boolean isMistaken; // less than one was requested
    private final AtomicInteger signals = new AtomicInteger(1); // not 0: somebody is at work; at first, begin()
    private @Nullable Task<T> next; // pending when it was asked for; only for the one who is at work

    EventSubscription(EventAwaiter<T> events, Flow.Subscriber<? super T> subscriber) {
        this.events = events;
        this.subscriber = Objects.requireNonNull(subscriber, "subscriber");
    }

    void begin() {
        Flow.Subscriber<? super T> told = subscriber;
        if (told != null) {
            try {
                told.onSubscribe(this);
            } catch (Throwable thrown) {
                refused(thrown);
            }
        }
        Cascade.onVirtualThread(this);
    }

    @Override
    public void request(long more) {
        if (subscriber == null) {
            return;
        }
        if (more < 1) {
            isMistaken = true;
        } else {
            requested.accumulateAndGet(more, EventSubscription::sumOrMaximum);
        }
        signal();
    }

    private static long sumOrMaximum(long before, long more) {
        long sum = before + more;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    @Override
    public void cancel() {
        subscriber = null;
        signal();
    }

    void signal() {
        if (signals.getAndIncrement() == 0) {
            Cascade.onVirtualThread(this);
        }
    }

    @Override
    public void run() {
        int seen;
        do {
            seen = signals.get();
            tellAll();
        } while (signals.addAndGet(-seen) != 0);
    }

    private void tellAll() {
        Flow.Subscriber<? super T> told = subscriber;
        while (told != null && tellOne(told)) {
            told = subscriber;
        }
        if (subscriber == null) {
            leave();
        }
    }

    /// @return whether there may be more to tell now
    private boolean tellOne(Flow.Subscriber<? super T> told) {
        if (isMistaken) {
            subscriber = null;
            call(() -> told.onError(new IllegalArgumentException(
                    "fewer events than one were requested (rule 3.9 of Reactive Streams)")));
            return false;
        }
        Task<T> now = next;
        if (now == null && requested.get() == 0) {
            Unsuccessful end = events.endIfOver();
            if (end != null) {
                tellEnd(told, end);
            }
            return false;
        }
        if (now == null) {
            now = events.next();
            if (now.addNode(new Signal(this))) {
                next = now;
                return false;
            }
        } else if (!now.isDone()) {
            return false;
        }
        next = null;
        if (now.finalState() instanceof Unsuccessful end) {
            tellEnd(told, end);
            return false;
        }
        T event = now.value();
        requested.getAndUpdate(count -> count == Long.MAX_VALUE ? count : count - 1);
        call(() -> told.onNext(event));
        return true;
    }

    private void tellEnd(Flow.Subscriber<? super T> told, Unsuccessful end) {
        subscriber = null;
        call(end.isCancelled() ? told::onComplete : () -> told.onError(end.exception()));
    }

    /// A subscriber that throws is one that has cancelled.
    private void call(Runnable call) {
        try {
            call.run();
        } catch (Throwable thrown) {
            refused(thrown);
        }
    }

    private void refused(Throwable thrown) {
        subscriber = null;
        Uncaught.handle(thrown);
    }

    private void leave() {
        events.forget(this);
        Task<T> unwanted = next;
        next = null;
        if (unwanted != null) {
            events.abandon(unwanted);
        }
    }

    /// What it waited for has come.
    private static final class Signal extends Node {

        private final EventSubscription<?> subscription;

        Signal(EventSubscription<?> subscription) {
            this.subscription = subscription;
        }

        @Override
        void taskIsDone(Cascade cascade) {
            subscription.signal();
        }

        @Override
        void tellWho(Waiters who) {
            who.name("a subscriber");
        }
    }
}
