package dev.tidemill.swing;

import dev.tidemill.task.SyncContext;
import java.awt.EventQueue;

/// The event thread of AWT.
final class EventThread extends SyncContext {

    static final SyncContext CONTEXT = new EventThread();

    private EventThread() {}

    @Override
    protected void enqueue(Runnable code) {
        EventQueue.invokeLater(code);
    }

    @Override
    protected boolean mayBlock() {
        return false;
    }

    @Override
    public String toString() {
        return "SwingContext";
    }
}
