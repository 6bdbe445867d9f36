package dev.tidemill.swing;

import dev.tidemill.task.SyncContext;
import dev.tidemill.task.SyncContextProvider;

/// Tells tasks whose thread the event thread is. Found as a service; not for users.
public final class EventThreadProvider implements SyncContextProvider {

    /// For the service loader.
    public EventThreadProvider() {}

    @Override
    public String thread() {
        return "java.awt.EventDispatchThread";
    }

    @Override
    public SyncContext context() {
        return EventThread.CONTEXT;
    }
}
