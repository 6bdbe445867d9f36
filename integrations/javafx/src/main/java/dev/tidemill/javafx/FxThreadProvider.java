package dev.tidemill.javafx;

import dev.tidemill.task.SyncContext;
import dev.tidemill.task.SyncContextProvider;

/// Tells tasks the context of the application thread. Found as a service; not for users.
public final class FxThreadProvider implements SyncContextProvider {

    /// For the service loader.
    public FxThreadProvider() {}

    @Override
    public String thread() {
        return "JavaFX Application Thread";
    }

    @Override
    public SyncContext context() {
        return FxThread.CONTEXT;
    }
}
