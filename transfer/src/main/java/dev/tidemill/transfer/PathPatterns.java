package dev.tidemill.transfer;

import dev.tidemill.transfer.names.PathBytes;
import dev.tidemill.transfer.pattern.PathPattern;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// What takes part in a transfer, by patterns of names as those of gitignore(5).
///
/// ```java
/// PathPatterns.NONE.exclude("*.tmp").exclude("/build/").include("keep.tmp")
/// ```
///
/// The **last** pattern that a path matches decides; a path that matches none takes part. What is
/// in a directory that is left out is left out with it: no later pattern brings it back.
///
/// | in a pattern | |
/// | --- | --- |
/// | `*` | any number of characters of one name, also none; also of a name that begins with a dot |
/// | `?` | one character of a name |
/// | `[abc]`, `[a-z]`, `[!a-z]` or `[^a-z]` | one of these characters, or none of these; `]` as the first stands for
/// itself; `[[:alpha:]]` and the other classes of POSIX are those of ASCII |
/// | `\` | the next character is itself |
/// | `**` between slashes | any number of directories, also none: `a/**/b`, `**/b`. At the end it is everything inside,
/// `a/**` does not match `a`. As a part of a name it is a `*` |
/// | `/` at the end | matches directories only |
/// | `/` at the start or in the middle | the pattern is of the whole path, from the root of the tree; otherwise it is
/// of the last name of a path, at any depth |
///
/// Upper and lower case are different. A character is one in well-formed UTF-8; every other byte of
/// a name or a pattern is one of its own, so names and patterns may be of any bytes.
///
/// Matching takes time proportional to the length of the path and that of all patterns, multiplied,
/// at the most, whatever they are. Objects do not change, and are for all threads.
public final class PathPatterns implements PathFilter {

    /// No pattern: everything takes part.
    public static final PathPatterns NONE = new PathPatterns(List.of());

    /// Longer ones are a mistake.
    private static final int MOST_FILE_BYTES = 16 << 20;

    private final List<Rule> rules;

    private record Rule(PathPattern pattern, boolean isExclusion) {}

    private PathPatterns(List<Rule> rules) {
        this.rules = rules;
    }

    /// The patterns of these lines, each as one of a file of [#excludeFrom(Path)].
    ///
    /// @throws IllegalArgumentException if one of them is no pattern
    public static PathPatterns of(String... lines) {
        return NONE.withLines(String.join("\n", lines).getBytes(StandardCharsets.UTF_8));
    }

    /// What matches `pattern` does not take part. All of it is the pattern, a `!` or a `#` at its
    /// start too.
    ///
    /// @throws IllegalArgumentException if it is no pattern
    public PathPatterns exclude(String pattern) {
        return exclude(pattern.getBytes(StandardCharsets.UTF_8));
    }

    /// As [#exclude(String)].
    public PathPatterns exclude(byte[] pattern) {
        return with(List.of(new Rule(parse(pattern), true)));
    }

    /// What matches `pattern` takes part, whatever was said of it before.
    ///
    /// @throws IllegalArgumentException if it is no pattern
    public PathPatterns include(String pattern) {
        return include(pattern.getBytes(StandardCharsets.UTF_8));
    }

    /// As [#include(String)].
    public PathPatterns include(byte[] pattern) {
        return with(List.of(new Rule(parse(pattern), false)));
    }

    /// What matches a pattern of the file does not take part; one on each line.
    ///
    /// A line that begins with `!` says what takes part. Empty lines, and those that begin with
    /// `#`, say nothing; `\!` and `\#` are patterns that begin so. Spaces at the end of a line do
    /// not count unless a `\` is before them, and neither does a carriage return. A `.gitignore` is
    /// such a file.
    ///
    /// @param file up to 16 MiB; a pipe will do
    /// @throws IOException if it cannot be read, is too long, or has a line that is no pattern
    public PathPatterns excludeFrom(Path file) throws IOException {
        byte[] lines;
        try (InputStream in = Files.newInputStream(file)) {
            lines = in.readNBytes(MOST_FILE_BYTES + 1);
        }
        if (lines.length > MOST_FILE_BYTES) {
            throw new FileSystemException(
                    file.toString(), null, "is longer than " + MOST_FILE_BYTES + " bytes, too long for patterns");
        }
        try {
            return withLines(lines);
        } catch (IllegalArgumentException e) {
            throw new FileSystemException(file.toString(), null, e.getMessage());
        }
    }

    /// The patterns of `lines`, as those of a file.
    ///
    /// @throws IllegalArgumentException if a line is no pattern
    public PathPatterns withLines(byte[] lines) {
        List<Rule> more = new ArrayList<>();
        int number = 0;
        int start = hasByteOrderMark(lines) ? 3 : 0;
        for (int i = start; i <= lines.length; i++) {
            if (i < lines.length && lines[i] != '\n') continue;
            number++;
            byte[] line = trimmed(lines, start, i);
            start = i + 1;
            if (line.length == 0 || line[0] == '#') continue;
            boolean isExclusion = line[0] != '!';
            try {
                byte[] pattern = isExclusion ? line : Arrays.copyOfRange(line, 1, line.length);
                more.add(new Rule(parse(pattern), isExclusion));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
            }
        }
        return with(more);
    }

    private static boolean hasByteOrderMark(byte[] lines) {
        return lines.length >= 3 && lines[0] == (byte) 0xEF && lines[1] == (byte) 0xBB && lines[2] == (byte) 0xBF;
    }

    /// A line without what does not count at its end.
    private static byte[] trimmed(byte[] lines, int start, int end) {
        int last = end > start && end < lines.length && lines[end - 1] == '\r' ? end - 1 : end;
        int kept = start; // behind the last byte that counts
        for (int i = start; i < last; i++) {
            if (lines[i] == '\\' && i + 1 < last) kept = ++i + 1;
            else if (lines[i] != ' ') kept = i + 1;
        }
        return Arrays.copyOfRange(lines, start, kept);
    }

    private static PathPattern parse(byte[] pattern) {
        try {
            return PathPattern.of(pattern);
        } catch (IllegalArgumentException e) {
            String text = new String(pattern, StandardCharsets.UTF_8);
            throw new IllegalArgumentException("the pattern '" + text + "' " + e.getMessage(), e);
        }
    }

    private PathPatterns with(List<Rule> more) {
        List<Rule> all = new ArrayList<>(rules);
        all.addAll(more);
        return new PathPatterns(List.copyOf(all));
    }

    @Override
    public boolean accepts(Path path, boolean isDirectory) {
        return rules.isEmpty() || accepts(PathBytes.of(path), isDirectory);
    }

    private boolean accepts(byte[] path, boolean isDirectory) {
        int[][] names = PathPattern.split(path);
        for (Rule rule : rules.reversed()) {
            if (rule.pattern.matches(names, isDirectory)) return !rule.isExclusion;
        }
        return true;
    }
}
