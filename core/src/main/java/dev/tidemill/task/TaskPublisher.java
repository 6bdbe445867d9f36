package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;

/// A task for those who want a [Flow.Publisher]: its value, or its failure.
record TaskPublisher<T>(Task<T> task) implements Flow.Publisher<T> {

    @Override
    public void subscribe(Flow.Subscriber<? super T> subscriber) {
        new Subscription<>(task, subscriber).begin();
    }

    /// One subscriber. Nothing is told twice, so all it needs to know is a few bits; whoever sets
    /// the one that was missing tells everything.
    private static final class Subscription<T> extends Node implements Flow.Subscription {

        private static final int SUBSCRIBED = 1; // onSubscribe is over
        private static final int REQUESTED = 1 << 1;
        private static final int DONE = 1 << 2;
        private static final int MISTAKEN = 1 << 3; // less than one was requested
        private static final int TOLD = 1 << 4; // somebody tells, or has told
        private static final int CANCELLED = 1 << 5;

        private final AtomicInteger bits = new AtomicInteger();
        private final Task<T> task;
        private volatile Flow.@Nullable Subscriber<? super T> subscriber; // null when there is nothing to tell any more

        Subscription(Task<T> task, Flow.Subscriber<? super T> subscriber) {
            this.task = task;
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
            if (set(SUBSCRIBED) || (!task.addNode(this) && set(DONE))) {
                tellHere();
            } else if (isAbandoned()) {
                task.unlinkAbandoned(); // cancelled before it was added
            }
        }

        @Override
        public void request(long items) {
            if (set(items < 1 ? MISTAKEN : REQUESTED)) {
                tellHere();
            }
        }

        @Override
        public void cancel() {
            subscriber = null;
            bits.getAndUpdate(before -> before | CANCELLED);
            task.unlinkAbandoned();
        }

        /// @return whether this was what had been missing: now tell
        private boolean set(int bit) {
            int before = bits.getAndUpdate(now -> isReady(now | bit) ? now | bit | TOLD : now | bit);
            return (before & TOLD) == 0 && isReady(before | bit);
        }

        private boolean isReady(int now) {
            if ((now & SUBSCRIBED) == 0 || (now & CANCELLED) != 0) {
                return false;
            }
            return (now & MISTAKEN) != 0 || ((now & DONE) != 0 && ((now & REQUESTED) != 0 || !hasItem()));
        }

        private boolean hasItem() {
            Object state = task.finalState();
            return state != NullValue.NULL && !(state instanceof Unsuccessful);
        }

        /// As with all functions: at once, if this thread may.
        private void tellHere() {
            if (Thread.currentThread() instanceof NonBlockingThread) {
                Cascade.onVirtualThread(this::tell);
            } else {
                tell();
            }
        }

        private void tell() {
            Flow.Subscriber<? super T> told = subscriber;
            if (told == null) {
                return;
            }
            try {
                if ((bits.get() & MISTAKEN) != 0) {
                    told.onError(new IllegalArgumentException(
                            "fewer items than one were requested (rule 3.9 of Reactive Streams)"));
                } else if (task.finalState() instanceof Unsuccessful state) {
                    told.onError(state.exception());
                } else {
                    tellValue(told);
                }
            } catch (Throwable thrown) {
                refused(thrown);
            }
            subscriber = null;
            task.unlinkAbandoned(); // a mistake may have come before the task was done
        }

        private void tellValue(Flow.Subscriber<? super T> told) {
            if (hasItem()) {
                told.onNext(task.value());
            }
            if ((bits.get() & CANCELLED) == 0) {
                told.onComplete();
            }
        }

        /// A subscriber that throws is one that has cancelled.
        private void refused(Throwable thrown) {
            cancel();
            Uncaught.handle(thrown);
        }

        @Override
        boolean isAbandoned() {
            return (bits.get() & (CANCELLED | TOLD)) != 0;
        }

        @Override
        void taskIsDone(Cascade cascade) {
            if (set(DONE)) {
                cascade.callLater(this);
            }
        }

        @Override
        void call(Cascade cascade) {
            tell();
        }

        @Override
        void tellWho(Waiters who) {
            who.name("a subscriber");
        }
    }
}
