package dev.tidemill.bench;

import dev.tidemill.bench.worker.WalkWorker;
import dev.tidemill.bench.worker.WalkWorker.Side;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Walks through a tree that is there, with a heap of 64 MiB. Each side has JVMs of its own, which
/// take turns: A B C D, then D C B A.
final class Walks {

    private static final int ROUNDS = 6;
    private static final int WARM_ROUNDS = 2;

    private Walks() {}

    /// What one side took.
    private static final class Times {
        final List<Double> first = new ArrayList<>();
        final List<Double> warm = new ArrayList<>();
        long names;
    }

    static void compare(String directory) throws SideFailedException, InterruptedException {
        var worker = new OwnJvm(WalkWorker.class, "-Xmx64m");
        Map<Side, Times> times = new EnumMap<>(Side.class);
        for (Side side : Side.values()) times.put(side, new Times());
        var _ = worker.run(Side.PATHS.name(), directory, "1"); // the names are in memory from now on
        List<Side> sides = List.of(Side.values());
        for (List<Side> order : List.of(sides, sides.reversed())) {
            for (Side side : order) {
                add(worker.run(side.name(), directory, String.valueOf(ROUNDS)), times.getOrDefault(side, new Times()));
            }
        }
        System.out.println("| side | names | ms | of `Files.walkFileTree` | the first of a JVM, ms |");
        System.out.println("|---|---:|---:|---:|---:|");
        double visitor =
                median(times.getOrDefault(Side.VISITOR, new Times()).warm).median();
        times.forEach((side, all) -> System.out.printf(
                "| %s | %,d | %s | %s | %s |%n",
                side.title,
                all.names,
                median(all.warm).format(Numbers::significant),
                Quartiles.ratio(median(all.warm).median() / visitor),
                median(all.first).format(Numbers::significant)));
    }

    private static void add(List<String> rounds, Times times) {
        for (int round = 0; round < rounds.size(); round++) {
            String[] numbers = rounds.get(round).split(" ");
            double millis = Double.parseDouble(numbers[0]) / 1e6;
            if (round == 0) times.first.add(millis);
            if (round >= WARM_ROUNDS) times.warm.add(millis);
            times.names = Long.parseLong(numbers[1]);
        }
    }

    private static Quartiles median(List<Double> values) {
        return Quartiles.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
}
