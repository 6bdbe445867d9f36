package dev.tidemill.nio;

import dev.tidemill.task.NonBlockingThread;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/// How channels wait.
final class Waiting {

    private Waiting() {}

    /// Waits until a task is done, as the JDK's channels wait for a system call: also on the thread
    /// of a user interface, where [Task#await()] is refused, and through interrupts, which stay
    /// set.
    ///
    /// @throws IllegalStateException on a [NonBlockingThread], if the task is pending
    static <T> T uninterruptibly(Task<T> task) throws IOException {
        if (!task.isDone() && Thread.currentThread() instanceof NonBlockingThread) {
            throw new IllegalStateException(Thread.currentThread().getName() + " must not wait for " + task);
        }
        try {
            task.toCompletableFuture().join();
        } catch (CompletionException | CancellationException e) {
            // thrown below, by the thread that waited
        }
        try {
            return task.await();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted while waiting for what is done: " + task, e);
        }
    }
}
