package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.function.Function;

/// A task for each item; see [Tasks#forEach].
final class ForEach<T> extends Pulling<T, Void> {

    ForEach(Source<T> source, int maxInFlight, Function<? super T, ? extends Task<?>> function, boolean failFast) {
        super(source, maxInFlight, function, failFast, false);
    }

    @Override
    void ended(Task<?> task, long number, @Nullable Cascade cascade) {}

    @Override
    @Nullable
    Void result() {
        return null;
    }

    @Override
    protected String describe() {
        return "forEach";
    }
}
