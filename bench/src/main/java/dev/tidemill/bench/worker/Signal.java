package dev.tidemill.bench.worker;

import dev.tidemill.task.Task;

/// The smallest operation there is: a task that is completed from outside, as reads and writes are.
public final class Signal<T> extends Task<T> {

    /// Completes it.
    public void set(T value) {
        succeed(value);
    }
}
