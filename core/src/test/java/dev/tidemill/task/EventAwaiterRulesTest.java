package dev.tidemill.task;

import java.util.concurrent.Flow;
import java.util.stream.IntStream;

class EventAwaiterRulesTest extends PublisherContract<Integer> {

    private static final int ENOUGH = 1_000; // for the tests that ask for endless items

    @Override
    protected Flow.Publisher<Integer> publisher(long items) {
        var listeners = new Listeners<Integer>();
        var events = listeners.awaiter(ENOUGH, EventAwaiter.Overflow.FAIL);
        IntStream.range(0, (int) Math.min(items, ENOUGH)).forEach(listeners::raise);
        if (items <= ENOUGH) {
            events.close();
        }
        return events;
    }

    @Override
    protected Flow.Publisher<Integer> failedPublisher() {
        var listeners = new Listeners<Integer>();
        var events = listeners.awaiter(1, EventAwaiter.Overflow.FAIL);
        listeners.raise(1);
        listeners.raise(2);
        events.iterator().next();
        return events;
    }
}
