package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class MainTest {

    static Iterable<String> everyCommand() {
        return Main.commandLine().getSubcommands().keySet();
    }

    /// It must not matter that the others are not there.
    @ParameterizedTest
    @MethodSource("everyCommand")
    void aCommandThatIsMadeAloneIsTheSameAsAmongAll(String name) {
        CommandLine alone = Main.commandLine(name, "--help");
        assertThat(alone.getSubcommands()).containsOnlyKeys(name);
        assertThat(alone.getSubcommands().get(name).getUsageMessage())
                .startsWith("Usage: tidemill " + name)
                .isEqualTo(Main.commandLine().getSubcommands().get(name).getUsageMessage());
    }

    @Test
    void theHelpNamesEveryCommand() {
        assertThat(everyCommand()).contains("copy", "doctor", "completion", "man");
        assertThat(help("--help").lines())
                .anyMatch(line -> line.startsWith("  copy "))
                .anyMatch(line -> line.startsWith("  doctor "))
                .anyMatch(line -> line.startsWith("  completion "));
    }

    private static String help(String... arguments) {
        StringWriter out = new StringWriter();
        CommandLine command = Main.commandLine(arguments);
        assertThat(command.setOut(new PrintWriter(out)).execute(arguments)).isZero();
        return out.toString();
    }
}
