package dev.tidemill.flow;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.NonBlockingThread;
import dev.tidemill.task.Task;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// What one subscriber gets of a [FilePublisher].
///
/// It opens, reads while more is requested, and closes. One of these is pending at a time, and its
/// end is a signal; so are a request and a cancellation.
final class FileSubscription extends InTurn implements Flow.Subscription {

    private final Function<CancellationToken, Task<? extends ByteSource>> opening;
    private final Supplier<ByteBuffer> buffers;
    private final CancellationSource stop = new CancellationSource();
    private final AtomicLong requested = new AtomicLong();
    private volatile Flow.@Nullable Subscriber<? super ByteBuffer> subscriber; // null when there is nobody to tell
    private volatile boolean mistaken; // less than one was requested

    // Of the thread that is at work.
    private @Nullable Task<? extends ByteSource> opened; // null until it begins
    private @Nullable Reading reading; // null if there is none
    private @Nullable Throwable error; // to be told instead of the end
    private @Nullable Task<Void> closed; // null until the end
    private boolean over;

    /// A read that was started.
    private record Reading(Task<Integer> task, ByteBuffer target, int from) {

        /// What was read, and nothing else.
        ByteBuffer item() {
            return target.limit(target.position()).position(from);
        }
    }

    FileSubscription(
            Flow.Subscriber<? super ByteBuffer> subscriber,
            Function<CancellationToken, Task<? extends ByteSource>> opening,
            Supplier<ByteBuffer> buffers) {
        super(true);
        this.subscriber = Objects.requireNonNull(subscriber, "subscriber");
        this.opening = opening;
        this.buffers = buffers;
    }

    /// Tells the subscriber of this subscription, on this thread if it may wait.
    void begin() {
        if (Thread.currentThread() instanceof NonBlockingThread) Thread.startVirtualThread(this::subscribed);
        else subscribed();
    }

    private void subscribed() {
        tell(told -> told.onSubscribe(this));
        Thread.startVirtualThread(this);
    }

    @Override
    public void request(long items) {
        if (items < 1) mistaken = true;
        else requested.accumulateAndGet(items, FileSubscription::sumOrMaximum);
        signal();
    }

    private static long sumOrMaximum(long before, long more) {
        long sum = before + more;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    @Override
    public void cancel() {
        subscriber = null;
        stop.cancel();
        signal();
    }

    @Override
    void work() {
        while (!over && goOn()) {}
    }

    /// @return whether there may be more to do now
    private boolean goOn() {
        Task<Void> closed = this.closed;
        if (closed != null) return closed.isDone() && end(closed);
        Task<? extends ByteSource> opened = this.opened;
        if (opened == null) return open();
        if (!opened.isDone()) return false;
        Throwable failure = failureOf(opened);
        if (failure != null) return close(Task.completed(null), failure);
        ByteSource source = opened.resultNow();
        Reading reading = this.reading;
        if (mistaken && reading != null) stop.cancel();
        if (reading != null && !reading.task().isDone()) return false;
        if (subscriber == null) return close(source.closing(), null);
        if (mistaken) {
            return close(
                    source.closing(),
                    new IllegalArgumentException(
                            "fewer buffers than one were requested (rule 3.9 of Reactive Streams)"));
        }
        if (reading != null) return took(source, reading);
        return requested.get() > 0 && read(source);
    }

    /// Also after a cancellation: then nothing is opened any more, but what is there already is to
    /// be closed.
    private boolean open() {
        try {
            opened = signalling(opening.apply(stop.token()));
        } catch (Throwable e) { // the engine is closed, say
            opened = Task.failed(e);
        }
        return true;
    }

    /// Always true.
    private boolean read(ByteSource source) {
        try {
            ByteBuffer target = buffers.get();
            int from = target.position();
            reading = new Reading(signalling(source.read(target, stop.token())), target, from);
        } catch (Throwable e) { // no buffer, or one without room
            return close(source.closing(), e);
        }
        return true;
    }

    /// Always true.
    private boolean took(ByteSource source, Reading done) {
        reading = null;
        Throwable failure = failureOf(done.task());
        if (failure != null) return close(source.closing(), failure);
        if (done.task().resultNow() < 0) return close(source.closing(), null);
        long left = requested.updateAndGet(count -> count == Long.MAX_VALUE ? count : count - 1);
        ByteBuffer item = done.item();
        boolean goesOn = left == 0 || read(source); // while the subscriber is busy
        tell(told -> told.onNext(item));
        return goesOn;
    }

    /// Always true.
    private boolean close(Task<Void> closing, @Nullable Throwable why) {
        error = why;
        closed = signalling(closing);
        return true;
    }

    /// Always false.
    private boolean end(Task<Void> closed) {
        over = true;
        Throwable failure = failureOf(closed);
        Throwable told = error == null ? failure : error;
        if (error != null && failure != null) error.addSuppressed(failure);
        tell(subscriber -> {
            if (told == null) subscriber.onComplete();
            else subscriber.onError(told);
        });
        subscriber = null;
        return false;
    }

    /// A subscriber that throws is one that has cancelled.
    private void tell(Consumer<Flow.Subscriber<? super ByteBuffer>> call) {
        Flow.Subscriber<? super ByteBuffer> told = subscriber;
        if (told == null) return;
        try {
            call.accept(told);
        } catch (Throwable thrown) {
            cancel();
            handle(thrown);
        }
    }
}
