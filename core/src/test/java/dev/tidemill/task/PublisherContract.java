package dev.tidemill.task;

import java.util.concurrent.Flow;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.tck.flow.FlowPublisherVerification;

/// What Reactive Streams promise about a publisher: say how to make one, and that is tested.
@Timeout(60)
public abstract class PublisherContract<T> {

    /// A publisher of so many items, and then of the end.
    protected abstract Flow.Publisher<T> publisher(long items);

    /// A publisher that fails without an item.
    protected abstract Flow.Publisher<T> failedPublisher();

    /// The most items it can have; rules that need more are skipped.
    protected long mostItems() {
        return Integer.MAX_VALUE; // more would be a publisher that never ends
    }

    @TestFactory
    public Stream<DynamicTest> itKeepsTheRules() {
        return ReactiveStreamsRules.of(new Verification());
    }

    private final class Verification extends FlowPublisherVerification<T> {

        Verification() {
            super(ReactiveStreamsRules.environment());
        }

        @Override
        public Flow.Publisher<T> createFlowPublisher(long elements) {
            return publisher(elements);
        }

        @Override
        public Flow.Publisher<T> createFailedFlowPublisher() {
            return failedPublisher();
        }

        @Override
        public long maxElementsFromPublisher() {
            return mostItems();
        }
    }
}
