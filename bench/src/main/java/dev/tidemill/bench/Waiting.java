package dev.tidemill.bench;

import dev.tidemill.bench.worker.Wait;
import dev.tidemill.bench.worker.WaitingWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/// What many who wait cost: the memory held for each of them, and the pauses of the garbage
/// collector. Each kind has a JVM of its own.
final class Waiting {

    private static final List<Integer> COUNTS = List.of(10_000, 1_000_000);
    private static final List<String> COLLECTORS = List.of("G1", "Parallel");
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private Waiting() {}

    /// Prints a table for each collector and each number of them.
    static void compare() throws SideFailedException, IOException, InterruptedException {
        Path log = Files.createTempFile("waiting", ".log");
        try {
            for (String collector : COLLECTORS) {
                for (int count : COUNTS) {
                    System.out.printf("### %,d that wait, %s%n%n", count, collector);
                    System.out.println("| what waits | heap B each | other memory B each | complete collection ms"
                            + " | other pauses ms: median, longest |");
                    System.out.println("|---|---:|---:|---:|---:|");
                    for (Wait wait : Wait.values()) {
                        if (wait.isPossible(count)) System.out.println(row(wait, count, collector, log));
                    }
                    System.out.println();
                }
            }
        } finally {
            Files.delete(log);
        }
    }

    private static String row(Wait wait, int count, String collector, Path log)
            throws SideFailedException, IOException, InterruptedException {
        var worker = ChildProcess.run(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+Use" + collector + "GC",
                        "-Xms2g",
                        "-Xmx2g",
                        "-XX:+AlwaysPreTouch", // so that what comes later is outside of the heap
                        "-XX:MarkSweepDeadRatio=0", // so that Parallel leaves no garbage behind, either
                        "-Xlog:gc:file=" + log,
                        "-cp",
                        System.getProperty("java.class.path"),
                        WaitingWorker.class.getName(),
                        wait.word(),
                        String.valueOf(count)),
                LIMIT);
        String[] bytes = worker.output().strip().split(" ");
        Pauses pauses = Pauses.in(Files.readAllLines(log)).ofLast(WaitingWorker.COMPLETE_COLLECTIONS);
        return "| %s | %s | %s | %s | %s, %s |"
                .formatted(
                        wait.title(),
                        Numbers.significant(Double.parseDouble(bytes[0])),
                        Numbers.significant(Double.parseDouble(bytes[1])),
                        Numbers.significant(Pauses.median(pauses.complete())),
                        Numbers.significant(Pauses.median(pauses.other())),
                        Numbers.significant(Pauses.longest(pauses.other())));
    }
}
