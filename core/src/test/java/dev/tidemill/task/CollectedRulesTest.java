package dev.tidemill.task;

import java.util.concurrent.Flow;
import org.junit.jupiter.api.Nested;

/// The subscribers that make tasks of publishers.
class CollectedRulesTest {

    abstract static class OfNumbers extends SubscriberContract<Integer> {
        @Override
        protected Integer item(int number) {
            return number;
        }
    }

    @Nested
    class OfTheFirstItem extends OfNumbers {
        @Override
        protected Flow.Subscriber<Integer> subscriber() {
            return subscriberOf(Tasks.first(UNSUBSCRIBED));
        }
    }

    @Nested
    class OfAllItems extends OfNumbers {
        @Override
        protected Flow.Subscriber<Integer> subscriber() {
            return subscriberOf(Tasks.list(UNSUBSCRIBED));
        }
    }

    @Nested
    class OfTheEnd extends OfNumbers {
        @Override
        protected Flow.Subscriber<Integer> subscriber() {
            return subscriberOf(Tasks.ignore(UNSUBSCRIBED));
        }
    }

    private static final Flow.Publisher<Integer> UNSUBSCRIBED = _ -> {};

    @SuppressWarnings("unchecked") // the task is the subscriber
    private static Flow.Subscriber<Integer> subscriberOf(Task<?> task) {
        return (Flow.Subscriber<Integer>) task;
    }
}
