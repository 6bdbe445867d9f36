package dev.tidemill.transfer;

import static java.util.Map.entry;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The rooms below what is exported: which may know which, and that none of them knows the
/// transfers that are made of them.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class RoomsTest {

    /// A new arrow is a new line here, for somebody to see and to ask why. All may know the values
    /// of the package above them.
    private static final Map<String, Set<String>> USES = Map.ofEntries(
            entry("names", Set.of()),
            entry("course", Set.of()),
            entry("manifest", Set.of("names")),
            entry("pattern", Set.of("names")),
            entry("entry", Set.of("course", "names")),
            entry("block", Set.of("course", "entry", "manifest")),
            entry("file", Set.of("block", "course", "entry", "manifest")),
            entry("tree", Set.of("block", "course", "entry", "file")),
            entry("verify", Set.of("block", "course", "manifest", "names")));

    /// Made of the rooms, and above them. What a copy of a tree is given, and whom it tells, is
    /// declared in it and needed below.
    private static final Pattern TRANSFER = Pattern.compile(
            "\\b(?:(?:Transfer|Copy|StreamCopy)\\b|(?:TreeCopy|Verification)\\b(?!\\.(?:Listener|Root)\\b))");

    private static final Pattern IMPORT = Pattern.compile("import dev\\.tidemill\\.transfer\\.([a-z]+)\\.[A-Z].*");

    private static final Path MODULE =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath();
    private static final Path ROOMS = MODULE.resolve("src/main/java/dev/tidemill/transfer");

    @Test
    void eachRoomKnowsExactlyThoseItMayKnow() throws IOException {
        Map<String, Set<String>> found = new TreeMap<>();
        for (Path room : rooms()) {
            found.put(
                    room.getFileName().toString(),
                    code(room).stream()
                            .map(IMPORT::matcher)
                            .filter(Matcher::matches)
                            .map(match -> match.group(1))
                            .collect(toCollection(TreeSet::new)));
        }
        assertThat(found).isEqualTo(USES);
    }

    @Test
    void noRoomKnowsATransfer() throws IOException {
        Set<String> knowing = new TreeSet<>();
        for (Path room : rooms()) {
            for (String line : code(room)) {
                if (!line.startsWith("import ") && TRANSFER.matcher(line).find()) {
                    knowing.add(room.getFileName() + ": " + line.strip());
                }
            }
        }
        assertThat(knowing).isEmpty();
    }

    @Test
    void onlyTransfersAndManifestsAreExported() {
        ModuleDescriptor module = ModuleFinder.of(MODULE.resolve("target/classes"))
                .find("dev.tidemill.transfer")
                .orElseThrow()
                .descriptor();

        assertThat(module.exports().stream().map(Object::toString))
                .containsExactlyInAnyOrder("dev.tidemill.transfer", "dev.tidemill.transfer.manifest");
    }

    private static List<Path> rooms() throws IOException {
        try (Stream<Path> all = Files.list(ROOMS)) {
            return all.filter(Files::isDirectory).toList();
        }
    }

    /// The lines of a room, without comments and what stands between quotes.
    private static List<String> code(Path room) throws IOException {
        try (Stream<Path> files = Files.list(room)) {
            List<Path> sources =
                    files.filter(file -> file.toString().endsWith(".java")).toList();
            assertThat(sources).as("sources in " + room).isNotEmpty();
            return sources.stream()
                    .flatMap(RoomsTest::lines)
                    .map(line ->
                            line.replaceAll("\"(\\\\.|[^\"\\\\])*\"", "\"\"").replaceFirst("//.*", ""))
                    .toList();
        }
    }

    private static Stream<String> lines(Path source) {
        try {
            return Files.readAllLines(source).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
