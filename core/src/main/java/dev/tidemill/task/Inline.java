package dev.tidemill.task;

import java.util.concurrent.Executor;

/// Runs code where it is handed over.
enum Inline implements Executor {
    INLINE;

    @Override
    public void execute(Runnable code) {
        code.run();
    }
}
