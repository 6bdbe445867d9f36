package dev.tidemill.bench;

import dev.tidemill.bench.worker.LinesWorker;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// A log of 1 GiB in memory, line by line. Each side has JVMs of its own, which take turns: A B, B
/// A, A B.
final class LogLines {

    private static final long FILE_BYTES = 1 << 30;
    private static final int ROUNDS = 5;
    private static final int WARM_ROUNDS = 2;
    private static final int JVMS = 3;

    private LogLines() {}

    /// What one side took.
    private static final class Side {
        final String name;
        final List<Double> millis = new ArrayList<>();
        final List<Double> cpuMillis = new ArrayList<>();
        final List<Double> garbage = new ArrayList<>();

        Side(String name) {
            this.name = name;
        }

        void add(List<String> rounds) {
            for (String round : rounds.subList(WARM_ROUNDS, rounds.size())) {
                String[] numbers = round.split(" ");
                millis.add(Double.parseDouble(numbers[0]) / 1e6);
                cpuMillis.add(Double.parseDouble(numbers[1]) / 1e6);
                garbage.add(Double.parseDouble(numbers[2]) / FILE_BYTES);
            }
        }
    }

    static void compare(Path folder) throws SideFailedException, IOException, InterruptedException {
        Path log = folder.resolve("bench-lines.log");
        if (!Files.exists(log) || Files.size(log) < FILE_BYTES) write(log);
        try (var bytes = Files.newInputStream(log)) {
            bytes.transferTo(OutputStream.nullOutputStream()); // it is in memory from now on
        }
        var jdk = new Side("jdk");
        var tidemill = new Side("tidemill");
        var worker = new OwnJvm(LinesWorker.class, "-Xms512m", "-Xmx512m", "-XX:+AlwaysPreTouch");
        List<Side> sides = List.of(jdk, tidemill);
        for (int i = 0; i < JVMS; i++) {
            for (Side side : i % 2 == 0 ? sides : sides.reversed()) {
                side.add(worker.run(side.name, log.toString(), String.valueOf(ROUNDS)));
            }
        }
        System.out.println("| side | ms | of BufferedReader | processors, ms | garbage beside the strings, B/B |");
        System.out.println("|---|---:|---:|---:|---:|");
        for (Side side : sides) {
            System.out.printf(
                    "| %s | %s | %s | %s | %s |%n",
                    side == jdk ? "BufferedReader" : "TextReader",
                    quartiles(side.millis).format(Numbers::significant),
                    Quartiles.ratio(quartiles(side.millis).median()
                            / quartiles(jdk.millis).median()),
                    quartiles(side.cpuMillis).format(Numbers::significant),
                    Numbers.significant(quartiles(side.garbage).median()));
        }
    }

    private static Quartiles quartiles(List<Double> values) {
        return Quartiles.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /// Lines of about 100 bytes.
    private static void write(Path log) throws IOException {
        var random = new SplittableRandom(1);
        try (var lines = Files.newBufferedWriter(log)) {
            for (long bytes = 0; bytes < FILE_BYTES; ) {
                String line = "2026-11-21T13:%02d:%02d.%03dZ INFO  [worker-%d] request %d served in %d us from %s\n"
                        .formatted(
                                random.nextInt(60),
                                random.nextInt(60),
                                random.nextInt(1000),
                                random.nextInt(64),
                                random.nextInt(),
                                random.nextInt(100_000),
                                "cache".repeat(random.nextInt(8)));
                lines.write(line);
                bytes += line.length();
            }
        }
    }
}
