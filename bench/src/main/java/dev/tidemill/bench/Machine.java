package dev.tidemill.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/// What a number depends on besides the code: it belongs into the header of every table.
final class Machine {

    private Machine() {}

    /// One line for each fact, as a Markdown list.
    static String describe(Place place, CompareOptions options) throws IOException, InterruptedException {
        var facts = new StringJoiner("\n* ", "* ", "\n");
        facts.add("command: `" + options.command().strip() + "`");
        facts.add("date: " + Instant.now().truncatedTo(ChronoUnit.SECONDS));
        firstLine("git", "rev-parse", "--short", "HEAD").ifPresent(commit -> facts.add("commit: " + commit));
        facts.add("kernel: Linux " + read("/proc/sys/kernel/osrelease"));
        facts.add("CPU: %d x %s".formatted(Runtime.getRuntime().availableProcessors(), cpuModel()));
        facts.add("memory: %.1f GiB, %.1f GiB of it available"
                .formatted(gibibytes("MemTotal"), gibibytes("MemAvailable")));
        facts.add("JDK: " + System.getProperty("java.vendor.version", "") + " " + Runtime.version());
        var store = Files.getFileStore(place.runDirectory());
        facts.add("file system: " + store.type() + " on " + store.name());
        facts.add("data: a file of %,d MiB, %,d small files".formatted(options.dataBytes() >> 20, options.files()));
        facts.add(
                "fio: " + firstLine("fio", "--version").orElse("missing (apt-get install fio); its rows are left out"));
        facts.add("load before: " + loadAverage());
        return facts.toString();
    }

    /// The load of the last 1, 5 and 15 minutes: high before a run means that the numbers are not
    /// only ours.
    static String loadAverage() throws IOException {
        String[] words = read("/proc/loadavg").split(" ");
        return String.join(" ", words[0], words[1], words[2]);
    }

    static long availableBytes() throws IOException {
        return memoryBytes("MemAvailable");
    }

    private static double gibibytes(String name) throws IOException {
        return memoryBytes(name) / (double) (1 << 30);
    }

    private static long memoryBytes(String name) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
            if (line.startsWith(name + ":")) return Long.parseLong(line.replaceAll("\\D", "")) << 10;
        }
        throw new IOException("/proc/meminfo has no " + name);
    }

    private static String cpuModel() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/cpuinfo"))) {
            if (line.startsWith("model name"))
                return line.substring(line.indexOf(':') + 1).strip();
        }
        return System.getProperty("os.arch");
    }

    private static String read(String file) throws IOException {
        return Files.readString(Path.of(file)).strip();
    }

    private static Optional<String> firstLine(String... command) throws InterruptedException {
        try {
            return ChildProcess.run(List.of(command), Duration.ofSeconds(10))
                    .output()
                    .lines()
                    .findFirst();
        } catch (SideFailedException _) {
            return Optional.empty();
        }
    }
}
