package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.pending.Subject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.Flow;

/// What a publisher gives, as a task.
///
/// It believes no publisher: whatever comes after the end, or a second time, changes nothing, and a
/// null item is a failure and told to the publisher.
abstract sealed class Collected<T, R> extends Task<R> implements Subject, Flow.Subscriber<T> {

    /// So many items are requested and not there yet, at most; and again as soon as half of them
    /// came.
    static final int WINDOW = 256;

    private final Upstream upstream = new Upstream(this::broken);
    private final long limit;
    private long taken; // this and the next one: used by the publisher's calls only, which do not overlap (rule 1.3)
    private long requested;

    private Collected(long limit) {
        this.limit = limit;
    }

    static <T> Task<T> first(Flow.Publisher<T> publisher) {
        return subscribed(publisher, new First<>());
    }

    static <T> Task<List<T>> list(Flow.Publisher<T> publisher, long limit) {
        if (limit < 0) {
            throw new IllegalArgumentException("limit is negative: " + limit);
        }
        return subscribed(publisher, new Items<>(limit));
    }

    static Task<Void> ignore(Flow.Publisher<?> publisher) {
        return subscribed(publisher, new Ignored());
    }

    private static <T, R> Task<R> subscribed(Flow.Publisher<? extends T> publisher, Collected<T, R> collected) {
        Objects.requireNonNull(publisher, "publisher");
        try {
            publisher.subscribe(collected);
        } catch (Throwable thrown) {
            collected.broken(thrown);
        }
        return collected;
    }

    abstract void take(T item);

    /// The final state at the end of the items, or of so many as were wanted.
    abstract Object result();

    @Override
    public final void onSubscribe(Flow.Subscription subscription) {
        Objects.requireNonNull(subscription, "subscription");
        if (upstream.begin(subscription)) {
            goOn();
        }
    }

    @Override
    public final void onNext(T item) {
        if (item == null) {
            NullPointerException exception = new NullPointerException("the publisher gave null");
            broken(exception);
            throw exception;
        }
        if (!isDone() && taken < limit) {
            take(item);
            taken++;
            goOn();
        }
    }

    private void goOn() {
        if (taken == limit) {
            upstream.cancel();
            complete(result(), null);
        } else if (requested - taken <= WINDOW / 2) {
            long more = Math.min(limit, taken + WINDOW) - requested;
            requested += more;
            if (more > 0) {
                upstream.request(more);
            }
        }
    }

    @Override
    public final void onError(Throwable thrown) {
        upstream.over();
        if (thrown == null) {
            NullPointerException exception = new NullPointerException("the publisher failed with null");
            broken(exception);
            throw exception;
        }
        complete(Unsuccessful.thrownByStage(thrown), null);
    }

    @Override
    public final void onComplete() {
        upstream.over();
        if (!isDone()) {
            complete(result(), null);
        }
    }

    private void broken(Throwable thrown) {
        complete(Unsuccessful.thrown(thrown), null);
        upstream.cancel();
    }

    @Override
    protected final void cancelRequested(CancellationReason reason) {
        super.cancelRequested(reason); // first: what the publisher says to it would win otherwise
        if (Thread.currentThread() instanceof NonBlockingThread) {
            Cascade.onVirtualThread(upstream::cancel);
        } else {
            upstream.cancel();
        }
    }

    private static final class First<T> extends Collected<T, T> {

        private @Nullable T first;

        First() {
            super(1);
        }

        @Override
        void take(T item) {
            first = item;
        }

        @Override
        Object result() {
            return first != null ? first : new Unsuccessful(new NoItem());
        }

        @Override
        protected String describe() {
            return "first item of a publisher";
        }
    }

    private static final class Items<T> extends Collected<T, List<T>> {

        private final List<T> items = new ArrayList<>();

        Items(long limit) {
            super(limit);
        }

        @Override
        void take(T item) {
            items.add(item);
        }

        @Override
        Object result() {
            return Collections.unmodifiableList(items);
        }

        @Override
        protected String describe() {
            return "items of a publisher";
        }
    }

    private static final class Ignored extends Collected<Object, Void> {

        Ignored() {
            super(Long.MAX_VALUE);
        }

        @Override
        void take(Object item) {
            // it was only there to be waited for
        }

        @Override
        Object result() {
            return NullValue.NULL;
        }

        @Override
        protected String describe() {
            return "end of a publisher";
        }
    }

    private record NoItem() implements Failure {

        @Override
        public NoSuchElementException toException() {
            return new NoSuchElementException("the publisher completed without an item");
        }
    }

    @Override
    public String kind() {
        return "publisher";
    }
}
