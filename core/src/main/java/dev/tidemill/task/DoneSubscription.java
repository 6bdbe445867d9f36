package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// Gives completions to a subscriber, one after the other; see [Completions#subscribe].
final class DoneSubscription<T> implements Flow.Subscription, Runnable {

    private final Completions<T> completions;
    private Flow.@Nullable Subscriber<? super Task<T>> subscriber; // whose turn it is; null after the last signal
    private final AtomicLong demand = new AtomicLong();

    /// How often somebody found that there may be something to tell. Who increases it from 0 tells,
    /// until it is 0 again; so signals come one after the other. It begins with the turn of
    /// [#begin].
    private final AtomicInteger turns = new AtomicInteger(1);

    private volatile boolean cancelled;
    private volatile @Nullable IllegalArgumentException error; // to be told instead of more tasks

    DoneSubscription(Completions<T> completions, Flow.Subscriber<? super Task<T>> subscriber) {
        this.completions = completions;
        this.subscriber = Objects.requireNonNull(subscriber, "subscriber");
    }

    void begin() {
        if (Thread.currentThread() instanceof NonBlockingThread) {
            Cascade.onVirtualThread(this::begin);
            return;
        }
        try {
            Objects.requireNonNull(subscriber).onSubscribe(this);
        } catch (Throwable thrown) {
            broken(thrown);
        }
        run();
    }

    @Override
    public void request(long n) {
        if (n > 0) {
            demand.accumulateAndGet(n, (now, more) -> now + more < 0 ? Long.MAX_VALUE : now + more);
        } else if (error == null) {
            error = new IllegalArgumentException("requested " + n + "; must be positive (Reactive Streams, rule 3.9)");
        }
        if (turns.getAndIncrement() == 0) {
            if (Thread.currentThread() instanceof NonBlockingThread) {
                Cascade.onVirtualThread(this);
            } else {
                run();
            }
        }
    }

    @Override
    public void cancel() {
        if (!cancelled) {
            cancelled = true;
            completions.leave();
            changed(); // lets go of the subscriber
        }
    }

    /// There may be something to tell.
    void changed() {
        if (turns.getAndIncrement() == 0) {
            Cascade.onVirtualThread(this);
        }
    }

    @Override
    public void run() {
        int seen;
        do {
            seen = turns.get();
            try {
                tell();
            } catch (Throwable thrown) {
                broken(thrown);
            }
        } while (!turns.compareAndSet(seen, 0));
    }

    private void tell() {
        while (subscriber != null) {
            Flow.Subscriber<? super Task<T>> told = subscriber;
            Throwable why = error;
            if (cancelled) {
                subscriber = null;
                return;
            }
            if (why != null) {
                subscriber = null;
                completions.leave();
                told.onError(why);
                return;
            }
            Task<T> task = demand.get() > 0 ? completions.poll() : null;
            if (task != null) {
                demand.accumulateAndGet(1, (now, one) -> now == Long.MAX_VALUE ? now : now - one);
                told.onNext(task);
                continue;
            }
            Unsuccessful end = completions.endIfOver();
            if (end == null) {
                return; // whoever brings more takes a turn
            }
            subscriber = null;
            if (end.equals(Completions.ALL_GIVEN)) {
                told.onComplete();
            } else {
                told.onError(end.exception());
            }
        }
    }

    /// A subscriber that throws does not keep the rules; it is told nothing more.
    private void broken(Throwable thrown) {
        subscriber = null;
        cancel();
        Uncaught.handle(thrown);
    }
}
