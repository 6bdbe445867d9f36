package dev.tidemill.cli;

import dev.tidemill.annotation.Nullable;

/// Colours of text in a terminal, or none: see no-color.org.
final class Colours {

    static final Colours NONE = new Colours(false);

    private static final String RESET = "\033[m";

    private final boolean wanted;

    private Colours(boolean wanted) {
        this.wanted = wanted;
    }

    /// @param when auto, always or never
    /// @throws IllegalArgumentException if it is none of these
    static Colours of(String when) {
        return switch (when) {
            case "always" -> new Colours(true);
            case "never" -> NONE;
            case "auto" ->
                new Colours(areWelcome(System.getenv("NO_COLOR"), System.getenv("TERM")) && Terminal.isStderr());
            default -> throw new IllegalArgumentException("--color is " + when + "; must be auto, always or never");
        };
    }

    static boolean areWelcome(@Nullable String noColor, @Nullable String term) {
        return (noColor == null || noColor.isEmpty()) && term != null && !term.equals("dumb");
    }

    String red(String text) {
        return in("31", text);
    }

    String green(String text) {
        return in("32", text);
    }

    String faint(String text) {
        return in("2", text);
    }

    private String in(String code, String text) {
        return wanted && !text.isEmpty() ? "\033[" + code + "m" + text + RESET : text;
    }
}
