package dev.tidemill.bench;

import java.util.Locale;

/// Numbers as people read them: three digits that mean something.
final class Numbers {

    private Numbers() {}

    static String significant(double value) {
        if (Double.isNaN(value)) return "–";
        double size = Math.abs(value);
        String format = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : size >= 0.005 ? "%.2f" : "%.0f";
        return String.format(Locale.ROOT, format, value);
    }

    /// A number of operations, in thousands or millions if there are many.
    static String rate(double value) {
        if (value >= 1e6) return significant(value / 1e6) + " M";
        if (value >= 1e4) return significant(value / 1e3) + " k";
        return significant(value);
    }
}
