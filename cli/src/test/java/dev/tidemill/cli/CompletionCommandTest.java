package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        "tidemill copy --no-pro, --no-progress",
        "tidemill copy --cache n, 'none,normal'",
        "tidemill copy --update = o, older",
        "tidemill copy --update=o, --update=older",
        "'tidemill copy --no-preserve mode,l', 'mode,links'",
        "tidemill verify --checksum = C, CRC32C",
        "tidemill verify --extra -- --, ''",
        "tidemill man ver, verify",
        "tidemill copy --limit-rate 1, ''",
        "tidemill completion z, zsh"
    })
    void bashCompletesCommandsOptionsAndTheirValues(String typed, String completed) throws Exception {
        Path script = script("bash");
        String ask = "source \"$0\"; compopt() { :; }; COMP_WORDS=($1); COMP_CWORD=$((${#COMP_WORDS[@]} - 1));"
                + " _tidemill; printf '%s\\n' \"${COMPREPLY[@]}\"";
        Command.Result result = Command.run(new ProcessBuilder("bash", "-c", ask, script.toString(), typed));
        assertThat(result.err()).isEmpty();
        assertThat(String.join(",", result.out().lines().toList())).isEqualTo(completed);
    }

    private Path script(String shell) throws IOException {
        assertThat(run("completion", shell)).as(err.toString()).isZero();
        return Files.writeString(directory.resolve("script"), out.toString());
    }

    /// Somebody types, in a terminal, and presses Tab; zsh has terminals to give away.
    @ParameterizedTest
    @CsvSource({
        "bash, tidemill verify --from, tidemill verify --from-device",
        "bash, tidemill copy pl, tidemill copy plain.txt",
        "bash, tidemill copy with, tidemill copy with\\ space",
        "bash, tidemill copy --manifest=pl, tidemill copy --manifest=plain.txt",
        "bash, tidemill copy -t f, tidemill copy -t folder/",
        "bash, tidemill copy plain.txt -- -d, tidemill copy plain.txt -- -dash",
        "zsh, tidemill verify --from, tidemill verify --from-device",
        "zsh, tidemill copy --update=o, tidemill copy --update=older",
        "zsh, tidemill copy pl, tidemill copy plain.txt",
        "zsh, tidemill copy with, tidemill copy with\\ space",
        "zsh, tidemill copy --manifest=pl, tidemill copy --manifest=plain.txt",
        "zsh, tidemill copy -t f, tidemill copy -t folder/",
        "zsh, tidemill copy plain.txt -- -d, tidemill copy plain.txt -- -dash",
        "zsh, tidemill copy --limit, tidemill copy --limit-rate=",
        "zsh, tidemill completion z, tidemill completion zsh"
    })
    void shellsCompleteWhatIsTyped(String shell, String typed, String completed) throws Exception {
        assumeTrue(Files.exists(Path.of("/usr/bin/zsh")), "there is no zsh");
        Path script = script(shell);
        Path files = Files.createDirectories(directory.resolve("files/folder")).getParent();
        for (String name : List.of("plain.txt", "with space", "-dash", "folder/other"))
            Files.createFile(files.resolve(name));
        String ask = """
            zmodload zsh/zpty
            case $1 in
                zsh) zpty shell zsh -f ;;
                bash) zpty -e shell bash --norc --noprofile ;;
            esac
            zpty -w shell 'unset HISTFILE; PS1=; PS2=; cd files; source "'$2'"; echo re""ady'
            zpty -r shell said '*ready*'
            zpty -w -n shell $3$'\t'
            zpty -r shell said "*${(b)4}*"
            zpty -d shell
            """;
        ProcessBuilder zsh = new ProcessBuilder(
                "timeout", "40", "zsh", "-f", "-c", ask, "ask", shell, script.toString(), typed, completed);
        zsh.environment().put("TERM", "dumb");
        zsh.environment().put("HOME", directory.toString());
        Command.Result result = Command.run(zsh.directory(directory.toFile()));
        assertThat(result).isEqualTo(new Command.Result(0, "", ""));
    }

    @Test
    void anotherShellIsRefused() {
        assertThat(run("completion", "fish")).isEqualTo(2);
        assertThat(err.toString()).startsWith("tidemill: the shell is fish; must be bash or zsh");
        assertThat(out.toString()).isEmpty();
    }
}
