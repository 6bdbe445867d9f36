package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The guide shows what is compiled: its code is that of the examples, and its links lead
/// somewhere.
///
/// A block of Java begins with the name of its file, `// TenFiles.java`. Its lines are in that
/// file, one after the other, however they are indented; a line `// ...` stands for any number of
/// them.
@Timeout(60)
class GuideTest {

    private static final Path EXAMPLES =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    private static final Path GUIDE = EXAMPLES.resolveSibling("docs").resolve("guide");
    private static final Path SOURCES = EXAMPLES.resolve("src/main/java/dev/tidemill/examples");

    /// Where code that is shown can be besides: in tests of the examples, and in projects of their
    /// own.
    private static final List<Path> MORE_SOURCES = List.of(
            EXAMPLES.resolve("src/test/java/dev/tidemill/examples"),
            EXAMPLES.resolve("forgotten-await/src/main/java/forgotten"));

    private static final Pattern BLOCK = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern FILE_NAME = Pattern.compile("// (\\w+\\.java)");
    private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");
    private static final String LEFT_OUT = "// ...";

    static List<Path> pages() throws IOException {
        try (var pages = Files.list(GUIDE)) {
            return pages.filter(page -> page.toString().endsWith(".md"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyBlockOfJavaIsInAnExample(Path page) throws IOException {
        for (MatchResult block : BLOCK.matcher(Files.readString(page)).results().toList()) {
            List<String> lines = normalised(block.group(1).lines().toList());
            var fileName = FILE_NAME.matcher(lines.getFirst());
            assertThat(fileName.matches())
                    .as("%s: the block begins with the name of its file: %s", page, lines.getFirst())
                    .isTrue();
            List<String> source = normalised(Files.readAllLines(source(fileName.group(1))));
            int from = 0;
            for (List<String> piece : pieces(lines.subList(1, lines.size()))) {
                int found = Collections.indexOfSubList(source.subList(from, source.size()), piece);
                assertThat(found)
                        .as("%s: not in %s, or not there: %s", page, fileName.group(1), piece)
                        .isNotNegative();
                from += found + piece.size();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsToAFile(Path page) throws IOException {
        for (MatchResult link : LINK.matcher(Files.readString(page)).results().toList()) {
            assertThat(page.resolveSibling(link.group(1))).as("%s", page).exists();
        }
    }

    @Test
    void theIndexHasEveryPage() throws IOException {
        String index = Files.readString(GUIDE.resolve("README.md"));
        for (Path page : pages()) {
            if (page.endsWith("README.md")) continue;
            assertThat(index).contains("](" + page.getFileName() + ")");
        }
    }

    @Test
    void everyExampleIsShown() throws IOException {
        Set<String> shown = new TreeSet<>();
        for (Path page : pages()) {
            FILE_NAME.matcher(Files.readString(page)).results().forEach(name -> shown.add(name.group(1)));
        }
        try (var examples = Files.list(SOURCES)) {
            assertThat(examples.map(example -> example.getFileName().toString()))
                    .filteredOn(name -> !name.equals("package-info.java"))
                    .isSubsetOf(shown);
        }
    }

    private static Path source(String name) {
        return MORE_SOURCES.stream()
                .map(folder -> folder.resolve(name))
                .filter(Files::exists)
                .findFirst()
                .orElse(SOURCES.resolve(name));
    }

    private static List<String> normalised(List<String> lines) {
        return lines.stream()
                .map(line -> line.strip().replaceAll("\\s+", " "))
                .filter(line -> !line.isEmpty() && !line.startsWith("// @start") && !line.startsWith("// @end"))
                .toList();
    }

    private static List<List<String>> pieces(List<String> lines) {
        List<List<String>> pieces = new ArrayList<>();
        List<String> piece = new ArrayList<>();
        for (String line : lines) {
            if (line.equals(LEFT_OUT)) {
                pieces.add(piece);
                piece = new ArrayList<>();
            } else {
                piece.add(line);
            }
        }
        pieces.add(piece);
        return pieces;
    }
}
