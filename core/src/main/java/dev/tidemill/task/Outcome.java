package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.Objects;

/// What a task came to. There are exactly three kinds, and the compiler knows them.
///
/// ```java
/// switch (task.outcome()) {
///     case Outcome.Succeeded<Integer>(var bytes) -> total += bytes;
///     case Outcome.Failed<Integer>(var failure) -> failures.add(failure);
///     case Outcome.Cancelled<Integer> _ -> {}
/// }
/// ```
///
/// @param <T> the value's type
public sealed interface Outcome<T> {

    /// The work was done.
    ///
    /// @param value what it gave; null for a `Task<Void>`
    record Succeeded<T>(@Nullable T value) implements Outcome<T> {}

    /// The work could not be done.
    record Failed<T>(Failure failure) implements Outcome<T> {

        public Failed {
            Objects.requireNonNull(failure, "failure");
        }
    }

    /// The work was stopped because somebody asked for it.
    record Cancelled<T>(Cancellation cancellation) implements Outcome<T> {

        public Cancelled {
            Objects.requireNonNull(cancellation, "cancellation");
        }
    }
}
