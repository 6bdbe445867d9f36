package dev.tidemill.task;

import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;

/// What Reactive Streams promise about a subscriber: say how to make one, and that is tested.
@Timeout(60)
public abstract class SubscriberContract<T> {

    protected abstract Flow.Subscriber<T> subscriber();

    /// An item, different for each number.
    protected abstract T item(int number);

    @TestFactory
    public Stream<DynamicTest> itKeepsTheRules() {
        return ReactiveStreamsRules.of(new Verification());
    }

    private final class Verification extends FlowSubscriberBlackboxVerification<T> {

        Verification() {
            super(ReactiveStreamsRules.environment());
        }

        @Override
        public Flow.Subscriber<T> createFlowSubscriber() {
            return subscriber();
        }

        @Override
        public T createElement(int element) {
            return item(element);
        }
    }
}
