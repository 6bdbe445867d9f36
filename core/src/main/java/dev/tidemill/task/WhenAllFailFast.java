package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// All of several tasks, which are asked to cancel as soon as one did not succeed; see
/// [Tasks#whenAllFailFast].
final class WhenAllFailFast<T> extends OfMany<List<T>> {

    /// In time. The first that did not succeed is why the others were asked; if it was cancelled,
    /// one of them may have failed all the same, and that counts more.
    private final AtomicReference<@Nullable Task<?>> firstUnsuccessful = new AtomicReference<>();

    private final AtomicReference<@Nullable Task<?>> firstFailed = new AtomicReference<>();

    WhenAllFailFast(Task<?>[] tasks) {
        super(tasks);
    }

    @Override
    void oneIsDone(Task<?> task, Object state, @Nullable Cascade cascade) {
        if (!(state instanceof Unsuccessful unsuccessful)) {
            return;
        }
        if (!unsuccessful.isCancelled()) {
            firstFailed.compareAndSet(null, task);
        }
        if (firstUnsuccessful.compareAndSet(null, task)) {
            cancelTheOthers(unsuccessful.isCancelled() ? "another task was cancelled" : "another task failed");
        }
    }

    @Override
    Object summary(Task<?>[] sources) {
        Task<?> failed = firstFailed.get();
        Unsuccessful end = unsuccessful(sources, failed != null ? failed : firstUnsuccessful.get());
        return end != null
                ? end
                : Collections.unmodifiableList(
                        Arrays.asList(Arrays.stream(sources).map(Task::value).toArray()));
    }

    @Override
    public String kind() {
        return "all, fail fast";
    }

    @Override
    protected String describe() {
        return "all of " + count + " tasks, fail fast";
    }
}
