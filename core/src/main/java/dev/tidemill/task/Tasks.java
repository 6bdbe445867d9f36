package dev.tidemill.task;

import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.pending.Subject;
import dev.tidemill.timer.AlarmClock;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Flow;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Combines tasks, and makes tasks of other things.
@CheckReturnValue
public final class Tasks {

    private Tasks() {}

    /// Waits for all of these tasks, whatever becomes of them, and gives their values in the order
    /// of the tasks; none is null, unless a task's value is.
    ///
    /// If tasks failed, the first of them in this order is the failure; up to 100 others are
    /// attached to its exception as suppressed ones, and all can be asked where the tasks are
    /// kept. If none failed but some were cancelled, the result is cancelled as the first of
    /// those. Cancelling the result asks all of the tasks to cancel. Of no tasks, the result is
    /// done and empty.
    ///
    /// @throws NullPointerException if a task is null; the message says which
    public static <T> Task<List<T>> whenAll(Collection<? extends Task<? extends T>> tasks) {
        return whenAllOf(tasks.toArray(new Task<?>[0]));
    }

    /// Like [#whenAll(Collection)].
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only copied
    public static <T> Task<List<T>> whenAll(Task<? extends T>... tasks) {
        return whenAllOf(tasks.clone());
    }

    private static <T> Task<List<T>> whenAllOf(Task<?>[] tasks) {
        return new WhenAll<>(checked(tasks));
    }

    /// Like [#whenAll(Collection)], but as soon as one of the tasks fails or is cancelled, the
    /// others are asked to cancel.
    ///
    /// The result is done when all have ended, so nothing is in use any more then. It fails as the
    /// first that failed, in time, with the others as suppressed exceptions; if none failed, it is
    /// cancelled as the first that was.
    public static <T> Task<List<T>> whenAllFailFast(Collection<? extends Task<? extends T>> tasks) {
        return new WhenAllFailFast<T>(checked(tasks.toArray(new Task<?>[0]))).begin();
    }

    /// Like [#whenAllFailFast(Collection)].
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only copied
    public static <T> Task<List<T>> whenAllFailFast(Task<? extends T>... tasks) {
        return new WhenAllFailFast<T>(checked(tasks.clone())).begin();
    }

    /// Gives the first of these tasks that is done, whatever it came to: of those that are done
    /// already, the first in their order.
    ///
    /// The result never fails: await the task it gives. The others go on, and nothing of the result
    /// is left in them. Cancelling the result only ends the waiting: it does not ask the tasks,
    /// which it does not own.
    ///
    /// In a loop over many tasks use [#whenEach(Collection)], which looks at each only once.
    ///
    /// @throws IllegalArgumentException if there are no tasks: nothing would ever be done
    /// @throws NullPointerException if a task is null; the message says which
    @SuppressWarnings("FutureReturnValueIgnored") // which takes a task of a task for a mistake
    public static <T> Task<Task<T>> whenAny(Collection<? extends Task<? extends T>> tasks) {
        return WhenAny.of(Tasks.<T>typed(someOf(tasks.toArray(new Task<?>[0]))));
    }

    /// Like [#whenAny(Collection)].
    @SafeVarargs
    @SuppressWarnings({"varargs", "FutureReturnValueIgnored"}) // the array is only copied; as above
    public static <T> Task<Task<T>> whenAny(Task<? extends T>... tasks) {
        return WhenAny.of(Tasks.<T>typed(someOf(tasks.clone())));
    }

    /// Gives the value of the first of these tasks that succeeds; of those that have already, of
    /// the first in their order. The others go on.
    ///
    /// If none succeeds, it fails as the first that failed, in the order of the tasks, with the
    /// others as suppressed exceptions; if all were cancelled, it is cancelled as the first of
    /// them. Cancelling the result asks all tasks to cancel.
    ///
    /// @throws IllegalArgumentException if there are no tasks
    /// @throws NullPointerException if a task is null; the message says which
    public static <T> Task<T> whenAnySuccess(Collection<? extends Task<? extends T>> tasks) {
        return new WhenAnySuccess<T>(someOf(tasks.toArray(new Task<?>[0]))).begin();
    }

    /// Like [#whenAnySuccess(Collection)].
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only copied
    public static <T> Task<T> whenAnySuccess(Task<? extends T>... tasks) {
        return new WhenAnySuccess<T>(someOf(tasks.clone())).begin();
    }

    /// Like [#whenAnySuccess(Collection)], but as soon as one succeeds, the others are asked to
    /// cancel, and the result is done when they have ended: nothing is in use any more then.
    ///
    /// One of the others may succeed all the same. Its value is for whoever has the task: if there
    /// is something to close in it, close it.
    public static <T> Task<T> raceToSuccess(Collection<? extends Task<? extends T>> tasks) {
        return new RaceToSuccess<T>(someOf(tasks.toArray(new Task<?>[0]))).begin();
    }

    /// Like [#raceToSuccess(Collection)].
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only copied
    public static <T> Task<T> raceToSuccess(Task<? extends T>... tasks) {
        return new RaceToSuccess<T>(someOf(tasks.clone())).begin();
    }

    /// Gives each of these tasks when it is done, whatever it came to: first those that are done
    /// already, in their order. It never fails; a task that did says so when it is awaited.
    ///
    /// ```java
    /// for (Task<String> done : Tasks.whenEach(requests)) System.out.println(done.await());
    /// ```
    ///
    /// Leaving early leaves the tasks running. If they may run for long, close what this gives.
    ///
    /// @throws NullPointerException if a task is null; the message says which
    public static <T> Completions<T> whenEach(Collection<? extends Task<? extends T>> tasks) {
        return whenEach(tasks, CancellationToken.none());
    }

    /// Like [#whenEach(Collection)].
    @SafeVarargs
    @SuppressWarnings("varargs") // the array is only copied
    public static <T> Completions<T> whenEach(Task<? extends T>... tasks) {
        return WhenEach.of(Tasks.<T>typed(checked(tasks.clone())), CancellationToken.none());
    }

    /// Like [#whenEach(Collection)].
    ///
    /// @param token ends the iteration, which is cancelled then; the tasks go on
    public static <T> Completions<T> whenEach(Collection<? extends Task<? extends T>> tasks, CancellationToken token) {
        return WhenEach.of(Tasks.<T>typed(checked(tasks.toArray(new Task<?>[0]))), token);
    }

    private static Task<?>[] checked(Task<?>[] tasks) {
        for (int i = 0; i < tasks.length; i++) {
            if (tasks[i] == null) {
                throw new NullPointerException("tasks[" + i + "] is null");
            }
        }
        return tasks;
    }

    private static Task<?>[] someOf(Task<?>[] tasks) {
        if (tasks.length == 0) {
            throw new IllegalArgumentException("there are no tasks; must be at least 1");
        }
        return checked(tasks);
    }

    @SuppressWarnings("unchecked") // a task only gives values, so one of a subtype will do
    private static <T> Task<T>[] typed(Task<?>[] tasks) {
        return (Task<T>[]) tasks;
    }

    /// Calls the function for each item of the source, and waits for the tasks it gives; at most
    /// `maxInFlight` are pending at a time.
    ///
    /// ```java
    /// Tasks.forEach(paths, 256, path -> AsyncFiles.readString(path).thenAccept(index::add)).await();
    /// ```
    ///
    /// The source may have any number of items, also endless: only those that are pending are held.
    /// A virtual thread takes the items and calls the function, so both may wait; meanwhile no
    /// further task begins.
    ///
    /// A task that fails does not stop the others, nor does a function that throws or gives null:
    /// that counts as the failure of its task. In the end the first failure, in time, is thrown,
    /// with up to 100 others as suppressed exceptions; [#forEachFailFast] stops. The first 1,000
    /// failures and how many there were are in the [Task#outcome()], as [ManyFailures]. A source
    /// that throws ends the work like one that has no more items, and that is a failure too.
    ///
    /// Cancelling the result stops taking items, interrupts a source that waits, and asks the
    /// pending tasks to cancel; it is done when they have ended. If one of them failed, the result
    /// has failed.
    ///
    /// @param source used by one thread, after this call has returned
    /// @throws IllegalArgumentException if `maxInFlight` is less than 1
    public static <T> Task<Void> forEach(
            Iterable<? extends T> source, int maxInFlight, Function<? super T, ? extends Task<?>> function) {
        return new ForEach<T>(Source.of(source), maxInFlight, function, false).begin();
    }

    /// Like [#forEach(Iterable, int, Function)].
    public static <T> Task<Void> forEach(
            Iterator<? extends T> source, int maxInFlight, Function<? super T, ? extends Task<?>> function) {
        return new ForEach<T>(Source.of(source), maxInFlight, function, false).begin();
    }

    /// Like [#forEach(Iterable, int, Function)]; the stream is closed when no more is taken from
    /// it.
    public static <T> Task<Void> forEach(
            Stream<? extends T> source, int maxInFlight, Function<? super T, ? extends Task<?>> function) {
        return new ForEach<T>(Source.of(source), maxInFlight, function, false).begin();
    }

    /// Like [#forEach(Iterable, int, Function)].
    ///
    /// @param token cancels the result, as [Task#cancelOn(CancellationToken)] does
    public static <T> Task<Void> forEach(
            Iterable<? extends T> source,
            int maxInFlight,
            Function<? super T, ? extends Task<?>> function,
            CancellationToken token) {
        return forEach(source, maxInFlight, function).cancelOn(token);
    }

    /// Like [#forEach(Iterable, int, Function)], but the first task that fails or is cancelled
    /// stops it, as a cancellation does.
    public static <T> Task<Void> forEachFailFast(
            Iterable<? extends T> source, int maxInFlight, Function<? super T, ? extends Task<?>> function) {
        return new ForEach<T>(Source.of(source), maxInFlight, function, true).begin();
    }

    /// Like [#forEachFailFast(Iterable, int, Function)].
    public static <T> Task<Void> forEachFailFast(
            Iterator<? extends T> source, int maxInFlight, Function<? super T, ? extends Task<?>> function) {
        return new ForEach<T>(Source.of(source), maxInFlight, function, true).begin();
    }

    /// Like [#forEachFailFast(Iterable, int, Function)]; the stream is closed when no more is taken
    /// from it.
    public static <T> Task<Void> forEachFailFast(
            Stream<? extends T> source, int maxInFlight, Function<? super T, ? extends Task<?>> function) {
        return new ForEach<T>(Source.of(source), maxInFlight, function, true).begin();
    }

    /// Like [#forEachFailFast(Iterable, int, Function)].
    ///
    /// @param token cancels the result, as [Task#cancelOn(CancellationToken)] does
    public static <T> Task<Void> forEachFailFast(
            Iterable<? extends T> source,
            int maxInFlight,
            Function<? super T, ? extends Task<?>> function,
            CancellationToken token) {
        return forEachFailFast(source, maxInFlight, function).cancelOn(token);
    }

    /// Like [#forEach(Iterable, int, Function)], and gives the values of the tasks in the order of
    /// the items, which needs memory for all of them; [#mapEach] does not.
    public static <T, R> Task<List<R>> map(
            Iterable<? extends T> source, int maxInFlight, Function<? super T, ? extends Task<? extends R>> function) {
        return new MapAll<T, R>(Source.of(source), maxInFlight, function).begin();
    }

    /// Like [#map(Iterable, int, Function)].
    public static <T, R> Task<List<R>> map(
            Iterator<? extends T> source, int maxInFlight, Function<? super T, ? extends Task<? extends R>> function) {
        return new MapAll<T, R>(Source.of(source), maxInFlight, function).begin();
    }

    /// Like [#map(Iterable, int, Function)]; the stream is closed when no more is taken from it.
    public static <T, R> Task<List<R>> map(
            Stream<? extends T> source, int maxInFlight, Function<? super T, ? extends Task<? extends R>> function) {
        return new MapAll<T, R>(Source.of(source), maxInFlight, function).begin();
    }

    /// Like [#map(Iterable, int, Function)].
    ///
    /// @param token cancels the result, as [Task#cancelOn(CancellationToken)] does
    public static <T, R> Task<List<R>> map(
            Iterable<? extends T> source,
            int maxInFlight,
            Function<? super T, ? extends Task<? extends R>> function,
            CancellationToken token) {
        return Tasks.<T, R>map(source, maxInFlight, function).cancelOn(token);
    }

    /// Calls the function for each item of the source, and gives the tasks as they are done,
    /// whatever they came to.
    ///
    /// ```java
    /// try (var pages = Tasks.mapEach(addresses, 16, this::download)) {
    ///     for (Task<String> page : pages) index(page.await());
    /// }
    /// ```
    ///
    /// At most `maxInFlight` tasks have begun and were not taken; so who takes them slowly slows
    /// the work down, and the source may have any number of items. A function that throws or gives
    /// null counts as a failed task. What the source throws is thrown after the last task.
    ///
    /// Close it if not all is taken: that stops taking items and asks the pending tasks to cancel.
    ///
    /// @param source used by one thread, after this call has returned
    /// @throws IllegalArgumentException if `maxInFlight` is less than 1
    public static <T, R> Completions<R> mapEach(
            Iterable<? extends T> source, int maxInFlight, Function<? super T, ? extends Task<? extends R>> function) {
        return MapEach.<T, R>of(Source.of(source), maxInFlight, function, CancellationToken.none());
    }

    /// Like [#mapEach(Iterable, int, Function)].
    public static <T, R> Completions<R> mapEach(
            Iterator<? extends T> source, int maxInFlight, Function<? super T, ? extends Task<? extends R>> function) {
        return MapEach.<T, R>of(Source.of(source), maxInFlight, function, CancellationToken.none());
    }

    /// Like [#mapEach(Iterable, int, Function)]; the stream is closed when no more is taken from
    /// it.
    public static <T, R> Completions<R> mapEach(
            Stream<? extends T> source, int maxInFlight, Function<? super T, ? extends Task<? extends R>> function) {
        return MapEach.<T, R>of(Source.of(source), maxInFlight, function, CancellationToken.none());
    }

    /// Like [#mapEach(Iterable, int, Function)].
    ///
    /// @param token ends the iteration, which is cancelled then, stops taking items and asks the
    ///        pending tasks to cancel
    public static <T, R> Completions<R> mapEach(
            Iterable<? extends T> source,
            int maxInFlight,
            Function<? super T, ? extends Task<? extends R>> function,
            CancellationToken token) {
        return MapEach.<T, R>of(Source.of(source), maxInFlight, function, token);
    }

    /// Begins the work, and begins it again if it fails and the policy says so.
    ///
    /// ```java
    /// Task<byte[]> page = Tasks.retry(RetryPolicy.DEFAULT, () -> download(address));
    /// ```
    ///
    /// The first attempt begins here and now, later ones on a virtual thread; no thread waits in
    /// between. The result comes to what the last attempt comes to; the failures of up to 100
    /// attempts before are attached to its exception as suppressed ones. A cancelled attempt is not
    /// repeated. Cancelling the result asks the attempt to cancel, or ends the delay.
    ///
    /// @param work gives a new task each time; what it throws is the failure of the attempt
    public static <T> Task<T> retry(RetryPolicy policy, Supplier<? extends Task<? extends T>> work) {
        return retry(policy, work, Timer.shared());
    }

    static <T> Task<T> retry(RetryPolicy policy, Supplier<? extends Task<? extends T>> work, Timer timer) {
        return Retrying.of(policy, work, timer);
    }

    /// A task that is done after this time; no thread waits meanwhile.
    ///
    /// @param duration a negative one is over
    public static Task<Void> delay(Duration duration) {
        return delay(duration, Timer.shared());
    }

    static Task<Void> delay(Duration duration, Timer timer) {
        long nanos = Durations.toNanos(duration);
        if (nanos == 0) {
            return Task.completed(null);
        }
        Delay delay = new Delay(duration, timer);
        timer.set(delay.alarm, nanos);
        return delay;
    }

    /// The stage as a task; a task is returned as it is.
    ///
    /// A failure is unwrapped if it comes in a [java.util.concurrent.CompletionException].
    /// Cancelling the task cancels the stage if that is a [Future]. The task is then done at once,
    /// as detached: nobody knows whether the work behind the stage has stopped.
    public static <T> Task<T> fromStage(CompletionStage<T> stage) {
        return stage instanceof Task<T> task ? task : ForeignTask.ofStage(stage);
    }

    /// The future as a task; a task is returned as it is.
    ///
    /// A virtual thread waits for a future that is not a [CompletionStage]. Cancelling the task
    /// cancels the future, with an interrupt; see [#fromStage(CompletionStage)].
    public static <T> Task<T> fromFuture(Future<T> future) {
        return switch (future) {
            case Task<T> task -> task;
            case CompletionStage<?> _ -> fromStageOf(future);
            default -> ForeignTask.ofFuture(future);
        };
    }

    @SuppressWarnings("unchecked") // a future that is a stage is one of the same type
    private static <T> Task<T> fromStageOf(Future<T> future) {
        return fromStage((CompletionStage<T>) future);
    }

    /// What a [CompletionHandler] is told, as a task:
    ///
    /// ```java
    /// Task<Integer> read = Tasks.fromHandler(handler -> channel.read(buffer, 0, null, handler));
    /// ```
    ///
    /// Cancelling the task lets it be done at once, as detached: the work goes on, and may use its
    /// memory. If it then comes to something that can be closed, such as a connection, that is
    /// closed.
    ///
    /// @param start starts the work and gives it the handler; what it throws is thrown here
    public static <T> Task<T> fromHandler(Consumer<? super CompletionHandler<T, Object>> start) {
        return ForeignTask.ofHandler(start);
    }

    /// Tells a [CompletionHandler] what the task came to: its value, or its own exception, which is
    /// a [java.util.concurrent.CancellationException] if it was cancelled.
    ///
    /// The handler is called as a function of the task is: at once if the task is done, otherwise
    /// on a virtual thread. What it throws goes to that thread's handler of uncaught exceptions.
    ///
    /// @param attachment handed on
    public static <T, A> void toHandler(
            Task<T> task, @Nullable A attachment, CompletionHandler<? super T, ? super A> handler) {
        Continuations.tell(task, attachment, handler);
    }

    /// What a pair of callbacks is told, one for the value and one for the failure, as a task:
    ///
    /// ```java
    /// Task<Page> page = Tasks.fromCallbacks((success, failure) -> client.load(address, success, failure));
    /// ```
    ///
    /// The first call counts. Cancelling works as in [#fromHandler(Consumer)].
    ///
    /// @param start starts the work and gives it the callbacks; what it throws is thrown here
    public static <T> Task<T> fromCallbacks(BiConsumer<? super Consumer<T>, ? super Consumer<Throwable>> start) {
        return ForeignTask.ofCallbacks(start);
    }

    /// The first event that a listener is told of; [EventAwaiter] is there for more of them.
    ///
    /// ```java
    /// Task<ActionEvent> click = Tasks.<ActionEvent, ActionListener>fromListener(
    ///         first -> first::accept, button::addActionListener, button::removeActionListener);
    /// ```
    ///
    /// The listener is taken back when the task is done, also if it is cancelled: on the thread
    /// that raised the event or cancelled, or on a virtual thread if that must not wait. If taking
    /// it back throws, that goes to the thread's handler of uncaught exceptions.
    ///
    /// @param <T> the type of the event
    /// @param <L> the type of the listener
    /// @param listener makes the listener, which calls `accept` of what it is given
    /// @param add registers the listener; what it throws is thrown here
    /// @param remove takes it back, once
    public static <T, L> Task<T> fromListener(
            Function<? super Consumer<T>, ? extends L> listener, Consumer<? super L> add, Consumer<? super L> remove) {
        return ListenerTask.of(Deregistration.registering(listener, add, remove));
    }

    /// Like the other form, where registering gives something to close.
    ///
    /// @param register registers what it is given, and gives the registration
    public static <T> Task<T> fromListener(Function<? super Consumer<T>, ? extends AutoCloseable> register) {
        return ListenerTask.of(register);
    }

    /// The first item of a publisher; then its subscription is cancelled.
    ///
    /// A publisher that completes before gives a [java.util.NoSuchElementException]; where that is
    /// no failure, ask for a [list][#list(Flow.Publisher, long)] of one. Cancelling the task
    /// cancels the subscription. The task is then done at once, as detached.
    ///
    /// A publisher of Reactive Streams becomes one of these by
    /// `org.reactivestreams.FlowAdapters.toFlowPublisher`.
    public static <T> Task<T> first(Flow.Publisher<T> publisher) {
        return Collected.first(publisher);
    }

    /// All items of a publisher, in memory at the same time. Cancelling works as in
    /// [#first(Flow.Publisher)].
    public static <T> Task<List<T>> list(Flow.Publisher<T> publisher) {
        return Collected.list(publisher, Long.MAX_VALUE);
    }

    /// The first items of a publisher, up to this number; then its subscription is cancelled. More
    /// are never requested. Cancelling works as in [#first(Flow.Publisher)].
    ///
    /// @param limit 0 or more
    public static <T> Task<List<T>> list(Flow.Publisher<T> publisher, long limit) {
        return Collected.list(publisher, limit);
    }

    /// The end of a publisher, whose items are let go. Cancelling works as in
    /// [#first(Flow.Publisher)].
    public static Task<Void> ignore(Flow.Publisher<?> publisher) {
        return Collected.ignore(publisher);
    }

    /// An executor that runs code where it is handed over: for the methods with `Async` in their
    /// name, if the code is short and trusted.
    ///
    /// It runs on the thread that completes the task, which may be the one that takes the kernel's
    /// completions. While it runs, no other operation is completed there, so it must not wait;
    /// waiting for a task is refused.
    public static Executor inline() {
        return Inline.INLINE;
    }

    /// The way in for a thread of ours that could drive the timer: a type nobody else can name.
    ///
    /// @hidden
    @SuppressWarnings("exports")
    public static AlarmClock alarmClock() {
        return Timer.shared();
    }

    private static final class Delay extends Task<Void> implements Subject {

        private final Duration duration;
        private final Timer timer;
        private final Timer.Alarm alarm = new Timer.Alarm() {
            @Override
            void ring() {
                succeed(null);
            }
        };

        Delay(Duration duration, Timer timer) {
            this.duration = Objects.requireNonNull(duration, "duration");
            this.timer = timer;
        }

        @Override
        protected void cancelRequested(CancellationReason reason) {
            timer.cancel(alarm);
            cancelled(Cancellation.of(describe(), reason, Cancellation.Reach.STOPPED));
        }

        @Override
        public String kind() {
            return "delay";
        }

        @Override
        protected String describe() {
            return "delay of " + Durations.describe(duration);
        }
    }
}
