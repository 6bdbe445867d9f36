package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// A failure that nobody looked at, in a recording of the JDK's flight recorder.
@Name("dev.tidemill.UnobservedFailure")
@Label("Unobserved Failure")
@Description("A task failed, and nobody looked at it")
@Category("Tidemill")
@StackTrace(false) // it would show who reports
final class UnobservedFailureEvent extends Event {

    @Label("Task")
    String task;

    @Label("Tag")
    @Nullable
    String tag;

    @Label("Caller")
    @Description("Where the task was started")
    @Nullable
    String caller;

    @Label("Exception")
    Class<?> exception;

    @Label("Message")
    @Nullable
    String message;

    @Label("Forgotten")
    @Description("Whether forget() said that nobody would look")
    boolean forgotten;

    private UnobservedFailureEvent(UnobservedFailure failure) {
        StackTraceElement startedAt = failure.caller();
        task = failure.task();
        tag = failure.tag();
        caller = startedAt == null ? null : startedAt.toString();
        exception = failure.exception().getClass();
        message = failure.exception().getMessage();
        forgotten = failure.forgotten();
    }

    static void commit(UnobservedFailure failure) {
        new UnobservedFailureEvent(failure).commit();
    }
}
