package dev.tidemill.micrometer;

import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.task.FlowingValue;
import io.micrometer.context.ContextSnapshot;
import io.micrometer.context.ContextSnapshotFactory;
import java.util.Objects;

/// Lets what Micrometer calls the context follow the work: the observation, the trace, the values
/// of the log, whatever a [io.micrometer.context.ThreadLocalAccessor] was registered for.
///
/// ```java
/// var flow = ContextFlow.register(); // once, where the program begins; closing it would end it
/// ```
///
/// A [ContextSnapshot] is taken wherever a [FlowingValue] is captured, and its values are those of
/// the thread while the function or body runs; afterwards the thread has its own again. What the
/// code changes does not flow back.
///
/// Accessors may be registered before or after. As long as nothing is registered here there is no
/// cost.
@CheckReturnValue
public final class ContextFlow {

    private ContextFlow() {}

    /// Lets the context flow, in the whole program, until the registration is closed: all values of
    /// the global [io.micrometer.context.ContextRegistry].
    ///
    /// Code runs with what there was where it was handed over, and nothing else: what was not set
    /// there is not set while it runs.
    public static FlowingValue.Registration register() {
        return register(ContextSnapshotFactory.builder().clearMissing(true).build());
    }

    /// Lets the snapshots of this factory flow, until the registration is closed.
    ///
    /// Without [clearMissing][ContextSnapshotFactory.Builder#clearMissing(boolean)] code that is
    /// handed over without a value sees that of the thread that runs it, if that has one.
    public static FlowingValue.Registration register(ContextSnapshotFactory factory) {
        Objects.requireNonNull(factory, "factory");
        return FlowingValue.register(() -> bindingOf(factory.captureAll()));
    }

    private static FlowingValue.Binding bindingOf(ContextSnapshot snapshot) {
        return code -> {
            try (var _ = snapshot.setThreadLocals()) {
                code.run();
            }
        };
    }
}
