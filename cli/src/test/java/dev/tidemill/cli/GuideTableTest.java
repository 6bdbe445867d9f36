package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;

/// The guide has every option, in the words of the help.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class GuideTableTest {

    private static final String HEADING = "### All options";

    @ParameterizedTest
    @CsvSource({"copy, copy.md", "verify, verify.md"})
    void everyOptionIsInTheGuideAsInTheHelp(String command, String page) throws IOException {
        List<String> options =
                Main.commandLine(command).getSubcommands().get(command).getCommandSpec().options().stream()
                        .filter(option -> !option.hidden())
                        .map(GuideTableTest::row)
                        .toList();
        Path guide = Path.of(System.getProperty("basedir", ""))
                .toAbsolutePath()
                .resolve("../docs/guide")
                .resolve(page);
        List<String> table = Files.readString(guide)
                .lines()
                .dropWhile(line -> !line.equals(HEADING))
                .dropWhile(line -> !line.startsWith("| --- "))
                .skip(1)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
        assertThat(table).isEqualTo(options);
    }

    private static String row(OptionSpec option) {
        String names = Stream.of(option.names())
                .map(name -> option.negatable() ? name.replaceFirst("^--", "--[no-]") : name)
                .map(name -> "`" + name + "`")
                .collect(Collectors.joining(", "));
        String value = option.arity().max() == 0
                ? ""
                : option.arity().min() == 0 ? "[=" + option.paramLabel() + "]" : "=" + option.paramLabel();
        String shown = value.isEmpty() ? names : names.substring(0, names.length() - 1) + value + "`";
        String description = String.join(" ", option.description());
        return "| " + shown + " | "
                + String.format(Ansi.OFF.string(description)).replace("*", "\\*") + " |";
    }
}
