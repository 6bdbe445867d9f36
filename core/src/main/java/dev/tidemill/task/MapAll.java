package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/// The values of a task for each item, in the order of the items; see [Tasks#map].
final class MapAll<T, R> extends Pulling<T, List<R>> {

    private final ShortLock lock = new ShortLock();
    private @Nullable Object[] values = new Object[16]; // under the lock; grows
    private int size;

    MapAll(Source<T> source, int maxInFlight, Function<? super T, ? extends Task<?>> function) {
        super(source, maxInFlight, function, false, false);
    }

    @Override
    void ended(Task<?> task, long number, @Nullable Cascade cascade) {
        int index = Math.toIntExact(number);
        lock.lock();
        try {
            if (index >= values.length) {
                values = Arrays.copyOf(values, Math.max(index + 1, values.length + (values.length >> 1)));
            }
            size = Math.max(size, index + 1);
            values[index] = task.finalState() instanceof Unsuccessful ? null : task.value();
        } finally {
            lock.unlock();
        }
    }

    @Override
    @SuppressWarnings("unchecked") // the values are those of the tasks
    List<R> result() {
        lock.lock();
        try {
            return (List<R>) Collections.unmodifiableList(Arrays.asList(values).subList(0, size));
        } finally {
            lock.unlock();
        }
    }

    @Override
    protected String describe() {
        return "map";
    }
}
