package dev.tidemill.task;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// A context that runs nothing by itself: a test pumps it, on its own thread.
///
/// It stands for the event thread of a user interface: waiting for a pending task is refused, other
/// than in asynchronous functions. For these, one thread must do all the pumping.
///
/// ```java
/// var ui = new PumpedContext();
/// Task<Void> saved = ui.run(() -> editor.save());
/// ui.runUntil(saved);
/// ```
public final class PumpedContext extends SyncContext implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final LinkedBlockingQueue<Runnable> posted = new LinkedBlockingQueue<>();
    private volatile boolean closed;

    /// A context with nothing to do.
    public PumpedContext() {}

    @Override
    protected void enqueue(Runnable code) {
        if (closed) {
            throw new RejectedExecutionException("this context was closed");
        }
        posted.add(code);
    }

    @Override
    protected boolean mayBlock() {
        return false;
    }

    /// Runs what was posted first, on this thread.
    ///
    /// @return false if there was nothing
    @CanIgnoreReturnValue
    public boolean runOne() {
        Runnable first = posted.poll();
        if (first == null) {
            return false;
        }
        first.run();
        return true;
    }

    /// Runs all that was posted, and what that posts, on this thread.
    ///
    /// @return how many pieces of code that was
    @CanIgnoreReturnValue
    public int runAll() {
        int ran = 0;
        while (runOne()) {
            ran++;
        }
        return ran;
    }

    /// Runs what is posted until the task is done, and gives its value, as [Task#await()] does; but
    /// not longer than ten seconds.
    ///
    /// @throws IllegalStateException if it is not done by then
    @CanIgnoreReturnValue
    public <T> T runUntil(Task<T> task) throws IOException, InterruptedException {
        return runUntil(task, LIMIT);
    }

    /// Like [#runUntil(Task)], with another limit.
    ///
    /// @throws IllegalStateException if it is not done by then
    @CanIgnoreReturnValue
    public <T> T runUntil(Task<T> task, Duration limit) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + Durations.toNanos(limit);
        task.whenDone(() -> posted.add(() -> {})); // ends the poll
        while (!task.isDone()) {
            Runnable next = posted.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                throw new IllegalStateException(
                        "not done after " + Durations.describe(limit) + ", and nothing to run: " + task);
            }
            next.run();
        }
        return task.await();
    }

    /// How many pieces of code wait to be run.
    public int size() {
        return posted.size();
    }

    /// From now on whatever is posted is refused, as by a context that was shut down. What was
    /// posted before can still be run.
    @Override
    public void close() {
        closed = true;
    }
}
