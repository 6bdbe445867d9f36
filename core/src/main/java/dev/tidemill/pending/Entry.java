package dev.tidemill.pending;

/// What is kept of a task from its beginning to its end.
public sealed interface Entry permits KindCount, TaskRecord {

    /// The task is done; called once, by whoever completes it.
    void ended();
}
