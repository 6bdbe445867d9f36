package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.pending.Recorder;
import dev.tidemill.pending.TaskRecord;
import java.util.function.Supplier;

/// What is known about a task that failed, kept for a report of it. It does not hold the task.
///
/// @param caller where the task was started
record FailedTask(
        Failure failure,
        Supplier<String> description,
        @Nullable String tag,
        @Nullable StackTraceElement caller) {

    static FailedTask of(Task<?> task, Failure failure) {
        TaskRecord record = Recorder.recordOrNull(task);
        return record == null
                ? new FailedTask(failure, task.description(), null, null)
                : new FailedTask(failure, task.description(), record.tag(), record.caller());
    }

    /// Called once: makes the exception. If the code of a user that makes it throws, it is that.
    UnobservedFailure toReport(boolean forgotten) {
        String text = "task";
        Throwable exception;
        try {
            text = description.get();
            exception = ThrowableFailure.of(failure);
        } catch (Throwable thrown) {
            exception = thrown;
        }
        return new UnobservedFailure(text, tag, caller, failure, exception, forgotten);
    }
}
