package dev.tidemill.task;

/// Knows the context of a user interface. A service: found with a [java.util.ServiceLoader], and
/// asked once, when a thread of that interface first uses a task.
public interface SyncContextProvider {

    /// The interface's thread, by its class, `java.awt.EventDispatchThread`, or by its name if it
    /// has no class of its own, `JavaFX Application Thread`.
    String thread();

    /// The context for what runs on such a thread; its [SyncContext#mayBlock()] should be false.
    SyncContext context();
}
