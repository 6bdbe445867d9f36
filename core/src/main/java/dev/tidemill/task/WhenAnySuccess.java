package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.Objects;

/// The first success of several tasks; see [Tasks#whenAnySuccess].
final class WhenAnySuccess<T> extends OfMany<T> {

    WhenAnySuccess(Task<?>[] tasks) {
        super(tasks);
    }

    @Override
    void oneIsDone(Task<?> task, Object state, @Nullable Cascade cascade) {
        if (!(state instanceof Unsuccessful)) {
            end(state, cascade);
        }
    }

    @Override
    Object summary(Task<?>[] sources) {
        return Objects.requireNonNull(unsuccessful(sources, null));
    }

    @Override
    public String kind() {
        return "any success";
    }

    @Override
    protected String describe() {
        return "any success of " + count + " tasks";
    }
}
