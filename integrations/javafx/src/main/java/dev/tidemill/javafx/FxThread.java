package dev.tidemill.javafx;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.SyncContext;
import java.util.concurrent.RejectedExecutionException;
import javafx.application.Platform;

/// The application thread of JavaFX. A process has one, once.
final class FxThread extends SyncContext {

    static final SyncContext CONTEXT = new FxThread();

    private volatile @Nullable Thread thread; // from when it has first run something

    private FxThread() {}

    @Override
    protected void enqueue(Runnable code) {
        Thread known = thread;
        if (known != null && !known.isAlive()) {
            throw new RejectedExecutionException("JavaFX has exited"); // it would drop the code, and say nothing
        }
        Platform.runLater(() -> {
            thread = Thread.currentThread();
            code.run();
        });
    }

    @Override
    protected boolean mayBlock() {
        return false;
    }

    @Override
    public String toString() {
        return "FxContext";
    }
}
