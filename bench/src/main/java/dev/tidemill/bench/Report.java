package dev.tidemill.bench;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/// Markdown, to be pasted into `docs/performance.md`. Numbers are medians, with the quartiles
/// behind them.
final class Report {

    private Report() {}

    /// The sides of one case.
    static String table(Result result, Duration round) {
        Case work = result.work();
        String reference = work.sides().getFirst().name();
        boolean retained = result.measured().stream()
                .anyMatch(side -> result.of(side, Metric.RETAINED).median() > 0);
        var text = new StringBuilder();
        String time = work.preparation() == Preparation.ROOM_FOR_A_COPY
                ? ""
                : " of %s s for each side".formatted(Numbers.significant(round.toMillis() / 1000.0));
        text.append("### %s\n\n%s. %d rounds%s.\n\n".formatted(work.name(), work.title(), result.rounds(), time));
        text.append("| side | %s/s | of %s | CPU µs/%s | cores | garbage B/%s |%s threads |\n"
                .formatted(
                        work.unit().plural(),
                        reference,
                        work.unit(),
                        work.unit(),
                        retained ? " heap B/pending |" : ""));
        text.append("|---|---:|---:|---:|---:|---:|%s---:|\n".formatted(retained ? "---:|" : ""));
        for (String side : result.measured()) {
            text.append("| %s | %s | %s | %s | %s | %s |%s %s |\n"
                    .formatted(
                            side,
                            result.of(side, Metric.RATE).format(Numbers::rate),
                            result.ratio(side, Metric.RATE, reference).format(Quartiles::ratio),
                            result.of(side, Metric.CPU).format(nanos -> Numbers.significant(nanos / 1000)),
                            cores(result.samples(side)),
                            Numbers.significant(
                                    result.of(side, Metric.ALLOCATED).median()),
                            retained
                                    ? " %s |"
                                            .formatted(Numbers.significant(result.of(side, Metric.RETAINED)
                                                    .median()))
                                    : "",
                            threads(result.samples(side))));
        }
        result.failures().forEach((side, reason) -> text.append("\n%s was not measured: %s\n".formatted(side, reason)));
        if (result.uncachedRounds() > 0) {
            text.append("\nIn %d rounds the file did not stay in the page cache: **these numbers are worth nothing**.\n"
                    .formatted(result.uncachedRounds()));
        }
        return text.append("\n").toString();
    }

    private static String cores(List<Sample> samples) {
        double[] busy = samples.stream()
                .mapToDouble(sample -> sample.cpuNanos() / sample.elapsedNanos())
                .toArray();
        return String.format(Locale.ROOT, "%.2f", Quartiles.of(busy).median());
    }

    private static String threads(List<Sample> samples) {
        Sample last = samples.getLast();
        if (Double.isNaN(last.threads())) return "–";
        String workers = last.kernelWorkers() == 0 ? "" : ", %.0f of the kernel".formatted(last.kernelWorkers());
        return "%.0f%s".formatted(last.threads(), workers);
    }

    /// What was aimed at, and what was reached.
    static String goals(List<Result> results) {
        var text = new StringBuilder("""
            ### Goals

            | case | what | measured | accepted | aim | |
            |---|---|---:|---:|---:|---|
            """);
        for (Result result : results) {
            for (Goal goal : result.work().goals()) {
                Quartiles measured = result.of(goal);
                text.append("| %s | %s | %s | %s %s | %s | %s |\n"
                        .formatted(
                                result.work().name(),
                                goal.title(),
                                measured.format(goal::format),
                                goal.atLeast() ? "≥" : "≤",
                                goal.format(goal.accepted()),
                                goal.format(goal.aim()),
                                goal.verdict(measured.median())));
            }
        }
        return text.append("\n").toString();
    }
}
