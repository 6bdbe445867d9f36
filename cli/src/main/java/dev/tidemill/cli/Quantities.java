package dev.tidemill.cli;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Numbers as people read them.
final class Quantities {

    private static final String[] UNITS = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final long SHOW_TENTHS_BELOW_SECONDS = 10;

    private static final Pattern BYTES = Pattern.compile(
            "([0-9]{1,18}(?:[.][0-9]{1,9})?) ?(?:([KMGTPE])(i?B)?|B)?(?:/s)?", Pattern.CASE_INSENSITIVE);

    private Quantities() {}

    /// "17 B", "1.50 KiB", "64.0 MiB", "345 GiB".
    static String bytes(double bytes) {
        if (bytes < 999.5) return Math.round(bytes) + " B";
        double value = bytes / 1024;
        int unit = 0;
        while (value >= 999.5 && unit < UNITS.length - 1) {
            value /= 1024;
            unit++;
        }
        int decimals = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
        return String.format(Locale.ROOT, "%." + decimals + "f %s", value, UNITS[unit]);
    }

    /// "500", "500K" and "500KiB" (of 1024), "500KB" (of 1000), "1.5G".
    ///
    /// @throws IllegalArgumentException if it is nothing of the kind, less than one byte, or more
    ///     than fits into a long; it names the option
    static long parseBytes(String option, String text) {
        Matcher parts = BYTES.matcher(text.strip());
        if (parts.matches()) {
            int power = parts.group(2) == null
                    ? 0
                    : "KMGTPE".indexOf(Character.toUpperCase(parts.group(2).charAt(0))) + 1;
            BigDecimal unit = BigDecimal.valueOf("b".equalsIgnoreCase(parts.group(3)) ? 1000 : 1024)
                    .pow(power);
            BigDecimal bytes = new BigDecimal(parts.group(1)).multiply(unit);
            if (bytes.compareTo(BigDecimal.ONE) >= 0 && bytes.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0) {
                return bytes.longValue();
            }
        }
        throw new IllegalArgumentException(
                "--" + option + " is " + text + "; must be a number from 1 on, as 500K, 20M or 1.5G");
    }

    static String rate(double bytesPerSecond) {
        return bytes(bytesPerSecond) + "/s";
    }

    /// "1,234 files".
    static String files(long count) {
        return count(count) + (count == 1 ? " file" : " files");
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /// "56 %", and never "100 %" before it is all.
    static String percent(double fraction) {
        return (int) (fraction * 100) + " %";
    }

    /// "42 ms", "3.4 s", "59 s", "1:05 min", "2:03:04 h", "3 d 4 h".
    static String duration(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds < 1) return duration.toMillis() + " ms";
        if (seconds < SHOW_TENTHS_BELOW_SECONDS) {
            return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
        }
        if (seconds < 60) return seconds + " s";
        if (seconds < 3600) return String.format(Locale.ROOT, "%d:%02d min", seconds / 60, seconds % 60);
        if (duration.toDays() == 0) {
            return String.format(Locale.ROOT, "%d:%02d:%02d h", seconds / 3600, seconds / 60 % 60, seconds % 60);
        }
        return duration.toDays() + " d " + duration.toHoursPart() + " h";
    }

    /// Like [#duration], for what is still to come: no more exact than anybody knows.
    static String estimate(Duration duration) {
        return duration.toSeconds() < SHOW_TENTHS_BELOW_SECONDS
                ? Math.max(1, Math.round(duration.toMillis() / 1000.0)) + " s"
                : duration(duration);
    }
}
