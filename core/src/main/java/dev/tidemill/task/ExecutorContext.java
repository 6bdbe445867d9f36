package dev.tidemill.task;

import java.util.concurrent.Executor;

/// A context on somebody's executor.
final class ExecutorContext extends SyncContext {

    private final Executor executor;

    ExecutorContext(Executor executor) {
        this.executor = executor;
    }

    @Override
    protected void enqueue(Runnable code) {
        executor.execute(code);
    }

    @Override
    public String toString() {
        return "SyncContext[" + executor + "]";
    }
}
