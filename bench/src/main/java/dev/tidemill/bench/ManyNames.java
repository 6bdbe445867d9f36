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
/// Each side has JVMs of its own, which take turns: A B C D, then D C B A. What changes files has
/// fresh ones for each round. They are all made before the first round: ext4 takes ten times as
/// long to make files soon after others were deleted.
final class ManyNames {

    private static final int FILES = 20_000;
    private static final int WARM_ROUNDS = 20;
    private static final int WARM_ROUNDS_WITH_FRESH_FILES = 5;
    private static final Path MEMORY = Path.of("/dev/shm");
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
        List<NameSide> sides = Arrays.stream(NameSide.values())
                .filter(side -> side.isFor(work))
                .toList();
        List<NameSide> turns = new ArrayList<>(sides);
        turns.addAll(sides.reversed());
        int warm = work.usesFilesUp() ? WARM_ROUNDS_WITH_FRESH_FILES : WARM_ROUNDS;
        List<List<Path>> trees = new ArrayList<>();
        Path shared = directory.resolve(work.name());
        if (!work.usesFilesUp()) work.prepare(shared, FILES);
        for (int turn = 0; turn < turns.size(); turn++) {
            List<Path> ofTurn = new ArrayList<>();
            for (int round = 0; round < ROUNDS; round++) {
                Path tree = work.usesFilesUp() ? directory.resolve(work + "-" + turn + "-" + round) : shared;
                if (work.usesFilesUp()) work.prepare(tree, FILES);
                ofTurn.add(tree);
            }
            trees.add(ofTurn);
        }
        var _ = ChildProcess.run(List.of("sync", "-f", directory.toString()), LIMIT); // not during the rounds
        Map<NameSide, List<Round>> rounds = new EnumMap<>(NameSide.class);
        for (int turn = 0; turn < turns.size(); turn++) {
            NameSide side = turns.get(turn);
            rounds.computeIfAbsent(side, _ -> new ArrayList<>())
                    .addAll(measure(work, side, warm, trees.get(turn), directory));
        }
        double best = sides.stream()
                .filter(side -> !side.isTidemill())
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

    private static List<Round> measure(NameWork work, NameSide side, int warm, List<Path> trees, Path directory)
            throws SideFailedException, IOException, InterruptedException {
        Path scratch = Files.createTempDirectory(Files.isWritable(MEMORY) ? MEMORY : directory, "names-warm-");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xms1g",
                "-Xmx1g",
                "-cp",
                System.getProperty("java.class.path"),
                NamesWorker.class.getName(),
                work.name(),
                side.name(),
                String.valueOf(FILES),
                String.valueOf(warm),
                scratch.toString()));
        for (Path tree : trees) command.add(tree.toString());
        try {
            return ChildProcess.run(command, LIMIT)
                    .output()
                    .lines()
                    .map(ManyNames::round)
                    .toList();
        } finally {
            remove(scratch);
        }
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
