package dev.tidemill.text;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.Outcome;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/// A subscriber of lines. It is called on a virtual thread that lives as long as there is something
/// to tell, and waits for the lines.
///
/// Whoever changes something signals; if nobody is at work, a new thread looks at everything.
final class LineSubscription implements Flow.Subscription, Runnable {

    private static final ThreadFactory THREADS = Thread.ofVirtual()
            .name("tidemill-lines")
            .inheritInheritableThreadLocals(false)
            .factory();

    private final TextReader reader;
    private volatile Flow.@Nullable Subscriber<? super String> subscriber; // null when this is over
    private final AtomicLong requested = new AtomicLong();
    private volatile boolean isMistaken; // less than one was requested
    private final AtomicInteger signals = new AtomicInteger(1); // not 0: somebody is at work; at first, begin()
    private final CancellationSource stop = new CancellationSource();
    private boolean hasReader; // only for the one who is at work, as is what follows
    private boolean hasLeft;

    LineSubscription(TextReader reader, Flow.Subscriber<? super String> subscriber) {
        this.reader = reader;
        this.subscriber = Objects.requireNonNull(subscriber, "subscriber");
    }

    void begin() {
        hasReader = reader.subscribe();
        Flow.Subscriber<? super String> told = subscriber;
        if (told != null) call(() -> told.onSubscribe(this));
        if (!hasReader) {
            tellFailure(new IllegalStateException(reader + " has a subscriber; its lines are for one at a time"));
        }
        THREADS.newThread(this).start();
    }

    @Override
    public void request(long more) {
        if (more < 1) {
            isMistaken = true;
        } else {
            requested.accumulateAndGet(more, LineSubscription::sumOrMaximum);
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
        var _ = stop.cancel();
        signal();
    }

    private void signal() {
        if (signals.getAndIncrement() == 0) THREADS.newThread(this).start();
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
        while (subscriber != null && !isMistaken && requested.get() > 0) tellLine();
        if (isMistaken) {
            tellFailure(
                    new IllegalArgumentException("fewer lines than one were requested (rule 3.9 of Reactive Streams)"));
        }
        if (subscriber == null && !hasLeft) {
            hasLeft = true;
            stop.close();
            if (hasReader) reader.unsubscribe();
        }
    }

    private void tellLine() {
        Outcome<String> outcome;
        try {
            outcome = reader.readLine(stop.token()).outcome();
        } catch (InterruptedException | RuntimeException e) { // somebody else reads
            tellFailure(e);
            return;
        }
        switch (outcome) {
            case Outcome.Succeeded<String>(String line) -> {
                Flow.Subscriber<? super String> told = subscriber;
                if (told == null) return;
                if (line == null) {
                    subscriber = null;
                    call(told::onComplete);
                } else {
                    requested.getAndUpdate(count -> count == Long.MAX_VALUE ? count : count - 1);
                    call(() -> told.onNext(line));
                }
            }
            case Outcome.Failed<String>(var failure) -> tellFailure(failure.toException());
            case Outcome.Cancelled<String>(var cancellation) -> tellFailure(cancellation.toException());
        }
    }

    /// Nothing, if nobody is there any more.
    private void tellFailure(Throwable failure) {
        Flow.Subscriber<? super String> told = subscriber;
        subscriber = null;
        if (told != null) call(() -> told.onError(failure));
    }

    /// A subscriber that throws is one that has cancelled.
    private void call(Runnable call) {
        try {
            call.run();
        } catch (Throwable thrown) {
            subscriber = null;
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
        }
    }
}
