package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/// A subscriber's side of its subscription. Items are requested by the one who is given them, and
/// anybody may cancel, also meanwhile and before there is a subscription; the publisher sees one
/// call after the other (rule 2.7 of Reactive Streams).
final class Upstream {

    private final Consumer<? super Throwable> onBroken;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final AtomicInteger signals = new AtomicInteger(); // not 0: somebody is at work
    private final AtomicLong wanted = new AtomicLong(); // not requested so far
    private volatile boolean isCancelled;
    private volatile Flow.@Nullable Subscription subscription; // null before, and when it is over

    /// @param onBroken told of what the subscription throws when items are requested; it must not
    Upstream(Consumer<? super Throwable> onBroken) {
        this.onBroken = onBroken;
    }

    /// @return false if there was one before; this one is cancelled (rule 2.5)
    boolean begin(Flow.Subscription first) {
        if (begun.getAndSet(true)) {
            first.cancel();
            return false;
        }
        subscription = first;
        work();
        return true;
    }

    void request(long items) {
        wanted.addAndGet(items);
        work();
    }

    void cancel() {
        isCancelled = true;
        work();
    }

    /// The publisher has said its last word: it is not called any more (rule 2.4).
    void over() {
        begun.set(true);
        subscription = null;
    }

    private void work() {
        if (signals.getAndIncrement() != 0) {
            return;
        }
        int seen;
        do {
            seen = signals.get();
            Flow.Subscription called = subscription;
            if (called != null) {
                call(called);
            }
        } while (signals.addAndGet(-seen) != 0);
    }

    private void call(Flow.Subscription called) {
        try {
            if (isCancelled) {
                subscription = null;
                called.cancel();
                return;
            }
            long items = wanted.getAndSet(0);
            if (items > 0) {
                called.request(items);
            }
        } catch (Throwable thrown) {
            onBroken.accept(thrown);
        }
    }
}
