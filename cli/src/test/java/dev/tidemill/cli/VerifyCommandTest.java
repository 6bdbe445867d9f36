package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class VerifyCommandTest {

    @TempDir
    private Path directory;

    private Path source;
    private Path copy;

    @BeforeEach
    void makeTrees() throws IOException {
        source = directory.resolve("source");
        copy = directory.resolve("copy");
        for (Path tree : List.of(source, copy)) {
            Files.createDirectories(tree.resolve("d"));
            Files.writeString(tree.resolve("one"), "1");
            Files.writeString(tree.resolve("d/two"), "22");
        }
    }

    private Command.Result verify(String... arguments) throws Exception {
        List<String> line = Command.line("verify");
        line.addAll(List.of(arguments));
        return Command.run(new ProcessBuilder(line).directory(directory.toFile()));
    }

    @Test
    void aCopyThatIsRightIsAllGood() throws Exception {
        Command.Result result = verify("source", "copy");
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("verified 2 files, 3 B in ").endsWith(": all good");
        assertThat(verify("-q", "source/one", "copy/one")).isEqualTo(new Command.Result(0, "", ""));
    }

    @Test
    void whatIsWrongIsNamedAndCounted() throws Exception {
        Files.writeString(copy.resolve("one"), "x");
        Files.delete(copy.resolve("d/two"));
        Files.writeString(copy.resolve("d/three"), "3");
        Command.Result result = verify("source", "copy");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.out().lines())
                .containsExactlyInAnyOrder(
                        "one: differs from byte 0 on", "d/two: is missing", "d/three: should not be there");
        assertThat(result.err()).endsWith("; 1 missing, 1 extra, 1 with another content");
        Command.Result without = verify("-q", "--no-extra", "--exclude", "/one", "source", "copy");
        assertThat(without).isEqualTo(new Command.Result(1, "d/two: is missing", ""));
    }

    @Test
    void patternsCountInTheirOrder() throws Exception {
        Files.writeString(copy.resolve("one"), "x");
        Files.writeString(copy.resolve("d/two"), "xx");
        Path patterns = Files.writeString(directory.resolve("patterns"), "# all of them\none\ntwo\n");
        String[] both = {"-q", "--exclude-from", patterns.toString(), "source", "copy"};
        assertThat(verify(both)).isEqualTo(new Command.Result(0, "", ""));
        assertThat(verify("-q", "--exclude-from=patterns", "--include=/d/t*", "source", "copy"))
                .isEqualTo(new Command.Result(1, "d/two: differs from byte 0 on", ""));
        assertThat(verify("-q", "--include", "two", "--exclude-from", "patterns", "source", "copy"))
                .isEqualTo(new Command.Result(0, "", ""));
    }

    @Test
    void aManifestIsMadeAndChecked() throws Exception {
        Command.Result made = verify("--create", "SUMS", "source");
        assertThat(made.exitCode()).as(made.err()).isZero();
        assertThat(made.err()).startsWith("recorded 2 files, 3 B in ");
        assertThat(verify("-q", "SUMS", "copy")).isEqualTo(new Command.Result(0, "", ""));
        Process tool = new ProcessBuilder("sha256sum", "--status", "-c", "../SUMS")
                .directory(source.toFile())
                .start();
        assertThat(tool.waitFor()).isZero();
        Command.Result verbose = verify("-v", "SUMS", "copy");
        assertThat(verbose.out().lines()).containsExactlyInAnyOrder("one: OK", "d/two: OK");
        assertThat(verify("-v", "-q", "SUMS", "copy").out()).isEmpty();

        Files.writeString(copy.resolve("one"), "x");
        Files.writeString(copy.resolve("three"), "3");
        Command.Result changed = verify("-q", "--from-device", "SUMS", "copy");
        assertThat(changed.exitCode()).isEqualTo(1);
        assertThat(changed.out()).startsWith("one: has SHA256 2d711642").hasLineCount(1);
        assertThat(verify("-q", "--extra", "SUMS", "copy").out()).contains("three: should not be there");
    }

    @Test
    void aManifestIsOfTheDirectoryWhereItIsOrComesByAPipe() throws Exception {
        assertThat(verify("-q", "--create", "--checksum=crc32c", "source/SUMS").exitCode())
                .isZero();
        assertThat(source.resolve("SUMS")).content().contains("CRC32C (one) = 90f599e3", "CRC32C (d/two) = ");
        assertThat(verify("-q", "--extra", "source/SUMS")).isEqualTo(new Command.Result(0, "", ""));
        List<String> line = new ArrayList<>(List.of("sh", "-c", "cat source/SUMS | \"$@\"", "sh"));
        line.addAll(Command.line("verify", "-q", "/dev/stdin", "source"));
        assertThat(Command.run(new ProcessBuilder(line).directory(directory.toFile())))
                .isEqualTo(new Command.Result(0, "", ""));
    }

    @Test
    void aManifestComesByTheStandardInputAndGoesIntoAFile() throws Exception {
        assertThat(verify("-q", "--create", "SUMS", "source").exitCode()).isZero();
        for (String rest :
                List.of("cat SUMS | \"$@\" - source", "\"$@\" - copy < SUMS", "cd copy; \"$@\" - < ../SUMS")) {
            List<String> line = new ArrayList<>(List.of("sh", "-c", rest, "sh"));
            line.addAll(Command.line("verify", "-q"));
            assertThat(Command.run(new ProcessBuilder(line).directory(directory.toFile())))
                    .as(rest)
                    .isEqualTo(new Command.Result(0, "", ""));
        }
        Command.Result result = verify("--create", "-", "source");
        assertThat(result.exitCode()).isEqualTo(2);
        assertThat(result.err()).contains("is no standard output");
    }

    @Test
    void programsReadEventsOfAnObjectALine() throws Exception {
        Files.writeString(copy.resolve("one"), "x");
        Files.delete(copy.resolve("d/two"));
        Command.Result result = verify("--json", "-v", "source", "copy");
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).isEmpty();
        List<Map<String, Object>> events =
                result.out().lines().map(JsonText::object).toList();
        assertThat(events.getFirst()).containsEntry("event", "started").containsEntry("task", "compare");
        assertThat(events.stream().filter(event -> "differs".equals(event.get("event"))))
                .extracting(event -> event.get("kind"), event -> event.get("detail"))
                .containsExactlyInAnyOrder(tuple("content", "differs from byte 0 on"), tuple("missing", "is missing"));
        assertThat(events.getLast()).containsEntry("event", "ended").containsEntry("exitCode", 1.0);
        assertThat(events.getLast().get("differences")).asString().contains("missing", "content");
        assertThat(JsonText.member(events.getLast(), "progress")).containsEntry("failedFiles", 2.0);

        List<Map<String, Object>> none = verify("--json", "missing", "copy")
                .out()
                .lines()
                .map(JsonText::object)
                .toList();
        assertThat(none).extracting(event -> event.get("event")).endsWith("broken");
        assertThat(none.getLast()).containsEntry("reason", "missing: no such file or directory");
    }

    @Test
    void itReadsNoFasterThanItMay() throws Exception {
        Files.write(source.resolve("large"), new byte[3 << 20]);
        Files.write(copy.resolve("large"), new byte[3 << 20]);
        long start = System.nanoTime();
        Command.Result result = verify("--json", "--limit-rate=2M", "source", "copy");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(1000));
        assertThat(result.exitCode()).isZero();
        List<Map<String, Object>> running = result.out()
                .lines()
                .map(JsonText::object)
                .filter(event -> "progress".equals(event.get("event")))
                .flatMap(event -> JsonText.members(event, "running").stream())
                .toList();
        assertThat(running).isNotEmpty().allSatisfy(file -> {
            assertThat(JsonText.member(file, "source")).containsEntry("text", "source/large");
            assertThat(JsonText.member(file, "target")).containsEntry("text", "copy/large");
            assertThat(file).containsEntry("totalBytes", (double) (3 << 20));
        });
        assertThat(verify("--limit-rate=fast", "source", "copy").exitCode()).isEqualTo(2);
    }

    /// What was written of a manifest is removed by the next one.
    @Test
    void killedItLeavesAPartThatTheNextOneRemoves() throws Exception {
        try (RandomAccessFile large =
                new RandomAccessFile(source.resolve("large").toFile(), "rw")) {
            large.setLength(1L << 40);
        }
        List<String> line = Command.line("verify", "-v", "-j2", "--no-progress", "--create", "SUMS", "source");
        Process process = new ProcessBuilder(line).directory(directory.toFile()).start();
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isNotNull(); // it has begun
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor()).isEqualTo(137);
        assertThat(hidden()).hasSize(1).allMatch(name -> name.matches("[.]tidemill-[a-z2-7]{8}[.]part"));
        Files.delete(source.resolve("large"));
        assertThat(verify("-q", "--create", "SUMS", "source")).isEqualTo(new Command.Result(0, "", ""));
        assertThat(hidden()).isEmpty();
    }

    private List<String> hidden() throws IOException {
        try (Stream<Path> names = Files.list(directory)) {
            return names.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith("."))
                    .toList();
        }
    }

    @Test
    void attributesAreComparedIfTheyAreWanted() throws Exception {
        Files.setLastModifiedTime(copy.resolve("one"), FileTime.fromMillis(1000));
        assertThat(verify("-q", "source", "copy").exitCode()).isZero();
        assertThat(verify("-q", "--attributes", "source/one", "copy/one").out())
                .startsWith("one: is of 1970-01-01T00:00:01Z, and not of ");
    }

    @Test
    void whatCannotBeReadAtAllIsSaid() throws Exception {
        assertThat(verify("missing", "copy"))
                .isEqualTo(new Command.Result(1, "", "tidemill: missing: no such file or directory"));
        assertThat(verify("--create", "nowhere/SUMS", "copy"))
                .isEqualTo(new Command.Result(1, "", "tidemill: nowhere/SUMS: no such file or directory"));
    }

    @Test
    void wrongUseIsExplainedAndTheExitCodeIsTwo() throws Exception {
        String[][] wrong = {
            {},
            {"source"},
            {"", "copy"},
            {"source", "copy", "another"},
            {"-", "copy/one"},
            {"--jobs", "0", "source", "copy"},
            {"--engine", "steam", "source", "copy"},
            {"--checksum", "crc", "--create", "SUMS"},
            {"--exclude", "[a", "source", "copy"},
            {"--exclude-from", "missing", "source", "copy"},
            {"source", "copy", "--exclude"},
        };
        for (String[] arguments : wrong) {
            Command.Result result = verify(arguments);
            assertThat(result.exitCode()).as(String.join(" ", arguments)).isEqualTo(2);
            assertThat(result.err()).startsWith("tidemill: ").endsWith("Try 'tidemill verify --help'.");
        }
        assertThat(directory.resolve("SUMS")).doesNotExist();
    }

    /// It reads a hole that takes a while, and says that it was stopped.
    @Test
    void ctrlCStopsItCleanly() throws Exception {
        try (RandomAccessFile large =
                new RandomAccessFile(source.resolve("large").toFile(), "rw")) {
            large.setLength(1L << 40);
        }
        List<String> line = Command.line("verify", "-v", "-j2", "--no-progress", "--create", "SUMS", "source");
        Process process = new ProcessBuilder(line).directory(directory.toFile()).start();
        try (BufferedReader out = process.inputReader();
                BufferedReader err = process.errorReader()) {
            assertThat(out.readLine()).isNotNull(); // it has begun
            Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
            assertThat(kill.waitFor()).isZero();
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
            assertThat(err.readLine()).startsWith("stopped after ");
        } finally {
            process.destroyForcibly();
        }
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left.map(Path::toFile).map(File::getName)).containsExactlyInAnyOrder("source", "copy");
        }
    }

    @Test
    void namesAreBytes() throws Exception {
        for (Path tree : List.of(source, copy)) {
            Files.writeString(Path.of(URI.create(tree.toUri() + "odd%FF%0A")), "content");
        }
        assertThat(verify("-q", "--create", "SUMS", "source").exitCode()).isZero();
        assertThat(verify("-q", "SUMS", "copy").exitCode()).isZero();
        Files.delete(Path.of(URI.create(copy.toUri() + "odd%FF%0A")));
        assertThat(verify("-q", "SUMS", "copy")).isEqualTo(new Command.Result(1, "odd\\xFF\\n: is missing", ""));
    }

    @Test
    void helpExplainsItself() throws Exception {
        Command.Result result = verify("--help");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .contains("tidemill verify [OPTIONS] SOURCE COPY", "--from-device", "--exclude", "130", "Examples:")
                .satisfies(help -> assertThat(help.lines()).allMatch(line -> line.length() <= 80));
    }
}
