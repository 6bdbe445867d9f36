package dev.tidemill.examples;

import dev.tidemill.task.Task;
import dev.tidemill.task.TaskSource;
import dev.tidemill.trace.PendingTask;
import dev.tidemill.trace.TaskLogger;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/// A program that seems hung, and finds out why: somebody promised prices, and they never come.
final class HungProgram {

    private HungProgram() {}

    public static void main(String[] arguments) throws Exception {
        TaskLogger.level(TaskLogger.Level.CALLER); // or -Dtidemill.pending=caller
        var prices = new TaskSource<String>();
        Task<String> report = TaskLogger.tagged("nightly report", () -> Task.run(() -> report(prices)));
        try (var _ = TaskLogger.watch(Duration.ofMillis(500), HungProgram::complain)) {
            if (!report.waitFor(Duration.ofSeconds(1))) {
                System.out.print(PendingTask.table(TaskLogger.pending()));
            }
        }
        report.cancel();
    }

    private static String report(TaskSource<String> prices) throws IOException, InterruptedException {
        Task<String> arrival = prices.task().thenApply(String::strip).tag("prices");
        return "Prices: " + arrival.await();
    }

    private static void complain(PendingTask task) {
        System.out.println("pending for too long: " + task);
    }

    /// What waits for longer than this, the oldest ten of it: a page for whoever is on duty.
    static String statusPage(Duration tooLong) {
        List<PendingTask> late = TaskLogger.pending(task -> task.age().compareTo(tooLong) > 0);
        return TaskLogger.counts() + "\n" + PendingTask.table(late.subList(0, Math.min(10, late.size())));
    }
}
