package dev.tidemill.flow;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;

/// Work that anybody may ask for, and that one thread at a time does: a virtual one, which lives as
/// long as there is something to do.
///
/// Whoever changes something signals afterwards. If nobody is at work a new thread looks at
/// everything, otherwise the one that is at work looks once more.
abstract class InTurn implements Runnable {

    /// Not 0: somebody is at work.
    private final AtomicInteger signals;

    /// @param begun whether whoever makes this is at work already, and will [#run] it
    InTurn(boolean begun) {
        signals = new AtomicInteger(begun ? 1 : 0);
    }

    /// Looks at everything, and does what can be done without waiting.
    abstract void work();

    /// Something has changed. Any thread; does not wait.
    final void signal() {
        if (signals.getAndIncrement() == 0) Thread.startVirtualThread(this);
    }

    /// Has [#signal] called when `task` is done.
    ///
    /// @return the same task
    final <T> Task<T> signalling(Task<T> task) {
        if (!task.isDone())
            task.whenCompleteAsync((_, _) -> signal(), Tasks.inline()).forget();
        return task;
    }

    /// Why `task`, which is done, has no value; null if it has one.
    static @Nullable Throwable failureOf(Task<?> task) {
        return switch (task.state()) {
            case SUCCESS -> null;
            case CANCELLED -> new CancellationException(task + " was cancelled");
            default -> task.exceptionNow();
        };
    }

    /// What `thrown` is to a caller that cannot be told of it.
    static void handle(Throwable thrown) {
        Thread thread = Thread.currentThread();
        thread.getUncaughtExceptionHandler().uncaughtException(thread, thrown);
    }

    @Override
    public final void run() {
        int seen;
        do {
            seen = signals.get();
            work();
        } while (signals.addAndGet(-seen) != 0);
    }
}
