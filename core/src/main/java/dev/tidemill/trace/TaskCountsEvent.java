package dev.tidemill.trace;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Period;
import jdk.jfr.StackTrace;

/// [TaskCounts], as the JDK's flight recorder asks for them from time to time.
@Name("dev.tidemill.TaskCounts")
@Label("Task Counts")
@Category("Tidemill")
@Description("How many tasks there are and were, since they are counted")
@Period("10 s")
@StackTrace(false)
final class TaskCountsEvent extends Event {

    @Label("Pending")
    long pending;

    @Label("Started")
    long started;

    @Label("Ended")
    long ended;

    @Label("Abandoned")
    long abandoned;

    static void tell() {
        if (TaskLogger.level() == TaskLogger.Level.OFF) return;
        TaskCounts counts = TaskCounts.now();
        var event = new TaskCountsEvent();
        event.pending = counts.pending();
        event.started = counts.started();
        event.ended = counts.ended();
        event.abandoned = counts.abandoned();
        event.commit();
    }
}
