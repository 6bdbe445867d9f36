package dev.tidemill.task;

import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.annotation.Nullable;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/// A place where code runs one piece after the other, to which functions come back: the event
/// thread of a user interface, above all.
///
/// The context that is [current][#current()] where a function is added to a task is where the
/// function runs: `task.thenAccept(area::setText)`, said on the event thread, sets the text on the
/// event thread. [Task#configureAwait(boolean)] switches that off for a task, and
/// [Task#thenOn(SyncContext, java.util.function.Function)] names a context.
///
/// [#run(Callable)] and [#launch(Task.Body)] run an asynchronous function: code that awaits in the
/// middle, all of whose parts run here, while the thread goes on with other work in between.
///
/// A subclass says how code gets there ([#enqueue(Runnable)]); one for an executor is there already
/// ([#of(Executor)]), and one for tests ([PumpedContext]). Two contexts are the same only if they
/// are the same object, so keep the one you have made.
///
/// All methods may be called by any thread.
@CheckReturnValue
public abstract class SyncContext implements Executor {

    private final Launches launches = new Launches();
    private volatile Consumer<? super Throwable> failureHandler = Uncaught::handle;

    protected SyncContext() {
        Place.areUsed();
    }

    /// The context this code runs in, or null if it runs in none.
    ///
    /// That is the one that runs it, or else the one that belongs to this thread, if it is the
    /// thread of a user interface.
    public static @Nullable SyncContext current() {
        Place place = Place.here();
        return place != null ? place.context() : UiThread.contextOf(Thread.currentThread());
    }

    /// Whether this code may keep its thread waiting, for a lock, a device or another thread.
    ///
    /// Not on the thread of a user interface, not in a context that [must not block][#mayBlock()],
    /// and not on a [NonBlockingThread]. An asynchronous function in such a context may await tasks
    /// all the same: that keeps nobody waiting.
    public static boolean mayBlockHere() {
        Thread thread = Thread.currentThread();
        return !(thread instanceof NonBlockingThread) && UiThread.mayBlock(thread);
    }

    /// A context whose code this executor runs.
    ///
    /// The executor should run one piece of code after the other. For asynchronous functions it
    /// must do so on one platform thread, always the same one.
    public static SyncContext of(Executor executor) {
        Objects.requireNonNull(executor, "executor");
        return executor instanceof SyncContext context ? context : new ExecutorContext(executor);
    }

    /// Hands code over to the thread of this context, behind all that was handed over before.
    ///
    /// May be called by a thread that must not wait, so it does not wait either.
    ///
    /// @param code throws nothing
    /// @throws RejectedExecutionException if this context was shut down: the code will not run
    protected abstract void enqueue(Runnable code);

    /// Whether code in this context may wait for a task. If not, waiting for a pending one is
    /// refused, as on the thread of a user interface.
    protected boolean mayBlock() {
        return true;
    }

    /// Runs the code here, later, also if this context is the current one.
    ///
    /// What it throws is given to the handler of failures.
    ///
    /// @throws RejectedExecutionException if this context was shut down
    public final void post(Runnable code) {
        Objects.requireNonNull(code, "code");
        enqueue(() -> runPosted(code));
    }

    /// The same as [#post(Runnable)].
    @Override
    public final void execute(Runnable code) {
        post(code);
    }

    private void runPosted(Runnable code) {
        try {
            new Place(Thread.currentThread(), this, null).during(code);
        } catch (Throwable thrown) {
            handle(thrown);
        }
    }

    /// Whether this code runs in this context.
    @SuppressWarnings("ReferenceEquality") // a context is nothing but itself
    public final boolean isCurrent() {
        return current() == this;
    }

    /// Runs the body here, and gives what it comes to: at once if this context is the current one,
    /// otherwise later. Where this context must not wait, the body must not either; see
    /// [#run(Callable)].
    ///
    /// Cancelling the task keeps the body from beginning; once it has begun, it runs to its end. If
    /// this context was shut down, the task fails.
    public final <T> Task<T> call(Callable<? extends T> body) {
        return ContextCall.start(this, body);
    }

    /// Runs an asynchronous function: at once if this context is the current one, otherwise later.
    ///
    /// Where the body awaits a pending task, it is suspended, with its whole stack, and goes on in
    /// this context when the task is done. Between the parts the thread does other work. The body
    /// stays on one thread; it must not keep a monitor or a lock while it awaits that others in
    /// this context need: they would wait for it, and it for them.
    ///
    /// Cancelling the task ends the wait the body is in, or the next one, with an
    /// [InterruptedException], as it would end one in [Task#run(Callable)].
    ///
    /// @throws UnsupportedOperationException if the JVM was started without `--add-exports
    ///         java.base/jdk.internal.vm=dev.tidemill.core` (`=ALL-UNNAMED` if Tidemill is on the
    ///         class path)
    public final <T> Task<T> run(Callable<? extends T> body) {
        return AsyncFunction.run(this, body);
    }

    /// Like [#run(Callable)], for a body without a value.
    public final Task<Void> run(Task.Body body) {
        return AsyncFunction.run(this, Task.callable(body));
    }

    /// Runs an asynchronous function that nobody waits for, such as the handler of an event.
    ///
    /// ```java
    /// context.launch(() -> {
    ///     status.setText("reading");
    ///     String text = AsyncFiles.readString(path).await(); // the thread goes on with other work
    ///     area.setText(text); // and is back here
    /// });
    /// ```
    ///
    /// It is [run][#run(Callable)] and counted, and what it throws goes to [the handler of
    /// failures][#onFailure(Consumer)].
    ///
    /// @throws UnsupportedOperationException as [#run(Callable)] does
    public final void launch(Task.Body body) {
        AsyncFunction.launch(this, Task.callable(body));
    }

    /// How many functions were [launched][#launch(Task.Body)].
    public final long launched() {
        return launches.started();
    }

    /// How many of those have ended.
    public final long ended() {
        return launches.ended();
    }

    /// Done when no launched function is running or suspended; for tests.
    public final Task<Void> whenIdle() {
        return launches.whenIdle();
    }

    final Launches launches() {
        return launches;
    }

    /// Sets who is told of what [launched][#launch(Task.Body)] and [posted][#post(Runnable)] code
    /// throws, other than cancellations. It is called in this context, if that still works.
    ///
    /// Without one it is the thread's handler of uncaught exceptions.
    public final void onFailure(Consumer<? super Throwable> handler) {
        failureHandler = Objects.requireNonNull(handler, "handler");
    }

    /// Tells the handler. What that throws goes to the thread's own.
    final void handle(Throwable thrown) {
        try {
            failureHandler.accept(thrown);
        } catch (Throwable again) {
            Uncaught.handle(again);
        }
    }
}
