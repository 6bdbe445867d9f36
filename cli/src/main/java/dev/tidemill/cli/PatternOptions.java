package dev.tidemill.cli;

import dev.tidemill.transfer.PathFilter;
import dev.tidemill.transfer.PathPatterns;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;

/// The options that say which entries of a tree take part, the same for each command. Their order
/// counts, also between one and the other: the last pattern that matches decides.
final class PatternOptions {

    private static final String EXCLUDE = "--exclude";
    private static final String INCLUDE = "--include";
    private static final String EXCLUDE_FROM = "--exclude-from";

    private record Rule(String option, String value) {}

    /// In the order in which they were given.
    private final List<Rule> rules = new ArrayList<>();

    PatternOptions(Options options) {
        options.each(
                EXCLUDE,
                "PATTERN",
                "Leave out what matches, as in a .gitignore: *.o, /build/, doc/**/*.pdf.",
                pattern -> rules.add(new Rule(EXCLUDE, pattern)));
        options.each(
                INCLUDE,
                "PATTERN",
                "Take what matches all the same; the last that matches decides.",
                pattern -> rules.add(new Rule(INCLUDE, pattern)));
        options.each(
                EXCLUDE_FROM,
                "FILE",
                "Leave out by the patterns in a file; with a ! they say what to take.",
                file -> rules.add(new Rule(EXCLUDE_FROM, file)));
    }

    /// What they come to.
    ///
    /// @throws IllegalArgumentException if one of them is no pattern, or a file cannot be read
    PathFilter filter() {
        if (rules.isEmpty()) return PathFilter.ALL;
        PathPatterns patterns = PathPatterns.NONE;
        for (Rule rule : rules) {
            try {
                byte[] bytes = rule.value.getBytes(StandardCharsets.ISO_8859_1);
                patterns = switch (rule.option) {
                    case EXCLUDE -> patterns.exclude(bytes);
                    case INCLUDE -> patterns.include(bytes);
                    default -> patterns.excludeFrom(Arguments.path(rule.value));
                };
            } catch (IOException e) {
                throw new IllegalArgumentException(rule.option + ": " + reason(e), e);
            }
        }
        return patterns;
    }

    private static String reason(IOException e) {
        boolean isSaid = e instanceof FileSystemException failure && failure.getReason() != null;
        return isSaid ? String.valueOf(e.getMessage()) : "cannot read " + e.getMessage();
    }
}
