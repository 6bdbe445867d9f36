package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.pending.Subject;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// A task you complete yourself: for listeners, callbacks and signals of your own.
///
/// ```java
/// var arrived = new TaskSource<Message>();
/// listener.onMessage(arrived::succeed);
/// Message message = arrived.task().await();
/// ```
///
/// Whoever is first completes it; the others are told so. All methods may be called from any
/// thread.
///
/// @param <T> the value's type
public final class TaskSource<T> {

    private final SourceTask<T> task;

    /// A source whose task is cancelled as soon as somebody asks for it.
    public TaskSource() {
        task = new SourceTask<>();
    }

    /// A source that is told when somebody asks to cancel its task.
    ///
    /// The task stays pending until this source completes it, with whatever the work came to;
    /// [#cancel(CancellationReason)] says that it stopped.
    ///
    /// @param onCancel called at most once, on the canceller's thread, or on a virtual thread if
    ///        that is a [NonBlockingThread]; should be short. What it throws is thrown to the
    ///        canceller
    public TaskSource(Consumer<? super CancellationReason> onCancel) {
        task = new TellingTask<>(Objects.requireNonNull(onCancel, "onCancel"));
    }

    /// The task; always the same one.
    public Task<T> task() {
        return task;
    }

    /// Completes the task with its value.
    ///
    /// @param value null only for a `Task<Void>`
    /// @return whether this call completed it
    public boolean succeed(@Nullable T value) {
        return task.succeed(value);
    }

    /// Completes the task as failed, with this exception for everyone; as cancelled if it is a
    /// [java.util.concurrent.CancellationException].
    ///
    /// @return whether this call completed it
    public boolean fail(Throwable exception) {
        return task.complete(Unsuccessful.thrown(exception), null);
    }

    /// Completes the task as failed.
    ///
    /// @return whether this call completed it
    public boolean fail(Failure failure) {
        return task.fail(failure);
    }

    /// Completes the task as cancelled.
    ///
    /// @return whether this call completed it
    public boolean cancel() {
        return cancel(CancellationReason.Requested.SILENTLY);
    }

    /// Completes the task as cancelled, with a reason.
    ///
    /// @return whether this call completed it
    public boolean cancel(CancellationReason reason) {
        return cancel(Cancellation.of(task.describe(), reason, Cancellation.Reach.STOPPED));
    }

    /// Completes the task as cancelled, with all that is known about it.
    ///
    /// @return whether this call completed it
    public boolean cancel(Cancellation cancellation) {
        return task.cancelled(cancellation);
    }

    /// Completes the task with what another one came to.
    ///
    /// @return whether this call completed it
    public boolean complete(Outcome<? extends T> outcome) {
        return switch (outcome) {
            case Outcome.Succeeded<? extends T>(var value) -> succeed(value);
            case Outcome.Failed<? extends T>(var failure) -> fail(failure);
            case Outcome.Cancelled<? extends T>(var cancellation) -> cancel(cancellation);
        };
    }

    @Override
    public String toString() {
        return "TaskSource[" + task + "]";
    }

    private static class SourceTask<T> extends Task<T> implements Subject {

        @Override
        public String kind() {
            return "source";
        }
    }

    private static final class TellingTask<T> extends SourceTask<T> {

        private final AtomicReference<@Nullable Consumer<? super CancellationReason>> onCancel;

        TellingTask(Consumer<? super CancellationReason> onCancel) {
            this.onCancel = new AtomicReference<>(onCancel);
        }

        @Override
        protected void cancelRequested(CancellationReason reason) {
            Consumer<? super CancellationReason> told = onCancel.getAndSet(null);
            if (told == null) {
                return;
            }
            if (Thread.currentThread() instanceof NonBlockingThread) {
                Cascade.onVirtualThread(() -> told.accept(reason));
            } else {
                told.accept(reason);
            }
        }
    }
}
