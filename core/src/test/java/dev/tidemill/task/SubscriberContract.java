package dev.tidemill.task;

import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.tck.flow.FlowSubscriberBlackboxVerification;

/// What Reactive Streams promise about a subscriber: say how to make one, and that is tested.
@Timeout(60)
abstract class SubscriberContract {

    abstract Flow.Subscriber<Integer> subscriber();

    @TestFactory
    Stream<DynamicTest> itKeepsTheRules() {
        return ReactiveStreamsRules.of(new Verification());
    }

    private final class Verification extends FlowSubscriberBlackboxVerification<Integer> {

        Verification() {
            super(ReactiveStreamsRules.environment());
        }

        @Override
        public Flow.Subscriber<Integer> createFlowSubscriber() {
            return subscriber();
        }

        @Override
        public Integer createElement(int element) {
            return element;
        }
    }
}
