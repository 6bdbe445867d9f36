package dev.tidemill.task;

import java.io.IOException;
import java.util.concurrent.Flow;

class TaskPublisherRulesTest extends PublisherContract<Integer> {

    @Override
    protected Flow.Publisher<Integer> publisher(long items) {
        return items == 0 ? nothing() : Task.run(() -> 1).toPublisher();
    }

    @SuppressWarnings("unchecked") // there is no item whose type could be wrong
    private static Flow.Publisher<Integer> nothing() {
        return (Flow.Publisher<Integer>) (Flow.Publisher<?>) Task.run(() -> {}).toPublisher();
    }

    @Override
    protected Flow.Publisher<Integer> failedPublisher() {
        return Task.<Integer>failed(() -> new IOException("EIO")).toPublisher();
    }

    @Override
    protected long mostItems() {
        return 1;
    }
}
