package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.Objects;

/// A failure that nobody has looked at; see [UnobservedFailures].
///
/// @param task what the task was: "a.bin: read of 4096 bytes at 0"
/// @param tag what it was tagged with, if it was
/// @param caller where it was started, if that was noted
/// @param failure why it failed
/// @param exception the failure as an exception: what user code threw, or one that was made for
///     this report
/// @param forgotten whether [Task#forget()] said that nobody would look; otherwise the task became
///     unreachable before anybody did
public record UnobservedFailure(
        String task,
        @Nullable String tag,
        @Nullable StackTraceElement caller,
        Failure failure,
        Throwable exception,
        boolean forgotten) {

    public UnobservedFailure {
        Objects.requireNonNull(task, "task");
        Objects.requireNonNull(failure, "failure");
        Objects.requireNonNull(exception, "exception");
    }

    /// One line without the stack trace, as in the log.
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("nobody looked at the failure of ").append(task);
        if (tag != null) {
            text.append(" [").append(tag).append(']');
        }
        if (caller != null) {
            text.append(", started at ").append(caller);
        }
        return text.append(": ").append(exception).toString();
    }
}
