package dev.tidemill.flow;

import dev.tidemill.Waiting;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Flow;

/// A subscriber that does what a test says, and remembers what it was told.
class Probe implements Flow.Subscriber<ByteBuffer> {

    final List<ByteBuffer> items = new CopyOnWriteArrayList<>();
    volatile Flow.Subscription subscription;
    volatile Throwable error;
    volatile boolean complete;

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
        this.subscription = subscription;
    }

    @Override
    public void onNext(ByteBuffer item) {
        items.add(item);
    }

    @Override
    public void onError(Throwable thrown) {
        error = thrown;
    }

    @Override
    public void onComplete() {
        complete = true;
    }

    boolean isOver() {
        return complete || error != null;
    }

    Probe untilOver() {
        Waiting.until(this::isOver, "the end");
        return this;
    }

    void untilItems(int count) {
        Waiting.until(() -> items.size() == count, () -> items.size() + " items and not " + count);
    }
}
