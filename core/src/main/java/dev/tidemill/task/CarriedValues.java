package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/// The flowing values of a thread, on their way to another one.
final class CarriedValues {

    /// In the order of their registration; null if there are none, which is nearly always so.
    private static volatile @Nullable List<FlowingValue> registered;

    private final List<FlowingValue.Binding> bindings;

    private CarriedValues(List<FlowingValue.Binding> bindings) {
        this.bindings = bindings;
    }

    static synchronized FlowingValue.Registration register(FlowingValue value) {
        List<FlowingValue> all = copy();
        all.add(value);
        registered = all;
        return () -> unregister(value);
    }

    private static synchronized void unregister(FlowingValue value) {
        List<FlowingValue> all = copy();
        all.remove(value);
        registered = all.isEmpty() ? null : all;
    }

    private static List<FlowingValue> copy() {
        List<FlowingValue> now = registered;
        return now == null ? new ArrayList<>() : new ArrayList<>(now);
    }

    /// What this thread has now, or null if nothing is registered.
    static @Nullable CarriedValues capture() {
        List<FlowingValue> now = registered;
        return now == null
                ? null
                : new CarriedValues(now.stream().map(FlowingValue::capture).toList());
    }

    /// The code with what this thread has now; the code itself if nothing is registered.
    static <T> Callable<? extends T> around(Callable<? extends T> code) {
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
