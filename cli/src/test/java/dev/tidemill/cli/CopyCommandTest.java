package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class CopyCommandTest {

    @TempDir
    private Path directory;

    private Path source;

    @BeforeEach
    void makeTree() throws IOException {
        source = Files.createDirectory(directory.resolve("source"));
        Files.writeString(source.resolve("one"), "1");
        Files.writeString(source.resolve("two"), "22");
    }

    private String path(String name) {
        return directory.resolve(name).toString();
    }

    @Test
    void aTreeIsCopiedAndTheSummaryGoesToStderr() throws Exception {
        Command.Result result = Command.run("copy", source.toString(), path("target"));
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(result.err()).startsWith("copied 2 files, 3 B in ");
        assertThat(directory.resolve("target/two")).hasContent("22");
    }

    @Test
    void whichEngineRunsIsNotWorthALine() throws Exception {
        List<String> line = Command.line("copy", source.toString(), path("target"));
        line.add(1, "--illegal-native-access=deny"); // no io_uring then
        line.remove("--enable-native-access=dev.tidemill.core");
        line.add(1, "--enable-native-access=java.base");
        Command.Result result = Command.run(new ProcessBuilder(line));
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).startsWith("copied 2 files, 3 B in ").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "portable"})
    void theEngineCanBeChosen(String engine) throws Exception {
        Command.Result result =
                Command.run("copy", "--quiet", "--fsync", "--engine", engine, source.toString(), path("target"));
        assertThat(result).isEqualTo(new Command.Result(0, "", ""));
        ProcessBuilder builder = new ProcessBuilder(Command.line("copy", "-q", source.toString(), path("again")));
        builder.environment().put("TIDEMILL_ENGINE", engine);
        assertThat(Command.run(builder)).isEqualTo(new Command.Result(0, "", ""));
        assertThat(directory.resolve("again/two")).hasContent("22");
    }

    @Test
    void namesGoToStdoutIfTheyAreWanted() throws Exception {
        Command.Result result = Command.run("copy", "-v", "-j1", source.toString(), path("target"));
        assertThat(result.out().lines())
                .containsExactlyInAnyOrder(
                        source + "/one -> " + path("target/one"),
                        source + "/two -> " + path("target/two"),
                        source + " -> " + path("target"));
    }

    @Test
    void whatFailedIsSaidAndTheExitCodeIsOne() throws Exception {
        Files.createDirectories(directory.resolve("there/one"));
        Command.Result result =
                Command.run("copy", "-q", source + "/one", path("missing"), source + "/two", path("there"));
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err().lines())
                .containsExactlyInAnyOrder(
                        "tidemill: " + path("there/one") + ": is a directory, and not to be replaced",
                        "tidemill: " + path("missing") + ": no such file or directory");
        assertThat(directory.resolve("there/two")).hasContent("22");
    }

    @Test
    void wrongUseIsExplainedAndTheExitCodeIsTwo() throws Exception {
        List<String[]> wrong = new ArrayList<>();
        wrong.add(new String[] {});
        wrong.add(new String[] {source.toString()});
        wrong.add(new String[] {"", path("x")});
        wrong.add(new String[] {"--unknown", source.toString(), path("x")});
        wrong.add(new String[] {"--jobs", "0", source.toString(), path("x")});
        wrong.add(new String[] {"--engine", "steam", source.toString(), path("x")});
        wrong.add(new String[] {source + "/one", source + "/two", path("x")});
        for (String[] arguments : wrong) {
            String[] all =
                    Stream.concat(Stream.of("copy"), Stream.of(arguments)).toArray(String[]::new);
            Command.Result result = Command.run(all);
            assertThat(result.exitCode()).as(String.join(" ", all)).isEqualTo(2);
            assertThat(result.err()).startsWith("tidemill: ").endsWith("Try 'tidemill copy --help'.");
            assertThat(directory.resolve("x")).doesNotExist();
        }
    }

    @Test
    void choicesThatDoNotExistAreExplained() throws Exception {
        Map<String, String> wrong = Map.of(
                "--update=newest", "must be one of all, content, different, none, none-fail, older",
                "--cache=all", "must be one of none, normal, spare",
                "--reflink=maybe", "must be one of always, auto, never",
                "--no-preserve=colour", "must be one of acl, links, mode, ownership, sparse, timestamps, xattr",
                "--limit-rate=fast", "must be a number from 1 on, as 500K, 20M or 1.5G",
                "--color=pink", "must be auto, always or never",
                "--suffix=a/b", "must be 1 to 64 characters without a slash");
        for (Map.Entry<String, String> one : wrong.entrySet()) {
            Command.Result result = Command.run("copy", one.getKey(), source.toString(), path("x"));
            assertThat(result.exitCode()).as(one.getKey()).isEqualTo(2);
            assertThat(result.err()).contains(one.getValue());
            assertThat(directory.resolve("x")).doesNotExist();
        }
    }

    @Test
    void anEmptyNameIsRefusedInWords() throws Exception {
        assertThat(Command.run("copy", "", path("x")).err())
                .startsWith("tidemill: a name is empty, as that of a variable that is not set");
    }

    @Test
    void anOptionMayComeAgainAndTheLastOneCounts() throws Exception {
        String[] line = {
            "copy",
            "-rp",
            "-a",
            "-r",
            "-q",
            "-q",
            "--cache=none",
            "--cache=normal",
            "--progress",
            "--no-progress",
            "-n",
            "-n",
            "--limit-rate=1",
            "--limit-rate=1G",
            source.toString(),
            path("target")
        };
        assertThat(Command.run(line)).isEqualTo(new Command.Result(0, "", ""));
        assertThat(directory.resolve("target/two")).hasContent("22");
    }

    @Test
    void aSuffixIsTextAsItWasTyped() throws Exception {
        Files.writeString(directory.resolve("one"), "old");
        Command.Result result =
                Command.run("copy", "-q", "--suffix=.fr\u00fcher", source + "/one", directory.toString());
        assertThat(result).isEqualTo(new Command.Result(0, "", ""));
        assertThat(directory.resolve("one.fr\u00fcher")).hasContent("old");
    }

    /// Half of what was asked for must not look like all of it.
    @ParameterizedTest
    @ValueSource(strings = {"copy -v one two", "copy --json one two", "verify -v one one", "man copy", "--help"})
    void whatCannotBeSaidIsAFailure(String arguments) throws Exception {
        List<String> line = new ArrayList<>(List.of("sh", "-c", "\"$@\" > /dev/full", "sh"));
        line.addAll(Command.line(arguments.split(" ")));
        Command.Result result = Command.run(new ProcessBuilder(line).directory(source.toFile()));
        assertThat(result.exitCode()).as(result.err()).isEqualTo(1);
        assertThat(result.err()).endsWith("tidemill: standard output: cannot be written: No space left on device");
    }

    @Test
    void whoeverHasReadEnoughIsNoFailure() throws Exception {
        List<String> line = new ArrayList<>(List.of("sh", "-c", "{ \"$@\"; echo \"exit $?\" >&2; } | true", "sh"));
        line.addAll(Command.line("copy", "-v", source.toString(), path("target")));
        Command.Result result = Command.run(new ProcessBuilder(line));
        assertThat(result.err().lines()).hasSize(2).last().isEqualTo("exit 0");
        assertThat(directory.resolve("target/two")).hasContent("22");
    }

    @Test
    void programsAreToldWhatWouldBeCopied() throws Exception {
        Command.Result result = Command.run("copy", "--json", "--dry-run", source + "/one", path("x"));
        assertThat(result.out().lines().map(JsonText::object).map(event -> event.get("event")))
                .contains("copied");
        assertThat(directory.resolve("x")).doesNotExist();
    }

    @Test
    void programsReadEventsOfAnObjectALine() throws Exception {
        Command.Result result = Command.run(
                "copy", "--json", "-v", source + "/one", path("missing"), source + "/two", directory.toString());
        assertThat(result.exitCode()).isEqualTo(1);
        assertThat(result.err()).isEmpty();
        List<Map<String, Object>> events =
                result.out().lines().map(JsonText::object).toList();
        assertThat(events.getFirst()).containsEntry("event", "started").containsEntry("dryRun", false);
        assertThat(events.getLast()).containsEntry("event", "ended").containsEntry("exitCode", 1.0);
        assertThat(JsonText.member(events.getLast(), "progress"))
                .containsEntry("state", "failed")
                .containsEntry("files", 2.0)
                .containsEntry("failedFiles", 1.0)
                .containsEntry("transferredBytes", 3.0);
        assertThat(events.stream().filter(event -> "copied".equals(event.get("event"))))
                .extracting(event -> JsonText.member(event, "target").get("text"))
                .containsExactlyInAnyOrder(path("one"), path("two"));
        Map<String, Object> failed = events.stream()
                .filter(event -> "failed".equals(event.get("event")))
                .findFirst()
                .orElseThrow();
        assertThat(failed).containsEntry("reason", "no such file or directory");
        assertThat(failed).containsEntry("exception", "NoSuchFileException");
        assertThat(JsonText.member(failed, "path")).containsEntry("text", path("missing"));
    }

    @Test
    void aDryRunNamesWhatWouldBeCopied() throws Exception {
        assertThat(Command.run("copy", "-q", source.toString(), path("target")).exitCode())
                .isZero();
        Files.writeString(source.resolve("two"), "changed");
        Command.Result result = Command.run("copy", "--dry-run", "--update=different", source + "/.", path("target"));
        assertThat(result.exitCode()).as(result.err()).isZero();
        assertThat(result.err()).isEqualTo("would copy 1 file, 7 B; 1 kept");
        assertThat(result.out()).contains("two -> " + path("target/two")).doesNotContain("one ->");
        assertThat(directory.resolve("target/two")).hasContent("22");
    }

    @Test
    void aValueThatMayBeLeftOutIsNotTheNextArgument() throws Exception {
        Files.writeString(directory.resolve("one"), "newer");
        Command.Result result = Command.run("copy", "-q", "-u", source + "/one", directory.toString());
        assertThat(result).isEqualTo(new Command.Result(0, "", ""));
        assertThat(directory.resolve("one")).hasContent("newer");
        result = Command.run("copy", "-q", "--update=all", "--color", source + "/one", directory.toString());
        assertThat(result).isEqualTo(new Command.Result(0, "", ""));
        assertThat(directory.resolve("one")).hasContent("1");
    }

    @Test
    void everythingGoesIntoATargetDirectoryThatIsNamedFirst() throws Exception {
        Files.createDirectory(directory.resolve("into"));
        Command.Result result = Command.run("copy", "-q", "-t", path("into"), source + "/one", source + "/two");
        assertThat(result).isEqualTo(new Command.Result(0, "", ""));
        assertThat(directory.resolve("into/two")).hasContent("22");
    }

    @Test
    void aManifestOfTheCopyIsCheckedLater() throws Exception {
        Command.Result made = Command.run("copy", "-q", "--manifest", path("SUMS"), source.toString(), path("target"));
        assertThat(made).isEqualTo(new Command.Result(0, "", ""));
        assertThat(directory.resolve("SUMS")).content().contains("  target/one\n", "  target/two\n");
        assertThat(Command.run("verify", "-q", path("SUMS"))).isEqualTo(new Command.Result(0, "", ""));
        Files.writeString(directory.resolve("target/two"), "xx");
        assertThat(Command.run("verify", "-q", path("SUMS")).exitCode()).isEqualTo(1);
        Files.writeString(source.resolve("three"), "333");
        String[] again = {"copy", "-q", "-u", "--manifest=" + path("SUMS"), source + "/.", path("target")};
        assertThat(Command.run(again)).isEqualTo(new Command.Result(0, "", ""));
        assertThat(directory.resolve("SUMS")).content().hasLineCount(3);
        assertThat(Command.run("verify", "-q", path("SUMS"))).isEqualTo(new Command.Result(0, "", ""));
    }

    @Test
    void aManifestThatCannotBeIsRefusedBeforeAnythingIsCopied() throws Exception {
        Command.Result stdout = Command.run("copy", "--manifest=-", source.toString(), path("x"));
        assertThat(stdout.exitCode()).isEqualTo(2);
        assertThat(stdout.err()).contains("is no standard output; a file of the name - is ./-");
        for (String manifest : List.of("/dev/null", path("nowhere/SUMS"))) {
            Command.Result result = Command.run("copy", "--manifest", manifest, source.toString(), path("x"));
            assertThat(result.exitCode()).isEqualTo(1);
            assertThat(result.err()).startsWith("tidemill: " + manifest + ": ").hasLineCount(1);
        }
        assertThat(directory.resolve("x")).doesNotExist();
        Command.Result events = Command.run("copy", "--json", "--manifest=/dev/null", source.toString(), path("x"));
        assertThat(events.out().lines().map(JsonText::object).map(event -> event.get("event")))
                .containsSequence("broken", "ended");
    }

    @Test
    void aDashIsANameWhereNothingElseIsMeant() throws Exception {
        Files.writeString(directory.resolve("-"), "dash");
        Command.Result result =
                Command.run(new ProcessBuilder(Command.line("copy", "-q", "-", "copy")).directory(directory.toFile()));
        assertThat(result).isEqualTo(new Command.Result(0, "", ""));
        assertThat(directory.resolve("copy")).hasContent("dash");
        assertThat(Command.run("-").err()).startsWith("tidemill: there is no command -; there are copy, verify, ");
    }

    /// The copy cannot end, as nobody takes the names that it prints.
    @Test
    void aSecondCtrlCEndsAtOnceWhatDoesNotEnd() throws Exception {
        for (int i = 0; i < 2000; i++) Files.createFile(source.resolve("a name of some length, number " + i));
        Process process = new ProcessBuilder(Command.line("copy", "-v", source.toString(), path("target")))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isNotNull(); // it has begun
            boolean hasEnded = false;
            for (int i = 0; i < 40 && !hasEnded; i++) {
                Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
                var _ = kill.waitFor();
                hasEnded = process.waitFor(200, TimeUnit.MILLISECONDS);
            }
            assertThat(hasEnded).isTrue();
            assertThat(process.exitValue()).isEqualTo(130);
        } finally {
            process.destroyForcibly();
        }
    }

    @Test
    void aNameThatLooksLikeSomethingElseIsAName() throws Exception {
        Path odd = Files.writeString(directory.resolve("@file"), "content");
        Command.Result result = Command.run(
                new ProcessBuilder(Command.line("copy", "-q", "--", "@file", "-target")).directory(directory.toFile()));
        assertThat(result).isEqualTo(new Command.Result(0, "", ""));
        assertThat(directory.resolve("-target")).hasSameTextualContentAs(odd);
    }

    @ParameterizedTest
    @ValueSource(strings = {"C", "C.UTF-8"})
    void namesAreBytesWhateverTheLocale(String locale) throws Exception {
        Path odd = Files.createDirectory(Path.of(URI.create(directory.toUri() + "odd%FF")));
        Files.writeString(Path.of(URI.create(odd.toUri() + "file%FE")), "content");
        // a process builder cannot pass such a name, but printf(1) can make it: \377 is 0xFF
        List<String> shell = new ArrayList<>(
                List.of("sh", "-c", "exec \"$@\" \"$(printf 'odd\\377')\" \"$(printf 'copy\\200\\303\\274')\"", "sh"));
        shell.addAll(Command.line("copy", "-v"));
        ProcessBuilder builder = new ProcessBuilder(shell).directory(directory.toFile());
        builder.environment().put("LC_ALL", locale);
        Command.Result result = Command.run(builder);
        assertThat(result.exitCode()).as(result.err()).isZero();
        String shown = locale.equals("C") ? "copy\\x80\\xC3\\xBC" : "copy\\x80\u00FC";
        assertThat(result.out().lines())
                .containsExactly("odd\\xFF/file\\xFE -> " + shown + "/file\\xFE", "odd\\xFF -> " + shown);
        Path copy = Path.of(URI.create(directory.toUri() + "copy%80%C3%BC"));
        assertThat(Files.readString(Path.of(URI.create(copy.toUri() + "file%FE"))))
                .isEqualTo("content");
    }

    @Test
    void helpExplainsItself() throws Exception {
        Command.Result result = Command.run("copy", "--help");
        assertThat(result.exitCode()).isZero();
        assertThat(result.out())
                .contains("tidemill copy [OPTIONS] SOURCE... DIRECTORY", "--durable", "130", "Examples:")
                .satisfies(help -> assertThat(help.lines()).allMatch(line -> line.length() <= 80));
    }
}
