package dev.tidemill.task;

import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.pending.Subject;
import java.nio.channels.CompletionHandler;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.function.Consumer;

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
        for (int i = 0; i < tasks.length; i++) {
            if (tasks[i] == null) {
                throw new NullPointerException("tasks[" + i + "] is null");
            }
        }
        return new WhenAll<>(tasks);
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

    /// An executor that runs code where it is handed over: for the methods with `Async` in their
    /// name, if the code is short and trusted.
    ///
    /// It runs on the thread that completes the task, which may be the one that takes the kernel's
    /// completions. While it runs, no other operation is completed there, so it must not wait;
    /// waiting for a task is refused.
    public static Executor inline() {
        return Inline.INLINE;
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
