package dev.tidemill.bench;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.DoubleFunction;

/// The median of some numbers, and the quarter of them below and above.
record Quartiles(double lower, double median, double upper) {

    /// All NaN if there are no values, or one of them is NaN.
    static Quartiles of(double... values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return new Quartiles(quantile(sorted, 0.25), quantile(sorted, 0.5), quantile(sorted, 0.75));
    }

    /// Between two values the quantile is on the line between them, as in most programs.
    private static double quantile(double[] sorted, double fraction) {
        if (sorted.length == 0 || Double.isNaN(sorted[sorted.length - 1])) return Double.NaN;
        double index = fraction * (sorted.length - 1);
        int below = (int) index;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (index - below) * (sorted[above] - sorted[below]);
    }

    boolean isNaN() {
        return Double.isNaN(median);
    }

    String format(DoubleFunction<String> number) {
        if (isNaN()) return "–";
        return "%s [%s–%s]".formatted(number.apply(median), number.apply(lower), number.apply(upper));
    }

    static String ratio(double value) {
        return String.format(Locale.ROOT, value < 10 ? "%.2f" : "%.1f", value);
    }
}
