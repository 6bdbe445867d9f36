package dev.tidemill.task;

/// Knows the context of a user interface. A service: found with a [java.util.ServiceLoader], and
/// asked once, when a thread of that interface first uses a task.
public interface SyncContextProvider {

    /// The class of the interface's thread: `java.awt.EventDispatchThread`.
    String threadClassName();

    /// The context for what runs on such a thread; its [SyncContext#mayBlock()] should be false.
    SyncContext context();
}
