package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

/// The flowing values of a thread, on their way to another one.
final class CarriedValues {

    private static final FlowingValue[] NONE = {};

    /// In the order of their registration; nearly always none.
    private static volatile FlowingValue[] registered = NONE;

    private final List<FlowingValue.Binding> bindings;

    private CarriedValues(List<FlowingValue.Binding> bindings) {
        this.bindings = bindings;
    }

    static synchronized FlowingValue.Registration register(FlowingValue value) {
        FlowingValue[] now = registered;
        FlowingValue[] more = Arrays.copyOf(now, now.length + 1);
        more[now.length] = value;
        registered = more;
        return () -> unregister(value);
    }

    private static synchronized void unregister(FlowingValue value) {
        List<FlowingValue> left = new ArrayList<>(List.of(registered));
        left.remove(value);
        registered = left.toArray(NONE);
    }

    /// What this thread has now, or null if it has nothing to be taken along.
    static @Nullable CarriedValues capture() {
        List<FlowingValue.Binding> captured = null;
        for (FlowingValue value : registered) {
            FlowingValue.Binding binding = value.capture();
            if (binding != null) {
                captured = captured == null ? new ArrayList<>(2) : captured;
                captured.add(binding);
            }
        }
        return captured == null ? null : new CarriedValues(captured);
    }

    /// The code with what this thread has now; the code itself if nothing is registered.
    static <T> Callable<T> around(Callable<T> code) {
        CarriedValues values = capture();
        return values == null ? code : () -> values.call(code);
    }

    /// Like [#around(Callable)].
    static Runnable around(Runnable code) {
        CarriedValues values = capture();
        return values == null ? code : () -> values.during(code);
    }

    void during(Runnable code) {
        Runnable bound = code;
        for (FlowingValue.Binding binding : bindings.reversed()) {
            Runnable inner = bound;
            bound = () -> binding.during(inner);
        }
        bound.run();
    }

    /// Runs the code with these values, and gives or throws what it came to.
    @SuppressWarnings("NullAway") // null if the code gives null
    <T> T call(Callable<T> code) throws Exception {
        var result = new Object() {
            @Nullable
            T value;

            @Nullable
            Throwable thrown;
        };
        during(() -> {
            try {
                result.value = code.call();
            } catch (Throwable t) {
                result.thrown = t;
            }
        });
        if (result.thrown != null) {
            Sneaky.rethrow(result.thrown);
        }
        return result.value;
    }
}
