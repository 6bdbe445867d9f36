package dev.tidemill.transfer.pattern;

import dev.tidemill.annotation.Nullable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/// The `[...]` of a pattern.
///
/// @param end index of its last character, the `]`, in the pattern
record CharacterSet(List<IntPredicate> parts, boolean isNegated, int end) {

    private static final String NOT_CLOSED = "has a [ without its ]";

    /// @param start index of the `[`
    /// @throws IllegalArgumentException that says what is wrong with it
    static CharacterSet startingAt(int[] pattern, int start) {
        int i = start + 1;
        boolean isNegated = i < pattern.length && (pattern[i] == '!' || pattern[i] == '^');
        if (isNegated) i++;
        List<IntPredicate> parts = new ArrayList<>();
        for (int first = i; ; ) {
            if (i >= pattern.length) throw new IllegalArgumentException(NOT_CLOSED);
            if (pattern[i] == ']' && i > first) return new CharacterSet(List.copyOf(parts), isNegated, i);
            String name = classNameAt(pattern, i);
            if (name != null) {
                parts.add(named(name));
                i += name.length() + "[::]".length();
                continue;
            }
            i = indexOfCharacter(pattern, i);
            int low = pattern[i++];
            int high = low;
            if (i + 1 < pattern.length && pattern[i] == '-' && pattern[i + 1] != ']') {
                i = indexOfCharacter(pattern, i + 1);
                high = pattern[i++];
            }
            parts.add(range(low, high));
        }
    }

    /// Past the backslash, if there is one.
    private static int indexOfCharacter(int[] pattern, int i) {
        int index = pattern[i] == '\\' ? i + 1 : i;
        if (index >= pattern.length) throw new IllegalArgumentException(NOT_CLOSED);
        return index;
    }

    private static IntPredicate range(int low, int high) {
        if (high < low) throw new IllegalArgumentException("has a range that ends before it begins");
        return c -> low <= c && c <= high;
    }

    /// The `alpha` of `[:alpha:]`, or null.
    private static @Nullable String classNameAt(int[] pattern, int i) {
        if (i + 1 >= pattern.length || pattern[i] != '[' || pattern[i + 1] != ':') return null;
        var name = new StringBuilder();
        for (int k = i + 2; k + 1 < pattern.length; k++) {
            if (pattern[k] == ':' && pattern[k + 1] == ']') return name.toString();
            if (pattern[k] < 'a' || pattern[k] > 'z') return null;
            name.append((char) pattern[k]);
        }
        return null;
    }

    /// Those of POSIX, in ASCII: what a locale adds would differ from machine to machine.
    private static IntPredicate named(String name) {
        return switch (name) {
            case "lower" -> c -> 'a' <= c && c <= 'z';
            case "upper" -> c -> 'A' <= c && c <= 'Z';
            case "alpha" -> CharacterSet::isLetter;
            case "digit" -> c -> '0' <= c && c <= '9';
            case "alnum" -> c -> isLetter(c) || ('0' <= c && c <= '9');
            case "xdigit" -> c -> ('0' <= c && c <= '9') || ('a' <= (c | 0x20) && (c | 0x20) <= 'f');
            case "blank" -> c -> c == ' ' || c == '\t';
            case "space" -> c -> c == ' ' || ('\t' <= c && c <= '\r');
            case "cntrl" -> c -> c < ' ' || c == 0x7F;
            case "graph" -> c -> '!' <= c && c <= '~';
            case "print" -> c -> ' ' <= c && c <= '~';
            case "punct" -> c -> '!' <= c && c <= '~' && !isLetter(c) && !('0' <= c && c <= '9');
            default -> throw new IllegalArgumentException("has an unknown class [:" + name + ":]");
        };
    }

    private static boolean isLetter(int c) {
        return 'a' <= (c | 0x20) && (c | 0x20) <= 'z';
    }

    boolean contains(int character) {
        for (IntPredicate part : parts) {
            if (part.test(character)) return !isNegated;
        }
        return isNegated;
    }
}
