package dev.tidemill.bench;

import dev.tidemill.bench.worker.NameSide;
import dev.tidemill.bench.worker.NameWork;
import dev.tidemill.bench.worker.NamesWorker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// 20,000 files against `Files`: on one thread, on a pool of 8, on virtual threads.
///
/// Each side has JVMs of its own, which take turns: A B C D, then D C B A. Each round has a fresh
/// directory, and nothing is deleted before the end.
final class ManyNames {

    private static final int FILES = 20_000;
    private static final int WARM_ROUNDS = 3;
    private static final int ROUNDS = 3;
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private ManyNames() {}

    /// @param arguments the directory, then works; without any, all of them
    static void compare(String[] arguments) throws SideFailedException, IOException, InterruptedException {
        Path directory = Files.createTempDirectory(Path.of(arguments[0]), "names-");
        List<NameWork> works = arguments.length == 1
                ? List.of(NameWork.values())
                : Arrays.stream(arguments, 1, arguments.length)
                        .map(NameWork::valueOf)
                        .toList();
        try {
            System.out.printf(
                    "%,d files on %s%n%n", FILES, Files.getFileStore(directory).type());
            System.out.println("| work | side | µs a file | of the best of Files | processor µs a file | threads |");
            System.out.println("|---|---|---:|---:|---:|---:|");
            for (NameWork work : works) compare(work, directory);
        } finally {
            remove(directory);
        }
    }

    /// @param nanos for all files
    /// @param threads beyond those of an idle JVM
    private record Round(double nanos, double cpuNanos, int threads, int ofTheKernel) {}

    private static void compare(NameWork work, Path directory)
            throws SideFailedException, IOException, InterruptedException {
        Map<NameSide, List<Round>> rounds = new EnumMap<>(NameSide.class);
        List<NameSide> sides = List.of(NameSide.values());
        for (List<NameSide> order : List.of(sides, sides.reversed())) {
            for (NameSide side : order) {
                rounds.computeIfAbsent(side, _ -> new ArrayList<>()).addAll(measure(work, side, directory));
            }
        }
        double best = sides.stream()
                .filter(side -> side != NameSide.TIDEMILL)
                .mapToDouble(side -> quartiles(rounds, side).median())
                .min()
                .orElse(Double.NaN);
        for (NameSide side : sides) {
            Quartiles nanos = quartiles(rounds, side);
            List<Round> measured = rounds.getOrDefault(side, List.of());
            Quartiles cpu =
                    Quartiles.of(measured.stream().mapToDouble(Round::cpuNanos).toArray());
            Round last = measured.getLast();
            System.out.printf(
                    "| %s | %s | %s | %s | %s | %d%s |%n",
                    work,
                    side.title,
                    nanos.format(value -> Numbers.significant(value / 1e3 / FILES)),
                    Quartiles.ratio(best / nanos.median()),
                    Numbers.significant(cpu.median() / 1e3 / FILES),
                    last.threads,
                    last.ofTheKernel == 0 ? "" : ", " + last.ofTheKernel + " of the kernel");
        }
    }

    private static Quartiles quartiles(Map<NameSide, List<Round>> rounds, NameSide side) {
        return Quartiles.of(rounds.getOrDefault(side, List.of()).stream()
                .mapToDouble(Round::nanos)
                .toArray());
    }

    private static List<Round> measure(NameWork work, NameSide side, Path directory)
            throws SideFailedException, InterruptedException {
        var child = ChildProcess.run(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-Xms1g",
                        "-Xmx1g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        NamesWorker.class.getName(),
                        work.name(),
                        side.name(),
                        directory.toString(),
                        String.valueOf(FILES),
                        String.valueOf(WARM_ROUNDS),
                        String.valueOf(ROUNDS)),
                LIMIT);
        return child.output().lines().map(ManyNames::round).toList();
    }

    private static Round round(String line) {
        String[] numbers = line.split(" ");
        return new Round(
                Double.parseDouble(numbers[0]),
                Double.parseDouble(numbers[1]),
                Integer.parseInt(numbers[2]),
                Integer.parseInt(numbers[3]));
    }

    private static void remove(Path directory) throws IOException {
        try (var paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) Files.deleteIfExists(path);
        }
    }
}
