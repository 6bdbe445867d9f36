package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Something that belongs to a piece of work, and follows it from thread to thread: the language of
/// the user, the number of the request in the log.
///
/// What is [registered][#register(FlowingValue)] is captured where a function is added to a task,
/// and where the body of [Task#run(Task.Body)], [Task#compute(Task.Body)],
/// [SyncContext#call(Callable)], [SyncContext#run(Callable)], [SyncContext#launch(Task.Body)] or
/// `BlockingCalls.call` is handed over. It is bound while that code runs. What the code changes
/// about it does not flow back. For code on its way to an executor of one's own there is
/// [#carrying(Runnable)].
///
/// ```java
/// FlowingValue.register(FlowingValue.of(LANGUAGE)); // a ScopedValue or a ThreadLocal, once at the start
/// ```
@FunctionalInterface
public interface FlowingValue {

    /// Takes what this thread has now.
    ///
    /// @return null if there is nothing to take along
    @Nullable
    Binding capture();

    /// A captured value.
    @FunctionalInterface
    interface Binding {

        /// Runs the code once, with it, on this thread, and restores what the thread had before.
        /// May be called several times, also by several threads at once.
        void during(Runnable code);
    }

    /// A scoped value. Where it was not bound, it is left as it is.
    static <T> FlowingValue of(ScopedValue<T> value) {
        Objects.requireNonNull(value, "value");
        return () -> {
            if (!value.isBound()) {
                return null;
            }
            ScopedValue.Carrier bound = ScopedValue.where(value, value.get());
            return bound::run;
        };
    }

    /// A variable of the thread.
    static <T> FlowingValue of(ThreadLocal<T> variable) {
        return of(variable::get, value -> {
            if (value == null) variable.remove();
            else variable.set(value);
        });
    }

    /// Whatever can be read and set.
    ///
    /// @param get gives what this thread has, also null
    /// @param set gives it to this thread
    static <T> FlowingValue of(Supplier<? extends T> get, Consumer<? super T> set) {
        Objects.requireNonNull(get, "get");
        Objects.requireNonNull(set, "set");
        return () -> {
            T captured = get.get();
            return code -> {
                T before = get.get();
                set.accept(captured);
                try {
                    code.run();
                } finally {
                    set.accept(before);
                }
            };
        };
    }

    /// Lets the value flow, in the whole program, until the registration is closed.
    ///
    /// Each registered value costs a little for every function that is added; with none there is no
    /// cost.
    static Registration register(FlowingValue value) {
        return CarriedValues.register(Objects.requireNonNull(value, "value"));
    }

    /// The code with what this thread has now of the registered values, for an executor of one's
    /// own:
    ///
    /// ```java
    /// executor.execute(FlowingValue.carrying(() -> log("started")));
    /// ```
    ///
    /// The code itself if nothing is registered.
    static Runnable carrying(Runnable code) {
        return CarriedValues.around(Objects.requireNonNull(code, "code"));
    }

    /// Like [#carrying(Runnable)].
    static <T> Callable<T> carrying(Callable<T> code) {
        return CarriedValues.around(Objects.requireNonNull(code, "code"));
    }

    /// That a value flows.
    @FunctionalInterface
    interface Registration extends AutoCloseable {

        /// From now on it is not captured any more.
        @Override
        void close();
    }
}
