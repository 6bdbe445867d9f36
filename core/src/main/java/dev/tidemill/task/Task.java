package dev.tidemill.task;

import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.pending.Recorder;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// Work that is done once, now or later, and comes to a value, a failure or a cancellation.
///
/// ```java
/// int read = file.read(target, 0).await();
/// ```
///
/// **Waiting.** [#await()] gives the value or throws what went wrong, unwrapped. On a virtual
/// thread only that thread is parked; a task that is done costs one read of memory. Interrupting a
/// thread that waits ends its wait, not the work. [#outcome()] waits and throws nothing;
/// [#waitFor(Duration)] waits for a while.
///
/// **Cancelling.** [#cancel()], a [CancellationToken] or a deadline ([#cancelAfter(Duration)])
/// *ask* the work to stop; the task is done when the work is, and tells then what happened. It is
/// cancelled only if the work stopped because of it: work that was already done has succeeded.
///
/// **Continuing.** [#then(Function)] and the methods of [CompletionStage] give dependent tasks.
/// Their functions run in the order in which they were registered, never on a [NonBlockingThread]:
/// on the caller's thread if the task is done already and they are not nested too deep, otherwise
/// in the [SyncContext] that was current where they were registered, or else on one virtual thread
/// for all that this task sets off. The forms with `Async` in their name give
/// the function to the executor, on the thread that completes the task, or start a virtual thread
/// for it if there is none; use them for a function that waits, since the others wait for it. An
/// outcome goes through a chain as it is: what depends on a cancelled task is cancelled, and
/// cancelling a dependent task asks the task it waits for. If that succeeds all the same, the
/// function is called: it may have to take care of what was opened.
///
/// As in a [CompletableFuture], a function that is told of an exception gets it in a
/// [CompletionException] if it comes from a task further up the chain; and [#get()] wraps it in an
/// [ExecutionException]. `await` never wraps, with one exception: a checked one other than
/// [IOException] and [InterruptedException], which nobody could catch, comes in a
/// `CompletionException`.
///
/// A task may be used by any number of threads, and awaited any number of times. A task that
/// nobody waits for is said to be meant with [#forget()]. A failure that nobody looks at is
/// reported; see [UnobservedFailures].
///
/// ## An operation of your own
///
/// A subclass is an operation: whoever does the work calls [#succeed], [#fail] or
/// [#cancelled(Cancellation)], from any thread, and overrides [#cancelRequested] to be told that
/// it should stop. [TaskSource] does this where a class of one's own is not worth it.
///
/// @param <T> the value's type; `Void` for work that has none
@CheckReturnValue
public abstract class Task<T> implements Future<T>, CompletionStage<T> {

    private static final VarHandle STATE;
    static final Executor VIRTUAL_THREAD = Cascade::onVirtualThread;

    static {
        try {
            STATE = MethodHandles.lookup().findVarHandle(Task.class, "state", Object.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
        Recorder.view(new InsideTasks());
    }

    /*
     * While the task is pending: the chain of those who are to be told, newest first. Then, once
     * and for all, what it came to.
     *
     *        ┌──> Node ──> Node ──> ...        addNode: CAS, a new node in front
     *   null ┤     │                           unlinkAbandoned: leaves out who gave up, also
     *        │     │                           inside the chain
     *        └─────┴──> final state            complete: CAS; whoever does it tells the chain
     *
     *   final state: the value itself | NullValue | Unsuccessful
     *
     * The oldest node is a RecordNode if anything is recorded of the task.
     *
     * There is no other field, so a task that is born done is one object of 16 bytes. A node that
     * loses the race against complete() is not added, and the one who brought it finds the final
     * state.
     */
    private volatile @Nullable Object state;

    /// A pending task.
    @SuppressWarnings("this-escape") // those who look at what is recorded know that it may not be whole yet
    protected Task() {
        if (Recorder.isOn()) {
            RecordNode node = RecordNode.ofNew(this);
            if (node != null) {
                STATE.set(this, node);
                VarHandle.storeStoreFence(); // nobody may find the task without it, and add another one
            }
        }
    }

    /// A task that is born done. As with final fields, whoever finds it finds it done.
    Task(Object finalState) {
        STATE.set(this, finalState);
        VarHandle.storeStoreFence();
    }

    /// A task that has succeeded.
    public static <T> Task<T> completed(@Nullable T value) {
        return succeeded(stateOf(value));
    }

    /// A task that has failed with this exception, always the same object; if it is a
    /// [CancellationException], one that was cancelled.
    public static <T> Task<T> failed(Throwable exception) {
        return Born.unsuccessful(Unsuccessful.thrown(exception));
    }

    /// A task that has failed, and makes an exception for each of its waiters.
    public static <T> Task<T> failed(Failure failure) {
        return Born.unsuccessful(new Unsuccessful(failure));
    }

    /// Runs the body on a virtual thread of its own, where waiting is cheap.
    ///
    /// What it throws is what [#await()] throws. Cancelling interrupts the thread; the task is
    /// cancelled if the body then ends with an [InterruptedException] or a
    /// [CancellationException], or had not begun.
    public static <T> Task<T> run(Callable<? extends T> body) {
        return BodyTask.onVirtualThread(body);
    }

    /// Like [#run(Callable)], for a body without a value.
    public static Task<Void> run(Body body) {
        return BodyTask.onVirtualThread(callable(body));
    }

    /// Runs the body on a pool that is as wide as the machine has cores: for work that computes.
    ///
    /// Cancelling works as with [#run(Callable)].
    public static <T> Task<T> compute(Callable<? extends T> body) {
        return BodyTask.onComputePool(body);
    }

    /// Like [#compute(Callable)], for a body without a value.
    public static Task<Void> compute(Body body) {
        return BodyTask.onComputePool(callable(body));
    }

    // For whoever does the work.

    /// Completes this task with its value.
    ///
    /// Any thread may complete a task, also one that must not wait: it wakes waiters and hands
    /// functions over, but runs none, other than those that were handed over with
    /// [Tasks#inline()] or an executor that does the same.
    ///
    /// @param value null only for a `Task<Void>`
    /// @return whether this call completed it; false if it was done before
    @CanIgnoreReturnValue
    protected final boolean succeed(@Nullable T value) {
        return install(value == null ? NullValue.NULL : value, null);
    }

    /// Completes this task as failed; like [#succeed].
    @CanIgnoreReturnValue
    protected final boolean fail(Failure failure) {
        return complete(new Unsuccessful(failure), null);
    }

    /// Completes this task as cancelled; like [#succeed].
    @CanIgnoreReturnValue
    protected final boolean cancelled(Cancellation cancellation) {
        return complete(new Unsuccessful(cancellation), null);
    }

    /// The task is done, and nobody has been told yet; called once, on the thread that has
    /// completed it. Lets go of what nobody may find taken who is told. It must neither wait nor
    /// fail.
    protected void afterCompletion() {
        // most have nothing
    }

    /// Somebody asks to cancel, and this task is pending, or was a moment ago.
    ///
    /// Called on the canceller's thread, which may be one that must not wait, for every request:
    /// there may be several, also at once. An override tells the work to stop, and leaves it to
    /// the end of the work to complete the task. This one knows of no work, and completes the task
    /// at once as [Cancellation.Reach#DETACHED].
    protected void cancelRequested(CancellationReason reason) {
        cancelled(Cancellation.of(describe(), reason, Cancellation.Reach.DETACHED));
    }

    /// What this task is, as the beginning of a message: "a.bin: read of 4096 bytes at 0".
    protected String describe() {
        return "task";
    }

    /// The same for those who may outlive this task: it must not hold it. An override is for tasks
    /// that have to make the text, and know it from something smaller than themselves.
    protected Supplier<String> description() {
        String text = describe();
        return () -> text;
    }

    // Waiting.

    /// Waits until this task is done, and gives its value.
    ///
    /// An exception is made for each waiter and shows who waited; one that user code threw is that
    /// same object.
    ///
    /// @return null only from a `Task<Void>`
    /// @throws IOException if it failed because of the world
    /// @throws InterruptedException if this thread was interrupted while it waited; the work goes
    ///         on
    /// @throws CancellationException if it was cancelled; a [DeadlineExceededException] if that
    ///         was because of a deadline
    /// @throws CompletionException if it failed with a checked exception other than those
    /// @throws IllegalStateException if it is pending and this thread must not wait: a
    ///         [NonBlockingThread], or that of a user interface outside of an asynchronous function
    @CanIgnoreReturnValue
    public final T await() throws IOException, InterruptedException {
        Object now = state;
        return valueOrThrow(isPending(now) ? Waiter.park(this) : now);
    }

    /// Waits like [#await()], as the only owner of this task: if this thread is interrupted, the
    /// work is cancelled too.
    ///
    /// For blocking methods that start an operation and show its task to nobody. Memory of the
    /// caller is in use until the task is done, so it is waited for in any case. If it succeeded
    /// all the same, the value is returned, and if it failed, the failure is thrown; then the
    /// interrupt stays set.
    ///
    /// @throws InterruptedException if this thread was interrupted and the work stopped because
    ///         of it
    @CanIgnoreReturnValue
    protected final T awaitOwned() throws IOException, InterruptedException {
        Object now = state;
        if (isPending(now)) {
            try {
                now = Waiter.park(this);
            } catch (InterruptedException interrupt) {
                cancel(new CancellationReason.Interrupted());
                now = Waiter.parkUninterruptibly(this);
                if (now instanceof Unsuccessful done
                        && done.cancellation() instanceof Cancellation cancellation
                        && cancellation.reason() instanceof CancellationReason.Interrupted) {
                    interrupt.initCause(cancellation.toException());
                    throw interrupt;
                }
                Thread.currentThread().interrupt();
            }
        }
        return valueOrThrow(now);
    }

    /// Waits until this task is done, and tells what it came to, throwing none of it.
    ///
    /// @throws InterruptedException if this thread was interrupted while it waited
    /// @throws IllegalStateException if it is pending and this thread must not wait: a
    ///         [NonBlockingThread], or that of a user interface outside of an asynchronous function
    public final Outcome<T> outcome() throws InterruptedException {
        Object now = state;
        if (isPending(now)) {
            now = Waiter.park(this);
        }
        return outcomeOf(now);
    }

    private Outcome<T> outcomeOf(@Nullable Object end) {
        return end instanceof Unsuccessful done ? done.outcome() : new Outcome.Succeeded<>(valueOf(end));
    }

    /// Waits until this task is done, but not longer than this. Only the waiting ends then;
    /// [#cancelAfter(Duration)] ends the work.
    ///
    /// @return whether it is done
    /// @throws InterruptedException if this thread was interrupted while it waited
    /// @throws IllegalStateException if it is pending and this thread must not wait: a
    ///         [NonBlockingThread], or that of a user interface outside of an asynchronous function
    public final boolean waitFor(Duration duration) throws InterruptedException {
        return !isPending(state) || Waiter.park(this, Durations.toNanos(duration)) != null;
    }

    // Cancelling.

    /// Asks the work to stop.
    public final void cancel() {
        cancel(CancellationReason.Requested.SILENTLY);
    }

    /// Asks the work to stop, and says why.
    public final void cancel(CancellationReason reason) {
        Objects.requireNonNull(reason, "reason");
        if (isPending(state)) {
            cancelRequested(reason);
        }
    }

    /// Asks the work to stop, as [Future] has it. Whether it did, [#isCancelled()] tells once the
    /// task is done.
    ///
    /// @param mayInterruptIfRunning means nothing here
    /// @return false if it is too late: this task is done, and was not cancelled
    @Override
    @CanIgnoreReturnValue
    public final boolean cancel(boolean mayInterruptIfRunning) {
        cancel();
        return !isDone() || isCancelled();
    }

    /// Asks the work to stop if it is not done when the time is over.
    ///
    /// It then ends with a [DeadlineExceededException], unless it came to something else in the
    /// last moment.
    ///
    /// @param duration from now on; a negative one is over
    /// @return this task
    public final Task<T> cancelAfter(Duration duration) {
        return cancelAfter(duration, Timer.shared());
    }

    final Task<T> cancelAfter(Duration duration, Timer timer) {
        CancellationReason reason = new CancellationReason.Deadline(duration);
        long nanos = Durations.toNanos(duration);
        if (nanos == 0) {
            cancel(reason);
        } else if (!isDone()) {
            Timer.Alarm alarm = new Timer.Alarm() {
                @Override
                void ring() {
                    cancel(reason);
                }
            };
            timer.set(alarm, nanos);
            whenDone(() -> timer.cancel(alarm));
        }
        return this;
    }

    /// Asks the work to stop when the token is cancelled; for work that was not given the token
    /// when it began.
    ///
    /// @return this task
    public final Task<T> cancelOn(CancellationToken token) {
        if (token != CancellationToken.none() && !isDone()) {
            CancellationToken.Registration registration = token.onCancel(this);
            whenDone(registration::unregister);
        }
        return this;
    }

    /// Gives this task a name for people: in the list of what is pending, and where its failure is
    /// reported.
    ///
    /// It stays with the task while that is pending; what depends on the task has a tag of its own.
    /// [dev.tidemill.trace.TaskLogger#tagged] gives a tag to all that begins in a scope.
    ///
    /// @return this task
    public final Task<T> tag(String tag) {
        Objects.requireNonNull(tag, "tag");
        if (isPending(state)) {
            Recorder.recordOf(this).tag(tag);
        }
        return this;
    }

    /// This task, for somebody who stops waiting when the token is cancelled, while the work goes
    /// on.
    ///
    /// The result comes to what this task comes to. If the token is cancelled before, or the result
    /// itself, only the result is: as [Cancellation.Reach#DETACHED], at once. Then nothing of it is
    /// left in this task or in the token. [#cancelOn(CancellationToken)] ends the work, and
    /// [#waitFor(Duration)] waits so long.
    public final Task<T> withCancellation(CancellationToken token) {
        return Watched.of(this, Objects.requireNonNull(token, "token"));
    }

    /// Says that nobody waits for this task, and that this is meant.
    ///
    /// So if it fails this is reported at once, and not when the task is found unreachable; see
    /// [UnobservedFailures]. It is not if somebody has looked at the failure: a function that is
    /// given the exception, say.
    ///
    /// ```java
    /// AsyncFiles.writeString(path, text).forget(); // a failure is reported
    /// AsyncFiles.writeString(path, text).exceptionally(_ -> null).forget(); // a failure is fine
    /// ```
    public final void forget() {
        if (!addNode(new ForgottenNode(this)) && state instanceof Unsuccessful done) {
            done.forgotten();
        }
    }

    // Future.

    @Override
    public final boolean isDone() {
        return !isPending(state);
    }

    /// Whether this task is done because it was cancelled. False as long as it is pending, also if
    /// somebody asked to cancel it.
    @Override
    public final boolean isCancelled() {
        return state instanceof Unsuccessful done && done.isCancelled();
    }

    @Override
    public final State state() {
        Object now = state;
        if (isPending(now)) {
            return State.RUNNING;
        }
        if (now instanceof Unsuccessful done) {
            return done.isCancelled() ? State.CANCELLED : State.FAILED;
        }
        return State.SUCCESS;
    }

    @Override
    public final T resultNow() {
        Object now = state;
        if (isPending(now) || now instanceof Unsuccessful) {
            throw new IllegalStateException("no value: " + this);
        }
        return valueOf(now);
    }

    /// What this task came to, for those who know that it is done.
    ///
    /// @throws IllegalStateException if it is pending
    public final Outcome<T> outcomeNow() {
        Object now = state;
        if (isPending(now)) throw new IllegalStateException("no outcome: " + this);
        return outcomeOf(now);
    }

    @Override
    public final Throwable exceptionNow() {
        if (state instanceof Unsuccessful done && !done.isCancelled()) {
            return Unsuccessful.unwrapped(done.exception());
        }
        throw new IllegalStateException("no exception: " + this);
    }

    /// Waits until this task is done, and gives its value, as [Future] has it. [#await()] is the
    /// form that does not wrap.
    ///
    /// @throws ExecutionException if it failed; the failure is its cause
    /// @throws CancellationException if it was cancelled
    /// @throws InterruptedException if this thread was interrupted while it waited; the work goes
    ///         on
    /// @throws IllegalStateException if it is pending and this thread must not wait: a
    ///         [NonBlockingThread], or that of a user interface outside of an asynchronous function
    @Override
    @CanIgnoreReturnValue
    public final T get() throws InterruptedException, ExecutionException {
        Object now = state;
        return valueOrExecutionException(isPending(now) ? Waiter.park(this) : now);
    }

    /// Waits like [#get()], but not longer than this.
    ///
    /// @throws TimeoutException if the time is over; only the waiting ends
    @Override
    @CanIgnoreReturnValue
    public final T get(long timeout, TimeUnit unit) throws InterruptedException, ExecutionException, TimeoutException {
        Object now = state;
        if (isPending(now)) {
            now = Waiter.park(this, unit.toNanos(timeout));
            if (now == null) {
                throw new TimeoutException("not done after " + timeout + " " + unit + ": " + this);
            }
        }
        return valueOrExecutionException(now);
    }

    /// Waits until this task is done, and gives its value, as [CompletableFuture#join()] does:
    /// interrupts are put off, and a failure comes in a [CompletionException].
    ///
    /// @throws CompletionException if it failed; the failure is its cause
    /// @throws CancellationException if it was cancelled
    /// @throws IllegalStateException if it is pending and this thread must not wait: a
    ///         [NonBlockingThread], or that of a user interface outside of an asynchronous function
    @CanIgnoreReturnValue
    public final T join() {
        Object now = state;
        if (isPending(now)) {
            now = Waiter.parkUninterruptibly(this);
        }
        if (now instanceof Unsuccessful done) {
            Throwable exception = done.exception();
            if (exception instanceof CancellationException cancellation) {
                throw cancellation;
            }
            throw exception instanceof CompletionException wrapped ? wrapped : new CompletionException(exception);
        }
        return valueOf(now);
    }

    // Continuing.

    /// Goes on with another task once this one succeeded.
    ///
    /// The result comes to what that task comes to. It is a `thenCompose` for functions that give
    /// tasks.
    public final <U> Task<U> then(Function<? super T, ? extends Task<U>> function) {
        return Continuations.thenCompose(this, null, function);
    }

    /// Goes on in this context once this task succeeded: at once if that is the current one and
    /// this task is done.
    public final <U> Task<U> thenOn(SyncContext context, Function<? super T, ? extends U> function) {
        return Continuations.thenApply(this, checked(context), function);
    }

    /// Like [#thenOn(SyncContext, Function)], for a function without a result.
    public final Task<Void> thenAcceptOn(SyncContext context, Consumer<? super T> action) {
        return Continuations.thenAccept(this, checked(context), action);
    }

    /// This task, or a view of it whose functions do not come back to the [SyncContext] they were
    /// added in: they run on a virtual thread, unless the task is done already.
    ///
    /// A thread that waits goes on as always, also one that waits for the view.
    ///
    /// @param continueOnCapturedContext false for the view
    public final Task<T> configureAwait(boolean continueOnCapturedContext) {
        return continueOnCapturedContext ? this : Unbound.of(this);
    }

    @Override
    public final <U> Task<U> thenApply(Function<? super T, ? extends U> function) {
        return Continuations.thenApply(this, null, function);
    }

    @Override
    public final <U> Task<U> thenApplyAsync(Function<? super T, ? extends U> function) {
        return Continuations.thenApply(this, VIRTUAL_THREAD, function);
    }

    @Override
    public final <U> Task<U> thenApplyAsync(Function<? super T, ? extends U> function, Executor executor) {
        return Continuations.thenApply(this, checked(executor), function);
    }

    @Override
    public final Task<Void> thenAccept(Consumer<? super T> action) {
        return Continuations.thenAccept(this, null, action);
    }

    @Override
    public final Task<Void> thenAcceptAsync(Consumer<? super T> action) {
        return Continuations.thenAccept(this, VIRTUAL_THREAD, action);
    }

    @Override
    public final Task<Void> thenAcceptAsync(Consumer<? super T> action, Executor executor) {
        return Continuations.thenAccept(this, checked(executor), action);
    }

    @Override
    public final Task<Void> thenRun(Runnable action) {
        return Continuations.thenRun(this, null, action);
    }

    @Override
    public final Task<Void> thenRunAsync(Runnable action) {
        return Continuations.thenRun(this, VIRTUAL_THREAD, action);
    }

    @Override
    public final Task<Void> thenRunAsync(Runnable action, Executor executor) {
        return Continuations.thenRun(this, checked(executor), action);
    }

    @Override
    public final <U> Task<U> thenCompose(Function<? super T, ? extends CompletionStage<U>> function) {
        return Continuations.thenCompose(this, null, function);
    }

    @Override
    public final <U> Task<U> thenComposeAsync(Function<? super T, ? extends CompletionStage<U>> function) {
        return Continuations.thenCompose(this, VIRTUAL_THREAD, function);
    }

    @Override
    public final <U> Task<U> thenComposeAsync(
            Function<? super T, ? extends CompletionStage<U>> function, Executor executor) {
        return Continuations.thenCompose(this, checked(executor), function);
    }

    @Override
    public final <U, V> Task<V> thenCombine(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> function) {
        return Continuations.thenCombine(this, null, other, function);
    }

    @Override
    public final <U, V> Task<V> thenCombineAsync(
            CompletionStage<? extends U> other, BiFunction<? super T, ? super U, ? extends V> function) {
        return Continuations.thenCombine(this, VIRTUAL_THREAD, other, function);
    }

    @Override
    public final <U, V> Task<V> thenCombineAsync(
            CompletionStage<? extends U> other,
            BiFunction<? super T, ? super U, ? extends V> function,
            Executor executor) {
        return Continuations.thenCombine(this, checked(executor), other, function);
    }

    @Override
    public final <U> Task<Void> thenAcceptBoth(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        return Continuations.thenAcceptBoth(this, null, other, action);
    }

    @Override
    public final <U> Task<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action) {
        return Continuations.thenAcceptBoth(this, VIRTUAL_THREAD, other, action);
    }

    @Override
    public final <U> Task<Void> thenAcceptBothAsync(
            CompletionStage<? extends U> other, BiConsumer<? super T, ? super U> action, Executor executor) {
        return Continuations.thenAcceptBoth(this, checked(executor), other, action);
    }

    @Override
    public final Task<Void> runAfterBoth(CompletionStage<?> other, Runnable action) {
        return Continuations.runAfterBoth(this, null, other, action);
    }

    @Override
    public final Task<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action) {
        return Continuations.runAfterBoth(this, VIRTUAL_THREAD, other, action);
    }

    @Override
    public final Task<Void> runAfterBothAsync(CompletionStage<?> other, Runnable action, Executor executor) {
        return Continuations.runAfterBoth(this, checked(executor), other, action);
    }

    @Override
    public final <U> Task<U> applyToEither(CompletionStage<? extends T> other, Function<? super T, U> function) {
        return Continuations.applyToEither(this, null, other, function);
    }

    @Override
    public final <U> Task<U> applyToEitherAsync(CompletionStage<? extends T> other, Function<? super T, U> function) {
        return Continuations.applyToEither(this, VIRTUAL_THREAD, other, function);
    }

    @Override
    public final <U> Task<U> applyToEitherAsync(
            CompletionStage<? extends T> other, Function<? super T, U> function, Executor executor) {
        return Continuations.applyToEither(this, checked(executor), other, function);
    }

    @Override
    public final Task<Void> acceptEither(CompletionStage<? extends T> other, Consumer<? super T> action) {
        return Continuations.acceptEither(this, null, other, action);
    }

    @Override
    public final Task<Void> acceptEitherAsync(CompletionStage<? extends T> other, Consumer<? super T> action) {
        return Continuations.acceptEither(this, VIRTUAL_THREAD, other, action);
    }

    @Override
    public final Task<Void> acceptEitherAsync(
            CompletionStage<? extends T> other, Consumer<? super T> action, Executor executor) {
        return Continuations.acceptEither(this, checked(executor), other, action);
    }

    @Override
    public final Task<Void> runAfterEither(CompletionStage<?> other, Runnable action) {
        return Continuations.runAfterEither(this, null, other, action);
    }

    @Override
    public final Task<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action) {
        return Continuations.runAfterEither(this, VIRTUAL_THREAD, other, action);
    }

    @Override
    public final Task<Void> runAfterEitherAsync(CompletionStage<?> other, Runnable action, Executor executor) {
        return Continuations.runAfterEither(this, checked(executor), other, action);
    }

    @Override
    public final <U> Task<U> handle(BiFunction<? super T, Throwable, ? extends U> function) {
        return Continuations.handle(this, null, function);
    }

    @Override
    public final <U> Task<U> handleAsync(BiFunction<? super T, Throwable, ? extends U> function) {
        return Continuations.handle(this, VIRTUAL_THREAD, function);
    }

    @Override
    public final <U> Task<U> handleAsync(BiFunction<? super T, Throwable, ? extends U> function, Executor executor) {
        return Continuations.handle(this, checked(executor), function);
    }

    @Override
    public final Task<T> whenComplete(BiConsumer<? super T, ? super Throwable> action) {
        return Continuations.whenComplete(this, null, action);
    }

    @Override
    public final Task<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> action) {
        return Continuations.whenComplete(this, VIRTUAL_THREAD, action);
    }

    @Override
    public final Task<T> whenCompleteAsync(BiConsumer<? super T, ? super Throwable> action, Executor executor) {
        return Continuations.whenComplete(this, checked(executor), action);
    }

    @Override
    public final Task<T> exceptionally(Function<Throwable, ? extends T> function) {
        return Continuations.exceptionally(this, null, function);
    }

    @Override
    public final Task<T> exceptionallyAsync(Function<Throwable, ? extends T> function) {
        return Continuations.exceptionally(this, VIRTUAL_THREAD, function);
    }

    @Override
    public final Task<T> exceptionallyAsync(Function<Throwable, ? extends T> function, Executor executor) {
        return Continuations.exceptionally(this, checked(executor), function);
    }

    @Override
    public final Task<T> exceptionallyCompose(Function<Throwable, ? extends CompletionStage<T>> function) {
        return Continuations.exceptionallyCompose(this, null, function);
    }

    @Override
    public final Task<T> exceptionallyComposeAsync(Function<Throwable, ? extends CompletionStage<T>> function) {
        return Continuations.exceptionallyCompose(this, VIRTUAL_THREAD, function);
    }

    @Override
    public final Task<T> exceptionallyComposeAsync(
            Function<Throwable, ? extends CompletionStage<T>> function, Executor executor) {
        return Continuations.exceptionallyCompose(this, checked(executor), function);
    }

    /// A future that is completed with what this task comes to.
    ///
    /// Cancelling it asks this task to cancel, and the future is cancelled when the task is.
    /// Completing it in another way does not touch this task.
    @Override
    public final CompletableFuture<T> toCompletableFuture() {
        return TaskFuture.of(this);
    }

    /// A publisher of what this task comes to: its value, unless that is null, and then the end; or
    /// its failure.
    ///
    /// Each subscriber is told on the thread that requests, if the task is done by then, otherwise
    /// on a virtual thread. Cancelling a subscription does not touch this task.
    public final Flow.Publisher<T> toPublisher() {
        return new TaskPublisher<>(this);
    }

    private static Executor checked(Executor executor) {
        return Objects.requireNonNull(executor, "executor");
    }

    static Callable<Void> callable(Body body) {
        Objects.requireNonNull(body, "body");
        return () -> {
            body.run();
            return null;
        };
    }

    // The state.

    private static boolean isPending(@Nullable Object state) {
        return state == null || state instanceof Node;
    }

    /// A task in this state, which is not [Unsuccessful].
    @SuppressWarnings("unchecked") // null is a value of every type
    static <T> Task<T> succeeded(Object finalState) {
        return finalState == NullValue.NULL ? (Task<T>) Born.WITH_NULL : new Born<>(finalState);
    }

    static Object stateOf(@Nullable Object value) {
        return value == null ? NullValue.NULL : value;
    }

    /// The value in a final state that is not [Unsuccessful].
    @SuppressWarnings({"unchecked", "NullAway"}) // null is a value only of a Task<Void>
    private T valueOf(@Nullable Object finalState) {
        return finalState == NullValue.NULL ? null : (T) finalState;
    }

    private T valueOrThrow(@Nullable Object finalState) throws IOException, InterruptedException {
        if (finalState instanceof Unsuccessful done) {
            switch (done.exception()) {
                case IOException exception -> throw exception;
                case InterruptedException exception -> throw exception;
                case RuntimeException exception -> throw exception;
                case Error error -> throw error;
                case Throwable checked -> throw new CompletionException(checked);
            }
        }
        return valueOf(finalState);
    }

    private T valueOrExecutionException(@Nullable Object finalState) throws ExecutionException {
        if (finalState instanceof Unsuccessful done) {
            Throwable exception = done.exception();
            if (exception instanceof CancellationException cancellation) {
                throw cancellation;
            }
            Throwable cause = exception.getCause();
            throw new ExecutionException(exception instanceof CompletionException && cause != null ? cause : exception);
        }
        return valueOf(finalState);
    }

    /// Whether its work is just now running on this thread, which then must not wait for it.
    boolean isRunBy(Thread thread) {
        return false;
    }

    /// What this task came to, or null while it is pending.
    final @Nullable Object finalStateOrNull() {
        Object now = state;
        return isPending(now) ? null : now;
    }

    final boolean hasSucceeded() {
        Object now = state;
        return !isPending(now) && !(now instanceof Unsuccessful);
    }

    /// What this task came to; it must be done.
    final Object finalState() {
        return Objects.requireNonNull(state);
    }

    /// Its value; it must have succeeded.
    final T value() {
        return valueOf(state);
    }

    /// The exception for a function that depends on this task; it must be unsuccessful.
    final Throwable exceptionForStage() {
        return exceptionForStage((Unsuccessful) finalState());
    }

    /// Overridden by tasks that depend on others: as in a [CompletableFuture], their functions
    /// get it in a [CompletionException].
    Throwable exceptionForStage(Unsuccessful done) {
        return done.exception();
    }

    /// Completes this task, unless it is done, and sets off what hangs on it.
    ///
    /// @param cascade the running one this belongs to, or null to start one
    @CanIgnoreReturnValue
    final boolean complete(Object finalState, @Nullable Cascade cascade) {
        boolean watched = finalState instanceof Unsuccessful unsuccessful && unsuccessful.watchFor(this);
        boolean completed = install(finalState, cascade);
        if (watched && !completed) {
            ((Unsuccessful) finalState).seen(); // too late to be the failure of any task
        }
        return completed;
    }

    private boolean install(Object finalState, @Nullable Cascade cascade) {
        Object now = state;
        while (isPending(now)) {
            if (STATE.compareAndSet(this, now, finalState)) {
                afterCompletion();
                if (now instanceof Node newest) {
                    Cascade.tell(newest, cascade);
                }
                return true;
            }
            now = state;
        }
        return false;
    }

    /// Those who are to be told, the newest first; null if there are none, or it is done.
    final @Nullable Node newestNode() {
        return state instanceof Node newest ? newest : null;
    }

    /// Has the node told when this task is done.
    ///
    /// @return false if it is done already; then nobody tells the node
    final boolean addNode(Node node) {
        Object now = state;
        while (isPending(now)) {
            node.next = (Node) now;
            if (STATE.compareAndSet(this, now, node)) {
                return true;
            }
            now = state;
        }
        return false;
    }

    /// Runs a short step when this task is done, on the thread that completes it, or now. It looks
    /// at nothing: a failure that nobody else looks at is reported all the same.
    protected final void whenDone(Runnable step) {
        if (!addNode(new StepNode(step))) {
            step.run();
        }
    }

    /// Leaves out nodes that gave up.
    ///
    /// Others may do the same at the same time: a link that is repaired twice may bring back a
    /// node that gave up, which does no harm, but never loses one that did not. If the node whose
    /// link was repaired has itself been left out meanwhile, the repair may be lost: once more.
    final void unlinkAbandoned() {
        boolean again;
        do {
            again = false;
            Node newer = null;
            Node node = state instanceof Node newest ? newest : null;
            while (node != null && !again) {
                Node older = node.next;
                if (!node.isAbandoned()) {
                    newer = node;
                } else if (newer != null) {
                    newer.next = older;
                    VarHandle.fullFence(); // to be seen by whoever gives up after we looked whether it did
                    again = newer.isAbandoned();
                } else {
                    again = !STATE.compareAndSet(this, node, older);
                }
                node = older;
            }
        } while (again);
    }

    /// What this task is, and how far it is.
    @Override
    public String toString() {
        Object now = state;
        if (isPending(now)) {
            return describe() + ": pending";
        }
        return describe() + ": " + (now instanceof Unsuccessful done ? done.toString() : "done");
    }

    /// What [#run(Body)] and [#compute(Body)] run: code without a value, which may throw.
    @FunctionalInterface
    public interface Body {

        /// Does the work.
        void run() throws Exception;
    }

    /// A task that never was pending.
    private static final class Born<T> extends Task<T> {

        private static final Task<?> WITH_NULL = new Born<>(NullValue.NULL);

        Born(Object finalState) {
            super(finalState);
        }

        static <T> Task<T> unsuccessful(Unsuccessful state) {
            Task<T> task = new Born<>(state);
            state.watchFor(task);
            return task;
        }
    }

    /// Nobody else waits: after the functions that were registered before, and may look.
    private static final class ForgottenNode extends Node {

        private final Task<?> task;

        ForgottenNode(Task<?> task) {
            this.task = task;
        }

        @Override
        void taskIsDone(Cascade cascade) {
            if (task.state instanceof Unsuccessful done && done.isUnseen()) {
                cascade.callLater(this);
            }
        }

        @Override
        void call(Cascade cascade) {
            ((Unsuccessful) task.finalState()).forgotten();
        }
    }

    private static final class StepNode extends Node {

        private final Runnable step;

        StepNode(Runnable step) {
            this.step = step;
        }

        @Override
        void taskIsDone(Cascade cascade) {
            step.run();
        }
    }
}
