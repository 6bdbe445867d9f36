package dev.tidemill.bench.jmh;

import dev.tidemill.task.Task;

/// The smallest operation there is: a task that is completed from outside, as reads and writes are.
final class Signal<T> extends Task<T> {

    void set(T value) {
        succeed(value);
    }
}
