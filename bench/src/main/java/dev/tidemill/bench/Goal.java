package dev.tidemill.bench;

import java.util.List;

/// A number that is accepted and one that is aimed at, for one side of a case.
///
/// @param of the sides it is divided by, the best of them; empty if the number stands for itself
/// @param atLeast more is better; otherwise less is
record Goal(String side, Metric metric, List<String> of, boolean atLeast, double accepted, double aim) {

    static Goal atLeast(String side, Metric metric, double accepted, double aim, String... of) {
        return new Goal(side, metric, List.of(of), true, accepted, aim);
    }

    static Goal atMost(String side, Metric metric, double accepted, double aim, String... of) {
        return new Goal(side, metric, List.of(of), false, accepted, aim);
    }

    String title() {
        return side + ": " + metric.title() + (of.isEmpty() ? "" : " of " + String.join(" / ", of));
    }

    String format(double value) {
        return of.isEmpty() ? metric.format(value) : Quartiles.ratio(value);
    }

    String verdict(double value) {
        if (Double.isNaN(value)) return "not measured";
        double sign = atLeast ? 1 : -1;
        if (sign * value >= sign * aim) return "aim reached";
        return sign * value >= sign * accepted ? "accepted" : "**missed**";
    }
}
