package dev.tidemill.task;

import java.util.concurrent.Flow;
import org.junit.jupiter.api.Nested;

/// The subscribers that make tasks of publishers.
class CollectedRulesTest {

    @Nested
    class OfTheFirstItem extends SubscriberContract {
        @Override
        Flow.Subscriber<Integer> subscriber() {
            return subscriberOf(Tasks.first(UNSUBSCRIBED));
        }
    }

    @Nested
    class OfAllItems extends SubscriberContract {
        @Override
        Flow.Subscriber<Integer> subscriber() {
            return subscriberOf(Tasks.list(UNSUBSCRIBED));
        }
    }

    @Nested
    class OfTheEnd extends SubscriberContract {
        @Override
        Flow.Subscriber<Integer> subscriber() {
            return subscriberOf(Tasks.ignore(UNSUBSCRIBED));
        }
    }

    private static final Flow.Publisher<Integer> UNSUBSCRIBED = _ -> {};

    @SuppressWarnings("unchecked") // the task is the subscriber
    private static Flow.Subscriber<Integer> subscriberOf(Task<?> task) {
        return (Flow.Subscriber<Integer>) task;
    }
}
