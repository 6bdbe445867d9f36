package dev.tidemill.task;

import dev.tidemill.pending.ScopedTag;
import java.util.concurrent.Callable;

/// Takes the tag of a scope along to where the code runs that was handed over in the scope.
final class ScopedTags {

    private ScopedTags() {}

    /// The body, in the scope's tag.
    static <T> Callable<T> carriedBy(Callable<T> body) {
        String tag = ScopedTag.current();
        return tag == null ? body : () -> ScopedTag.during(tag, body::call);
    }

    /// The function, in the scope's tag.
    static <S, R> Dependent.Step<S, R> carriedBy(Dependent.Step<S, R> step) {
        String tag = ScopedTag.current();
        return tag == null ? step : source -> ScopedTag.during(tag, () -> step.apply(source));
    }
}
