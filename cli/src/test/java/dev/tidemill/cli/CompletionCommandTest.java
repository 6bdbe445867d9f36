package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

@Timeout(value = 1, unit = TimeUnit.MINUTES)
class CompletionCommandTest {

    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int run(String... arguments) {
        CommandLine command = Main.commandLine(arguments);
        return command.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
    }

    /// A real bash is asked, as it asks itself when Tab is pressed.
    @ParameterizedTest
    @CsvSource({
        "tidemill do, doctor",
        "tidemill copy --fs, --fsync",
        "tidemill copy --pr, --progress",
        "tidemill completion z, zsh"
    })
    void bashCompletesCommandsAndOptions(String typed, String completed) throws Exception {
        assertThat(run("completion", "bash")).as(err.toString()).isZero();
        Path script = Files.writeString(directory.resolve("script"), out.toString());
        String ask = "source \"$0\"; COMP_WORDS=($1); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); COMP_LINE=$1;"
                + " COMP_POINT=${#1}; _complete_tidemill; printf '%s\\n' \"${COMPREPLY[@]}\"";
        Command.Result result = Command.run(new ProcessBuilder("bash", "-c", ask, script.toString(), typed));
        assertThat(result.out().lines().map(String::strip)).as(result.err()).contains(completed);
    }

    @Test
    void fileNamesAreLeftToTheShell() {
        assertThat(run("completion", "zsh")).isZero();
        assertThat(out.toString()).contains("complete -F _complete_tidemill -o default tidemill", "bashcompinit");
    }

    @Test
    void anotherShellIsRefused() {
        assertThat(run("completion", "fish")).isEqualTo(2);
        assertThat(err.toString()).startsWith("tidemill: the shell is fish; must be bash or zsh");
        assertThat(out.toString()).isEmpty();
    }
}
