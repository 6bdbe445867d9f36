package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ManCommandTest {

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = Main.commandLine(arguments);
        return command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    }

    static Stream<CommandSpec> everyCommand() {
        CommandLine whole = Main.commandLine();
        return Stream.concat(Stream.of(whole), whole.getSubcommands().values().stream())
                .map(CommandLine::getCommandSpec);
    }

    @ParameterizedTest
    @MethodSource("everyCommand")
    void everyPageHasItsSectionsAndEveryOption(CommandSpec command) {
        List<String> page = ManPage.of(command).lines().toList();
        assertThat(page.getFirst())
                .startsWith(".TH \""
                        + ManPage.name(command).toUpperCase(Locale.ROOT).replace("-", "\\-") + "\" \"1\"");
        assertThat(page.stream().filter(line -> line.startsWith(".SH")))
                .contains(".SH \"NAME\"", ".SH \"SYNOPSIS\"", ".SH \"DESCRIPTION\"", ".SH \"OPTIONS\"")
                .doesNotHaveDuplicates();
        for (OptionSpec option : command.options()) {
            if (option.hidden()) continue;
            String longest = option.longestName().replace("--", "").replace("-", "\\-");
            assertThat(page)
                    .as(option.longestName())
                    .anyMatch(line -> line.startsWith("\\fB") && line.contains(longest));
        }
    }

    /// A line that begins with a dot is a request to roff: there are none but those of man(7), and
    /// nothing is left of picocli's own markup.
    @ParameterizedTest
    @MethodSource("everyCommand")
    void nothingInThePageIsTakenForSomethingElse(CommandSpec command) {
        List<String> page = ManPage.of(command).lines().toList();
        assertThat(page).noneMatch(line -> line.startsWith("'") || line.contains("%n") || line.contains("@|"));
        assertThat(page.stream().filter(line -> line.startsWith(".")))
                .allMatch(line -> line.matches("\\.(TH|SH|PP|TP|nf|fi)( \"[^\"]*\")*"));
        assertThat(page).noneMatch(String::isEmpty); // a paragraph is .PP
        assertThat(String.join("", page)).matches("\\p{ASCII}*");
    }

    /// As mandoc(1) wants it, which also wants the day as it is.
    @ParameterizedTest
    @MethodSource("everyCommand")
    void noLineThatRoffFillsIsLongerThanEightyCharacters(CommandSpec command) {
        boolean isFilled = true;
        for (String line : ManPage.of(command).lines().toList()) {
            if (line.equals(".nf") || line.equals(".fi")) isFilled = line.equals(".fi");
            else if (isFilled && !line.startsWith(".")) assertThat(line).hasSizeLessThanOrEqualTo(80);
        }
        assertThat(ManPage.of(command).lines().findFirst().orElseThrow())
                .matches("[.]TH \"[^\"]+\" \"1\" \"20[0-9]{2}-[0-9]{2}-[0-9]{2}\" .*");
    }

    @Test
    void charactersThatMeanSomethingToRoffAreShownAsTheyAre() {
        CommandSpec odd = CommandSpec.create().name("odd");
        odd.usageMessage().description(".begins with a dot", "", "'and\" a \\ back-slash ~ ^ ` \u00fc");
        assertThat(ManPage.of(odd).lines())
                .containsSequence(
                        "\\&.begins with a dot", ".PP", "\\&\\(aqand\" a \\e back\\-slash \\(ti \\(ha \\(ga \\[u00FC]");
    }

    @Test
    void thePageOfACommandGoesToStdoutAndSaysWhatTheHelpSays() {
        assertThat(run("man", "copy")).as(err.toString()).isZero();
        assertThat(out.toString().lines())
                .contains(
                        "tidemill\\-copy \\- Copies files, and directories with all that is in them",
                        "tidemill copy [OPTIONS] SOURCE... DIRECTORY",
                        ".SH \"EXIT STATUS\"",
                        "interrupted (Ctrl\\-C)",
                        ".SH \"EXAMPLES\"",
                        ".SH \"ENVIRONMENT\"",
                        ".SH \"FILES\"",
                        "\\fB\\-u\\fR, \\fB\\-\\-update\\fR[=\\fIWHICH\\fR]",
                        "\\fB\\-\\-no\\-preserve\\fR=\\fIWHAT\\fR[,\\fIWHAT\\fR...]",
                        "\\fBsha256sum\\fR(1)");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void thereIsAFileForEachCommand() throws Exception {
        Path man = directory.resolve("share/man1");
        assertThat(run("man", "--into", man.toString())).as(err.toString()).isZero();
        assertThat(man).isDirectoryContaining("glob:**/tidemill.1").isDirectoryContaining("glob:**/tidemill-copy.1");
        try (Stream<Path> files = Files.list(man)) {
            assertThat(files).hasSize((int) everyCommand().count());
        }
    }

    @Test
    void whatCannotBeWrittenIsSaid() throws Exception {
        Path file = Files.createFile(directory.resolve("file"));
        assertThat(run("man", "--into", file.toString())).isEqualTo(1);
        assertThat(err.toString()).startsWith("tidemill: " + file + ": the pages cannot be written: ");
    }

    @Test
    void aCommandThatIsNotThereIsRefused() {
        assertThat(run("man", "paste")).isEqualTo(2);
        assertThat(err.toString()).startsWith("tidemill: there is no command paste; there are copy, verify, doctor, ");
    }

    /// groff is not everywhere; the tests above need none.
    @Test
    void groffHasNothingToSayIfItIsHere() throws Exception {
        List<Path> groffs = Stream.of(
                        Objects.requireNonNull(System.getenv("PATH")).split(File.pathSeparator, -1))
                .map(place -> Path.of(place, "groff"))
                .filter(Files::isExecutable)
                .toList();
        for (CommandSpec command : everyCommand().toList()) {
            Path page = Files.writeString(directory.resolve("page"), ManPage.of(command));
            for (Path groff : groffs) {
                Command.Result result = Command.run(
                        new ProcessBuilder(groff.toString(), "-man", "-Tascii", "-P-cbou", "-ww", page.toString()));
                assertThat(result.err()).as(command.qualifiedName()).isEmpty();
                assertThat(result.out()).contains("SYNOPSIS");
            }
        }
    }
}
