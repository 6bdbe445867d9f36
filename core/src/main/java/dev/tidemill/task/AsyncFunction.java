package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.pending.Details;
import dev.tidemill.pending.Stage;
import dev.tidemill.pending.Subject;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.concurrent.Callable;

/// Code that runs in a context, part by part: where it awaits a pending task, its stack is taken
/// off the thread, and put back there when the task is done.
///
/// Everything here but what is said of other threads happens on the one thread of the context.
/// @param <T> the type of its value
final class AsyncFunction<T> extends Task<T> implements Subject {

    private static final VarHandle BEGUN;
    private static final VarHandle REQUESTED;
    private static final StackWalker FRAMES = StackWalker.getInstance();

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            BEGUN = lookup.findVarHandle(AsyncFunction.class, "begun", boolean.class);
            REQUESTED = lookup.findVarHandle(AsyncFunction.class, "requested", CancellationReason.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final SyncContext context;
    private final Callable<? extends T> body;
    private final boolean forgotten; // launched: nobody else is told of its failure
    private final JdkContinuation parts = new JdkContinuation(this::runBody);
    private @Nullable CarriedValues carried; // on the way to the next part
    private volatile @Nullable Thread thread; // null before the first part
    private @Nullable T value; // or null, if the body threw
    private @Nullable Throwable thrown;

    @SuppressWarnings("unused") // by BEGUN
    private volatile boolean begun; // or cancelled before

    private volatile @Nullable Suspension suspension; // null while a part runs
    private volatile @Nullable CancellationReason requested; // the first one, by another thread
    private volatile boolean interrupted; // by that or by itself, until a wait was ended by it

    private AsyncFunction(SyncContext context, Callable<? extends T> body, boolean forgotten) {
        this.context = context;
        this.body = Objects.requireNonNull(body, "body");
        this.forgotten = forgotten;
        carried = CarriedValues.capture();
    }

    static <T> Task<T> run(SyncContext context, Callable<? extends T> body) {
        AsyncFunction<T> function = new AsyncFunction<>(context, body, false);
        function.start();
        return function;
    }

    static void launch(SyncContext context, Callable<?> body) {
        AsyncFunction<?> function = new AsyncFunction<>(context, body, true);
        context.launches().start();
        function.start();
    }

    private void start() {
        if (context.isCurrent()) {
            begin();
        } else {
            post(this::begin);
        }
    }

    /// The function whose part this code is, if it can be suspended here; else null.
    static @Nullable AsyncFunction<?> here() {
        Place place = Place.here();
        AsyncFunction<?> function = place == null ? null : place.function();
        return function == null || isUnder(UiThread.eventLoopOf(Thread.currentThread())) ? null : function;
    }

    /// Whether an event loop, that of a modal dialog say, runs on top of the function. The code is
    /// a handler of an event then, and no part of the function: that cannot go on before the loop
    /// has ended.
    private static boolean isUnder(@Nullable String eventLoop) {
        if (eventLoop == null) {
            return false;
        }
        String ownName = AsyncFunction.class.getName();
        return FRAMES.walk(frames -> frames.filter(frame -> frame.getClassName().equals(eventLoop)
                                || (frame.getClassName().equals(ownName)
                                        && frame.getMethodName().equals("runBody")))
                        .findFirst()
                        .map(frame -> frame.getClassName().equals(eventLoop)))
                .orElse(true);
    }

    // The parts.

    private void begin() {
        if (!BEGUN.compareAndSet(this, false, true)) {
            return; // cancelled before
        }
        thread = Thread.currentThread();
        if (thread.isVirtual()) {
            lose(new IllegalStateException("an asynchronous function needs a platform thread, and this is " + thread));
            return;
        }
        runPart();
    }

    /// Runs until the next wait, or to the end.
    ///
    /// While a part runs, the thread's interrupt is that of the function: code in it may set it
    /// again, as one does. It does not stay behind on the thread.
    private void runPart() {
        boolean interruptOfThread = Thread.interrupted();
        CarriedValues values = carried;
        new Place(Thread.currentThread(), context, this)
                .during(values == null ? parts::run : () -> values.during(parts::run));
        if (Thread.interrupted()) {
            interrupted = true;
        }
        if (interruptOfThread) {
            Thread.currentThread().interrupt();
        }
        if (parts.isDone()) {
            end(thrown == null ? stateOf(value) : BodyTask.endedBy(thrown, requested, describe()), thrown);
        }
    }

    private void runBody() {
        try {
            value = body.call();
        } catch (Throwable t) {
            thrown = t;
        }
    }

    /// On any thread.
    private void post(Runnable part) {
        try {
            context.post(part);
        } catch (Throwable rejected) {
            if (Thread.currentThread() instanceof NonBlockingThread) {
                Cascade.onVirtualThread(() -> lose(rejected)); // there is a user's handler
            } else {
                lose(rejected);
            }
        }
    }

    /// The function cannot go on: what is left of it will not run, its `finally` blocks neither.
    private void lose(Throwable why) {
        end(Unsuccessful.thrown(why), why);
    }

    private void end(Object state, @Nullable Throwable failure) {
        if (forgotten && state instanceof Unsuccessful unsuccessful) {
            unsuccessful.seen(); // by the handler
        }
        if (complete(state, null)) {
            if (forgotten) {
                if (failure != null && !isCancelled()) {
                    context.handle(failure);
                }
                context.launches().end();
            }
        }
    }

    // Waiting.

    /// Suspends this function until the task is done; called by a part of it.
    ///
    /// @return null if the time is over
    /// @throws IllegalStateException if a part of the stack cannot be taken off the thread
    @Nullable
    Object suspendUntil(Task<?> task, boolean interruptible, long nanos) throws InterruptedException {
        Suspension wait = new Suspension(this, task, interruptible);
        suspension = wait;
        if (Thread.interrupted()) {
            interrupted = true;
        }
        if (interruptible && interrupted) { // read after the write: cancelRequested does it the other way round
            endWait(wait);
            throw interrupted(task);
        }
        if (nanos > 0 && task.addNode(wait)) {
            Timer.Alarm alarm = wait.setAlarm(nanos);
            try {
                suspend();
            } finally {
                endWait(wait);
                if (alarm != null) {
                    Timer.shared().cancel(alarm);
                }
            }
            if (!task.isDone() && interruptible && interrupted) {
                throw interrupted(task);
            }
        }
        suspension = null;
        return task.finalStateOrNull();
    }

    private void suspend() {
        carried = CarriedValues.capture(); // what the function has changed is its own
        try {
            JdkContinuation.suspend();
        } catch (IllegalStateException pinned) {
            throw new IllegalStateException(
                    "cannot be suspended here: a native method or a class initializer is on the stack", pinned);
        }
    }

    @SuppressWarnings("ReferenceEquality") // whether it is this one
    private void resume(Suspension wait) {
        if (suspension != wait) {
            return; // it could not be suspended
        }
        if (!mayRunOn(Thread.currentThread())) {
            lose(new IllegalStateException("an asynchronous function needs a context with one thread; " + context
                    + " has " + thread + " and " + Thread.currentThread()));
            return;
        }
        suspension = null;
        thread = Thread.currentThread();
        runPart();
    }

    /// Whether this is its thread, or the event thread that has taken the place of that: AWT ends
    /// it when there is no window, and starts another one with the next event.
    @SuppressWarnings("ReferenceEquality")
    private boolean mayRunOn(Thread now) {
        return now == thread || UiThread.contextOf(now) == context;
    }

    private void endWait(Suspension wait) {
        suspension = null;
        wait.over = true;
        if (!wait.task.isDone()) {
            wait.task.unlinkAbandoned();
        }
    }

    private InterruptedException interrupted(Task<?> task) {
        interrupted = false;
        return new InterruptedException("interrupted while waiting for " + task.describe());
    }

    /// By any thread. The thread of the context has other work and is not interrupted; the wait
    /// ends as if it had been.
    @Override
    protected void cancelRequested(CancellationReason reason) {
        if (!REQUESTED.compareAndSet(this, null, reason)) {
            return;
        }
        if (BEGUN.compareAndSet(this, false, true)) {
            end(new Unsuccessful(Cancellation.of(describe(), reason, Cancellation.Reach.NEVER_STARTED)), null);
            return;
        }
        interrupted = true;
        Suspension wait = suspension;
        if (wait != null && wait.interruptible) {
            wait.resume();
        }
    }

    @Override
    protected String describe() {
        return "asynchronous function";
    }

    @Override
    public String kind() {
        return "function";
    }

    @Override
    public Details details() {
        Thread by = thread;
        return Details.of(
                requested != null ? Stage.STOPPING : begun ? Stage.STARTED : Stage.QUEUED,
                by == null ? null : Waiters.nameOf(by));
    }

    /// One wait of the function.
    private static final class Suspension extends Node implements Runnable {

        private static final VarHandle OVER;

        static {
            try {
                OVER = MethodHandles.lookup().findVarHandle(Suspension.class, "over", boolean.class);
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }

        private final AsyncFunction<?> function;
        private final Task<?> task;
        private final boolean interruptible;
        private volatile boolean over; // somebody has posted the next part, or there is nothing to wait for

        Suspension(AsyncFunction<?> function, Task<?> task, boolean interruptible) {
            this.function = function;
            this.task = task;
            this.interruptible = interruptible;
        }

        Timer.@Nullable Alarm setAlarm(long nanos) {
            if (nanos == Waiter.FOREVER) {
                return null;
            }
            Timer.Alarm alarm = new Timer.Alarm() {
                @Override
                void ring() {
                    resume();
                }
            };
            Timer.shared().set(alarm, nanos);
            return alarm;
        }

        /// On any thread: the function goes on in its context.
        private void resume() {
            if (OVER.compareAndSet(this, false, true)) {
                function.post(this);
            }
        }

        @Override
        public void run() {
            function.resume(this);
        }

        @Override
        void taskIsDone(Cascade cascade) {
            resume();
        }

        @Override
        boolean isAbandoned() {
            return over;
        }

        @Override
        void tellWho(Waiters who) {
            who.name("an asynchronous function in " + function.context);
            who.task(function);
        }
    }
}
