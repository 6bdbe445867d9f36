package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/// The first success of several tasks, when all have ended, the others because they were asked to;
/// see [Tasks#raceToSuccess].
final class RaceToSuccess<T> extends OfMany<T> {

    private final AtomicReference<@Nullable Object> won = new AtomicReference<>(); // the state of the first success

    RaceToSuccess(Task<?>[] tasks) {
        super(tasks);
    }

    @Override
    void oneIsDone(Task<?> task, Object state, @Nullable Cascade cascade) {
        if (!(state instanceof Unsuccessful) && won.compareAndSet(null, state)) {
            cancelTheOthers("another of the tasks has won");
        }
    }

    @Override
    Object summary(Task<?>[] sources) {
        Object state = won.get();
        return state != null ? state : Objects.requireNonNull(unsuccessful(sources, null));
    }

    @Override
    public String kind() {
        return "race";
    }

    @Override
    protected String describe() {
        return "race of " + count + " tasks";
    }
}
