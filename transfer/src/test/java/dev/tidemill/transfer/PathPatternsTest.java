package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.transfer.names.PathBytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class PathPatternsTest {

    @TempDir
    private Path directory;

    private static boolean excludes(String pattern, String path) {
        boolean isDirectory = path.endsWith("/");
        return !PathPatterns.NONE.exclude(pattern).accepts(Path.of(path), isDirectory);
    }

    @ParameterizedTest
    @CsvSource({
        "*.o,       a.o",
        "*.o,       a/b/c.o",
        "*,         .hidden",
        "a*b*c,     a-b-b-c",
        "?,         ü",
        "a?c,       a-c",
        "[abc],     b",
        "[a-cx],    b",
        "[!a-c],    d",
        "[^a-c],    d",
        "[]a],      ]",
        "[a-],      -",
        "[\\]],     ]",
        "[[:digit:]_], 7",
        "[ä-ü],     ö",
        "\\*,       *",
        "\\?,       ?",
        "a**b,      axxb",
        "**,        a/b",
        "/a,        a",
        "a/b,       a/b",
        "/a/*,      a/b",
        "a/**/b,    a/b",
        "a/**/b,    a/x/y/b",
        "**/b,      b",
        "**/b/c,    a/b/c",
        "a/**,      a/b",
        "a/**,      a/b/c",
        "/**,       a/b/c",
        "a/,        a/",
        "a/,        x/a/",
        "a/b/,      a/b/",
        "**/,       a/b/",
        "' a',      ' a'",
        "!a,        !a",
        "#a,        #a",
    })
    void whatIsMeantIsMatched(String pattern, String path) {
        assertThat(excludes(pattern, path)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "*.o,       a.c",
        "*.o,       a.o/b",
        "a*b,       a/b",
        "A,         a",
        "?,         ab",
        "[abc],     d",
        "[!a-c],    b",
        "[[:digit:]], x",
        "\\*,       x",
        "/a,        x/a",
        "a/b,       x/a/b",
        "a/*,       a/b/c",
        "a/**/b,    ab",
        "a/**/b,    x/a/b",
        "**/b,      b/c",
        "a/**,      a",
        "a/**,      a/",
        "a/,        a",
        "**/,       a",
        "**/b/c,    b/x/c",
    })
    void whatIsNotMeantIsNotMatched(String pattern, String path) {
        assertThat(excludes(pattern, path)).isFalse();
    }

    @Test
    void theLastPatternThatMatchesDecides() {
        PathPatterns patterns =
                PathPatterns.NONE.exclude("*.o").include("keep.*").exclude("/a/keep.o");
        assertThat(patterns.accepts(Path.of("x.o"), false)).isFalse();
        assertThat(patterns.accepts(Path.of("x.c"), false)).isTrue();
        assertThat(patterns.accepts(Path.of("keep.o"), false)).isTrue();
        assertThat(patterns.accepts(Path.of("a/keep.o"), false)).isFalse();
        assertThat(patterns.accepts(Path.of("b/a/keep.o"), false)).isTrue();
    }

    @Test
    void aFileOfPatternsHasCommentsAndSpacesThatDoNotCount() throws IOException {
        Path file = Files.writeString(
                directory.resolve("patterns"),
                "\uFEFF*.o\r\n\n# a comment\n   \n!keep.o  \n\\#number\n\\!loud\nspace\\ \nlast\\\\ ");
        PathPatterns patterns = PathPatterns.NONE.excludeFrom(file);
        for (String left : new String[] {"a.o", "#number", "!loud", "space ", "last\\"}) {
            assertThat(patterns.accepts(Path.of(left), false)).as(left).isFalse();
        }
        for (String kept : new String[] {"keep.o", "# a comment", "space", "last\\ ", "a.o\r"}) {
            assertThat(patterns.accepts(Path.of(kept), false)).as(kept).isTrue();
        }
    }

    @Test
    void namesAndPatternsAreBytes() throws IOException {
        Path odd = PathBytes.path(new byte[] {'a', (byte) 0xFF, '/', (byte) 0xC3, 'b'});
        Path other = PathBytes.path(new byte[] {'a', (byte) 0xFE, '/', (byte) 0xC3, 'b'});
        Path file = Files.write(directory.resolve("patterns"), new byte[] {'a', (byte) 0xFF, '/', '*', '\n'});
        PathPatterns patterns = PathPatterns.NONE.excludeFrom(file);
        assertThat(patterns.accepts(odd, false)).isFalse();
        assertThat(patterns.accepts(other, false)).isTrue();
        assertThat(PathPatterns.of("a?/?b").accepts(odd, false)).isFalse();
        assertThat(PathPatterns.of("a[\u00F0-\u00FF]/*").accepts(odd, false))
                .as("a byte is no character")
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "/", "//", "a//b", "//a", "a//", "[a", "[", "[]", "[!]", "[a-", "a\\", "[b-a]", "[[:x:]]"})
    void whatIsNoPatternIsRefusedWithWhatIsWrong(String pattern) throws IOException {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PathPatterns.NONE.exclude(pattern))
                .withMessageStartingWith("the pattern '" + pattern + "' ");
        if (pattern.isEmpty()) return; // a line with nothing
        Path file = Files.writeString(directory.resolve("patterns"), "good\n" + pattern + "\n");
        assertThatThrownBy(() -> PathPatterns.NONE.excludeFrom(file))
                .isInstanceOf(FileSystemException.class)
                .hasMessageStartingWith(file + ": line 2: the pattern '" + pattern + "' ");
    }

    @Test
    void aFileThatIsNotThereIsSaidToBe() {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> PathPatterns.NONE.excludeFrom(missing)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void nobodysPatternTakesForEver() {
        String name = "a".repeat(255);
        PathPatterns stars = PathPatterns.of("*a".repeat(100) + "b");
        PathPatterns depths = PathPatterns.of("**/a/".repeat(100) + "b");
        Path deep = Path.of("a/".repeat(1000) + "a");
        Assertions.assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
            for (int i = 0; i < 100; i++) {
                assertThat(stars.accepts(Path.of(name), false)).isTrue();
                assertThat(depths.accepts(deep, false)).isTrue();
            }
        });
    }

    /// The rules as they are said, without a thought of speed.
    private static boolean matchesNaively(String pattern, String path) {
        boolean isDirectory = path.endsWith("/");
        String whole = isDirectory ? path.substring(0, path.length() - 1) : path;
        String rest = pattern;
        if (rest.endsWith("/")) {
            if (!isDirectory) return false;
            rest = rest.substring(0, rest.length() - 1);
        }
        if (!rest.contains("/")) {
            String last = whole.substring(whole.lastIndexOf('/') + 1);
            return nameMatches(rest, last);
        }
        if (rest.startsWith("/")) rest = rest.substring(1);
        return pathMatches(rest.split("/"), 0, whole.split("/"), 0);
    }

    private static boolean pathMatches(String[] pattern, int p, String[] path, int i) {
        if (p == pattern.length) return i == path.length;
        if (pattern[p].equals("**")) {
            if (p == pattern.length - 1) return i < path.length;
            for (int k = i; k <= path.length; k++) {
                if (pathMatches(pattern, p + 1, path, k)) return true;
            }
            return false;
        }
        return i < path.length && nameMatches(pattern[p], path[i]) && pathMatches(pattern, p + 1, path, i + 1);
    }

    private static boolean nameMatches(String pattern, String name) {
        if (pattern.isEmpty()) return name.isEmpty();
        String rest = pattern.substring(1);
        switch (pattern.charAt(0)) {
            case '*':
                for (int i = 0; i <= name.length(); i++) {
                    if (nameMatches(rest, name.substring(i))) return true;
                }
                return false;
            case '?':
                return !name.isEmpty() && nameMatches(rest, name.substring(1));
            case '[': // here always [ab] or [!ab]
                boolean isNegated = rest.startsWith("!");
                int end = rest.indexOf(']');
                boolean isIn = !name.isEmpty() && rest.substring(0, end).indexOf(name.charAt(0)) >= 0;
                return !name.isEmpty() && isIn != isNegated && nameMatches(rest.substring(end + 1), name.substring(1));
            default:
                return !name.isEmpty() && name.charAt(0) == pattern.charAt(0) && nameMatches(rest, name.substring(1));
        }
    }

    @Test
    void randomPatternsMatchWhatTheRulesSay() {
        long seed = Entries.seed();
        Random random = new Random(seed);
        String[] parts = {"a", "b", "c", "*", "*", "?", "[ab]", "[!a]", "**"};
        int matches = 0;
        for (int step = 0; step < 200_000; step++) {
            String pattern = (random.nextInt(4) == 0 ? "/" : "")
                    + joined(random, parts, 1 + random.nextInt(4))
                    + (random.nextInt(4) == 0 ? "/" : "");
            String path = joined(random, new String[] {"a", "b", "c"}, 1 + random.nextInt(4))
                    + (random.nextBoolean() ? "/" : "");
            boolean expected = matchesNaively(pattern, path);
            if (expected) matches++;
            assertThat(excludes(pattern, path))
                    .as("-Dtidemill.test.seed=%d step %d: %s of %s", seed, step, pattern, path)
                    .isEqualTo(expected);
        }
        assertThat(matches).as("patterns that match").isBetween(10_000, 190_000);
    }

    /// Up to three parts in each of so many names.
    private static String joined(Random random, String[] parts, int names) {
        var joined = new StringBuilder();
        for (int i = 0; i < names; i++) {
            if (i > 0) joined.append('/');
            int length = 1 + random.nextInt(3);
            for (int k = 0; k < length; k++) joined.append(parts[random.nextInt(parts.length)]);
        }
        return joined.toString();
    }

    @Test
    void bytesOfPathsComeBack() {
        long seed = Entries.seed();
        Random random = new Random(seed);
        for (int step = 0; step < 2000; step++) {
            byte[] bytes = Entries.bytes(random, 1 + random.nextInt(12));
            for (int i = 0; i < bytes.length; i++) if (bytes[i] == 0) bytes[i] = 'x';
            String text = new String(bytes, StandardCharsets.ISO_8859_1).replaceAll("/+", "/");
            String kept = text.length() > 1 && text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
            assertThat(new String(PathBytes.of(PathBytes.path(bytes)), StandardCharsets.ISO_8859_1))
                    .as("-Dtidemill.test.seed=%d step %d", seed, step)
                    .isEqualTo(kept);
        }
    }
}
