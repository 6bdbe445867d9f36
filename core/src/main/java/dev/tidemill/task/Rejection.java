package dev.tidemill.task;

import java.util.concurrent.Flow;

/// The subscription of a subscriber that gets nothing but an error, which may not come before a
/// subscription.
enum Rejection implements Flow.Subscription {
    REJECTED;

    static void tell(Flow.Subscriber<?> subscriber, Exception why) {
        if (Thread.currentThread() instanceof NonBlockingThread) {
            Cascade.onVirtualThread(() -> tell(subscriber, why));
            return;
        }
        subscriber.onSubscribe(REJECTED);
        subscriber.onError(why);
    }

    @Override
    public void request(long n) {}

    @Override
    public void cancel() {}
}
