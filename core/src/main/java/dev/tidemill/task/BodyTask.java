package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.pending.Details;
import dev.tidemill.pending.Stage;
import dev.tidemill.pending.Subject;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinWorkerThread;

/// A task whose work is code that runs on a thread.
final class BodyTask<T> extends Task<T> implements Runnable, Subject {

    private static final VarHandle RUNNER;
    private static final VarHandle REQUESTED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            RUNNER = lookup.findVarHandle(BodyTask.class, "runner", Object.class);
            REQUESTED = lookup.findVarHandle(BodyTask.class, "requested", CancellationReason.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static final Object INTERRUPTING = new Object();
    private static final Object ENDED = new Object();

    private @Nullable Callable<? extends T> body; // null once it was called: it may hold much

    /*
     * null ──> Thread ──> ENDED       by the thread that runs the body
     *   │       │   ↑
     *   │     INTERRUPTING            by the one canceller that was first; the runner waits for it,
     *   ↓                             so that the interrupt never meets what the thread does next
     * ENDED                           cancelled before the body began
     */
    private volatile @Nullable Object runner;

    private volatile @Nullable CancellationReason requested; // the first one

    private final boolean computes;

    BodyTask(Callable<? extends T> body, boolean computes) {
        Objects.requireNonNull(body, "body");
        this.computes = computes; // first: what is recorded asks for it
        super();
        this.body = CarriedValues.around(body);
    }

    static <T> Task<T> onVirtualThread(Callable<? extends T> body) {
        BodyTask<T> task = new BodyTask<>(body, false);
        Thread.ofVirtual().name("tidemill-run").start(task);
        return task;
    }

    static <T> Task<T> onComputePool(Callable<? extends T> body) {
        BodyTask<T> task = new BodyTask<>(body, true);
        ComputePool.POOL.execute(task);
        return task;
    }

    @Override
    public void run() {
        Thread thread = Thread.currentThread();
        if (!RUNNER.compareAndSet(this, null, thread)) {
            return; // cancelled before
        }
        Callable<? extends T> called = Objects.requireNonNull(body);
        body = null;
        Object end;
        try {
            end = stateOf(called.call());
        } catch (Throwable thrown) {
            end = endedBy(thrown, requested, describe());
        }
        while (!RUNNER.compareAndSet(this, thread, ENDED)) {
            Thread.yield(); // a canceller is interrupting, and may need this processor for it
        }
        boolean _ = Thread.interrupted(); // whoever interrupted the body did not mean the thread's next work
        complete(end, null);
    }

    /// Cancelled if it did what it was asked to do, or if what it waited for was cancelled.
    ///
    /// @param reason why it was asked to stop, or null
    static Unsuccessful endedBy(Throwable thrown, @Nullable CancellationReason reason, String subject) {
        if (reason != null && (thrown instanceof InterruptedException || thrown instanceof CancellationException)) {
            return new Unsuccessful(
                    thrown instanceof CancellationException exception && tells(exception, reason)
                            ? new ThrownCancellation(exception, reason, Cancellation.Reach.STOPPED)
                            : new Stopped(subject, reason, thrown));
        }
        return Unsuccessful.thrown(thrown);
    }

    /// Whether the exception is of the kind that the reason promises. If so it is the better one:
    /// it knows which operation inside of the body was stopped.
    private static boolean tells(CancellationException exception, CancellationReason reason) {
        return exception instanceof DeadlineExceededException || !(reason instanceof CancellationReason.Deadline);
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // whether it is this thread
    boolean isRunBy(Thread thread) {
        return runner == thread;
    }

    @Override
    protected void cancelRequested(CancellationReason reason) {
        if (!REQUESTED.compareAndSet(this, null, reason)) {
            return;
        }
        if (RUNNER.compareAndSet(this, null, ENDED)) {
            body = null;
            cancelled(Cancellation.of(describe(), reason, Cancellation.Reach.NEVER_STARTED));
        } else if (runner instanceof Thread thread && RUNNER.compareAndSet(this, thread, INTERRUPTING)) {
            try {
                thread.interrupt();
            } finally {
                runner = thread; // it waits for that
            }
        }
    }

    @Override
    public String kind() {
        return computes ? "compute" : "run";
    }

    @Override
    public Details details() {
        Object now = runner;
        if (!(now instanceof Thread thread)) {
            return Details.of(now == null ? Stage.QUEUED : Stage.STOPPING, null);
        }
        return Details.of(requested == null ? Stage.STARTED : Stage.STOPPING, Waiters.nameOf(thread));
    }

    /// The body ended with an exception that does not say why.
    private record Stopped(String subject, CancellationReason reason, Throwable thrown) implements Cancellation {

        @Override
        public Reach reach() {
            return Reach.STOPPED;
        }

        @Override
        public CancellationException toException() {
            CancellationException exception = reason.toException(toString());
            exception.initCause(thrown);
            return exception;
        }

        @Override
        public String toString() {
            return subject + " cancelled " + reason.describe();
        }
    }

    /// Started with the first body that computes; its threads end when there is nothing to do.
    private static final class ComputePool {

        /// First in, first out; a thread that waits for a task is replaced meanwhile.
        static final ForkJoinPool POOL =
                new ForkJoinPool(Runtime.getRuntime().availableProcessors(), ComputePool::newThread, null, true);

        private static ForkJoinWorkerThread newThread(ForkJoinPool pool) {
            ForkJoinWorkerThread thread = ForkJoinPool.defaultForkJoinWorkerThreadFactory.newThread(pool);
            thread.setName("tidemill-compute-" + thread.getPoolIndex());
            return thread;
        }
    }
}
