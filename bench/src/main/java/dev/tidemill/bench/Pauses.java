package dev.tidemill.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Pauses of a garbage collector, in milliseconds, as the JVM logs them with `-Xlog:gc`.
///
/// @param complete of complete collections
/// @param other of all others that came after the last of those
record Pauses(List<Double> complete, List<Double> other) {

    private static final Pattern PAUSE = Pattern.compile("Pause (\\w+).* (\\d+\\.\\d+)ms$");

    static Pauses in(List<String> log) {
        List<Double> complete = new ArrayList<>();
        List<Double> other = new ArrayList<>();
        for (String line : log) {
            Matcher pause = PAUSE.matcher(line);
            if (!pause.find()) continue;
            double millis = Double.parseDouble(pause.group(2));
            if (pause.group(1).equals("Full")) {
                complete.add(millis);
                other.clear();
            } else {
                other.add(millis);
            }
        }
        return new Pauses(complete, other);
    }

    /// Without the complete collections before the last ones.
    Pauses ofLast(int count) {
        return new Pauses(complete.subList(Math.max(0, complete.size() - count), complete.size()), other);
    }

    static double median(List<Double> millis) {
        return Quartiles.of(millis.stream().mapToDouble(Double::doubleValue).toArray())
                .median();
    }

    static double longest(List<Double> millis) {
        return millis.isEmpty() ? Double.NaN : Collections.max(millis);
    }
}
