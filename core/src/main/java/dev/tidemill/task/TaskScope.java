package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;

/// A place for tasks that none of them outlives, and for what they use.
///
/// {@snippet :
/// try (var scope = TaskScope.open()) {
///     for (Path path : paths) {
///         AsyncFile file = scope.own(AsyncFile.open(path, WRITE, CREATE).await());
///         scope.add(file.writeFully(content, 0));
///     }
///     scope.await(); // all have ended, all files are closed; the first failure is thrown
/// }
/// }
///
/// Whichever way the block is left, no task of the scope is pending afterwards, and what it owns
/// was closed after the last of them. There are two kinds, which differ in what happens when a
/// task does not succeed: [#open()] lets the others finish, [#failFast()] asks them to cancel.
///
/// Tasks may be added by any thread, also by tasks of the scope, until all have ended that were
/// added before and somebody waits for that. One thread opens, awaits and closes it.
///
/// **What is thrown.** The first task that failed, in time, with up to 100 others as suppressed
/// exceptions; [#failures()] has all. If none failed but one was cancelled, that cancellation. It
/// is thrown once: by [#await()], or by [#close()] if `await` did not come to it.
public final class TaskScope implements AutoCloseable {

    private final boolean failFast;
    private final CancellationSource source = new CancellationSource();
    private final InFlight children = new InFlight(Integer.MAX_VALUE, false, (task, _, _) -> oneIsDone(task));
    private final Deque<AutoCloseable> owned = new ArrayDeque<>(); // the last one first; guarded by itself
    private volatile boolean interrupted; // in await()
    private volatile boolean told; // what went wrong was thrown

    private TaskScope(boolean failFast) {
        this.failFast = failFast;
        if (Thread.currentThread() instanceof NonBlockingThread) {
            throw new IllegalStateException(Thread.currentThread().getName()
                    + " must not wait, so it cannot open a scope, which is closed by waiting for its tasks");
        }
    }

    /// A scope whose tasks all finish, whatever becomes of the others.
    public static TaskScope open() {
        return new TaskScope(false);
    }

    /// A scope whose tasks are asked to cancel as soon as one of them fails or is cancelled, or if
    /// it is closed without having been awaited.
    public static TaskScope failFast() {
        return new TaskScope(true);
    }

    /// Cancelled when this scope is: for work that is to be told when it begins, and for code of
    /// your own. Tasks of the scope are asked anyway.
    public CancellationToken token() {
        return source.token();
    }

    /// Has the resource closed by this scope: after its last task, the last resource first.
    ///
    /// @return the resource
    /// @throws IllegalStateException if the scope is closed; then the resource is closed here
    @CanIgnoreReturnValue
    public <R extends AutoCloseable> R own(R resource) {
        Objects.requireNonNull(resource, "resource");
        boolean late;
        synchronized (owned) {
            late = children.isSealed();
            if (!late) {
                owned.push(resource);
            }
        }
        if (late) {
            IllegalStateException closed =
                    new IllegalStateException("the scope is closed, and does not take this any more: " + resource);
            try {
                resource.close();
            } catch (Throwable thrown) {
                closed.addSuppressed(thrown);
            }
            throw closed;
        }
        return resource;
    }

    /// Adds a task that has begun. If the scope is cancelled, it is asked to cancel at once.
    ///
    /// @return the task
    /// @throws IllegalStateException if the scope is closed; then the task is asked to cancel, and
    ///         nobody waits for it
    @CanIgnoreReturnValue
    public <T> Task<T> add(Task<T> task) {
        if (!children.add(Objects.requireNonNull(task, "task"), 0)) {
            task.cancel(new CancellationReason.Requested("its scope is closed"));
            throw new IllegalStateException("the scope is closed, and does not take this any more: " + task);
        }
        return task;
    }

    /// Runs the body on a virtual thread, as a task of this scope; see [Task#run(Callable)].
    ///
    /// @throws IllegalStateException if the scope is closed
    @CanIgnoreReturnValue
    public <T> Task<T> run(Callable<? extends T> body) {
        refuseIfClosed();
        return add(Task.run(body));
    }

    /// Like [#run(Callable)], for a body without a value.
    @CanIgnoreReturnValue
    public Task<Void> run(Task.Body body) {
        refuseIfClosed();
        return add(Task.run(body));
    }

    /// Runs the body on the pool for work that computes, as a task of this scope; see
    /// [Task#compute(Callable)].
    ///
    /// @throws IllegalStateException if the scope is closed
    @CanIgnoreReturnValue
    public <T> Task<T> compute(Callable<? extends T> body) {
        refuseIfClosed();
        return add(Task.compute(body));
    }

    /// Like [#compute(Callable)], for a body without a value.
    @CanIgnoreReturnValue
    public Task<Void> compute(Task.Body body) {
        refuseIfClosed();
        return add(Task.compute(body));
    }

    private void refuseIfClosed() {
        if (children.isSealed()) {
            throw new IllegalStateException("the scope is closed");
        }
    }

    /// Asks all tasks to cancel, also those that are added later, and cancels the token.
    public void cancel() {
        cancel(CancellationReason.Requested.SILENTLY);
    }

    /// Like [#cancel()], with a reason.
    public void cancel(CancellationReason reason) {
        try {
            source.cancel(reason); // first: a task that ends because of this is not the first that did not succeed
        } finally {
            children.cancel(reason);
        }
    }

    /// Whether somebody, or a failure, has cancelled this scope.
    public boolean isCancelled() {
        return source.isCancelled();
    }

    private void oneIsDone(Task<?> task) {
        if (failFast && task.finalState() instanceof Unsuccessful && !source.isCancelled()) {
            try {
                cancel(new CancellationReason.Requested("another task of the scope did not succeed"));
            } catch (Throwable thrown) { // by a callback of the token
                Uncaught.handle(thrown);
            }
        }
    }

    /// Waits until all tasks have ended, closes what the scope owns, and throws if something went
    /// wrong. The scope is closed then.
    ///
    /// @throws IOException if that is how the first failed
    /// @throws InterruptedException if this thread was interrupted while it waited: the scope stays
    ///         open, and [#close()] asks the tasks to cancel
    /// @throws CancellationException if none failed, but one was cancelled
    /// @throws CompletionException if the first failed with a checked exception other than those
    /// @throws IllegalStateException if this thread runs a task of the scope, which would wait for
    ///         itself
    public void await() throws IOException, InterruptedException {
        refuseOwnTasks();
        try {
            while (!children.seal()) {
                Task<Void> none = children.none();
                if (!none.isDone()) {
                    Waiter.park(none);
                }
            }
        } catch (InterruptedException e) {
            interrupted = true;
            throw e;
        }
        closeOwned();
        told = true;
        Unsuccessful end = children.end();
        if (end != null) {
            rethrow(end.exception());
        }
    }

    /// The failures so far, the first in time first; without those that were cancelled.
    public List<Failure> failures() {
        return children.failures();
    }

    /// Waits until all tasks have ended and closes what the scope owns, if [#await()] has not done
    /// so, and throws what it would have thrown.
    ///
    /// The tasks are asked to cancel first if this scope is [#failFast()], or if `await` was
    /// interrupted; that they were cancelled is not thrown then. Interrupts do not end the wait: an
    /// interrupt asks the tasks to cancel, and stays set.
    ///
    /// @throws IOException if that is how the first failed
    /// @throws CompletionException if the first failed with another checked exception
    /// @throws IllegalStateException if this thread runs a task of the scope, which would wait for
    ///         itself
    @Override
    public void close() throws IOException {
        if (told) {
            return;
        }
        refuseOwnTasks();
        if (interrupted) {
            cancelToLeave(new CancellationReason.Interrupted());
        } else if (failFast) {
            cancelToLeave(new CancellationReason.Requested("its scope was left"));
        }
        awaitEnds();
        closeOwned();
        told = true;
        Unsuccessful end = children.end();
        if (end != null && !(end.isCancelled() && source.isCancelled())) {
            try {
                rethrow(end.exception());
            } catch (InterruptedException e) {
                throw new CompletionException(e);
            }
        }
    }

    private void awaitEnds() {
        boolean wasInterrupted = false;
        while (!children.seal()) {
            Task<Void> none = children.none();
            if (none.isDone()) {
                continue;
            }
            try {
                Waiter.park(none);
            } catch (InterruptedException e) {
                wasInterrupted = true;
                cancelToLeave(new CancellationReason.Interrupted());
            }
        }
        if (wasInterrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void cancelToLeave(CancellationReason why) {
        if (!children.seal()) {
            try {
                cancel(why);
            } catch (Throwable thrown) { // by a callback of the token
                Uncaught.handle(thrown);
            }
        }
    }

    private void refuseOwnTasks() {
        Thread thread = Thread.currentThread();
        if (children.isRunBy(thread)) {
            throw new IllegalStateException(
                    thread + " runs a task of this scope, and would wait for itself; whoever opened the scope waits");
        }
    }

    private void closeOwned() {
        for (AutoCloseable resource = nextOwned(); resource != null; resource = nextOwned()) {
            try {
                resource.close();
            } catch (Throwable thrown) {
                if (thrown instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                children.failed(thrown);
            }
        }
    }

    private @Nullable AutoCloseable nextOwned() {
        synchronized (owned) {
            return owned.poll();
        }
    }

    private static void rethrow(Throwable exception) throws IOException, InterruptedException {
        switch (exception) {
            case IOException e -> throw e;
            case InterruptedException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable checked -> throw new CompletionException(checked);
        }
    }

    @Override
    public String toString() {
        return (failFast ? "TaskScope.failFast[" : "TaskScope.open[") + children.pending() + " pending, "
                + (children.isSealed() ? "closed" : source.isCancelled() ? "cancelled" : "open") + "]";
    }
}
