package dev.tidemill.examples;

import static dev.tidemill.trace.TaskLogger.Level.CALLER;
import static java.time.Duration.ofSeconds;

import dev.tidemill.task.Tasks;
import dev.tidemill.trace.TaskLogger;
import java.util.List;

/// Three operations, and after three seconds the question what the program is still waiting for.
final class Pending {

    private Pending() {}

    public static void main(String[] arguments) throws Exception {
        TaskLogger.level(CALLER);
        var all = Tasks.whenAll(List.of(
                Tasks.delay(ofSeconds(2)).tag("2s op"),
                Tasks.delay(ofSeconds(5)).tag("5s op"),
                Tasks.delay(ofSeconds(6)).tag("6s op")));
        if (!all.waitFor(ofSeconds(3))) // stops waiting; cancels nothing
        TaskLogger.pending().forEach(System.out::println);
    }
}
