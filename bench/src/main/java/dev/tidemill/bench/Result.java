package dev.tidemill.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What was measured in one case. All sides that stayed to the end have a sample of each round.
final class Result {

    private final Case work;
    private final Map<String, List<Sample>> samples = new LinkedHashMap<>();
    private final Map<String, String> failures = new LinkedHashMap<>();
    private int uncachedRounds;

    Result(Case work) {
        this.work = work;
    }

    Case work() {
        return work;
    }

    void add(Side side, Sample sample) {
        samples.computeIfAbsent(side.name(), _ -> new ArrayList<>()).add(sample);
    }

    /// A side that fails in some round was not measured in any.
    void fail(Side side, String reason) {
        samples.remove(side.name());
        failures.put(side.name(), reason);
    }

    /// The page cache lost some of the file during a round: other work needed the memory.
    void addUncachedRound() {
        uncachedRounds++;
    }

    int uncachedRounds() {
        return uncachedRounds;
    }

    /// Reasons by the names of the sides.
    Map<String, String> failures() {
        return failures;
    }

    List<String> measured() {
        return List.copyOf(samples.keySet());
    }

    int rounds() {
        return samples.values().stream().mapToInt(List::size).max().orElse(0);
    }

    List<Sample> samples(String side) {
        return samples.getOrDefault(side, List.of());
    }

    Quartiles of(String side, Metric metric) {
        return Quartiles.of(samples(side).stream().mapToDouble(metric::of).toArray());
    }

    /// The ratio of each round, and of these the quartiles: what disturbs a whole round cancels
    /// out.
    Quartiles ratio(String side, Metric metric, String of) {
        List<Sample> above = samples(side);
        List<Sample> below = samples(of);
        double[] ratios = new double[Math.min(above.size(), below.size())];
        for (int i = 0; i < ratios.length; i++) ratios[i] = metric.of(above.get(i)) / metric.of(below.get(i));
        return Quartiles.of(ratios);
    }

    /// The goal's number; NaN if a side it needs was not measured.
    Quartiles of(Goal goal) {
        if (goal.of().isEmpty()) return of(goal.side(), goal.metric());
        Comparator<String> byMedian =
                Comparator.comparingDouble(side -> of(side, goal.metric()).median());
        var rivals = goal.of().stream().filter(samples::containsKey);
        return (goal.atLeast() ? rivals.max(byMedian) : rivals.min(byMedian))
                .map(best -> ratio(goal.side(), goal.metric(), best))
                .orElseGet(Quartiles::of);
    }
}
