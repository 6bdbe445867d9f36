package dev.tidemill.cli;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tidemill completion`: has a shell complete commands, options and file names.
@Command(
        name = "completion",
        addMethodSubcommands = false,
        mixinStandardHelpOptions = true,
        description = {"Writes a script to stdout that has SHELL complete commands, options and file names.", ""},
        parameterListHeading = "%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the script was written", "2:wrong use"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  source <(tidemill completion bash)                  in this shell",
            "  tidemill completion bash > \\",
            "    ~/.local/share/bash-completion/completions/tidemill   in each, with bash-completion",
            "  echo 'source <(tidemill completion zsh)' >> ~/.zshrc    in each zsh"
        })
final class CompletionCommand implements Runnable {

    /// One script serves all of them: zsh reads it with bash's functions, which the script asks it
    /// to.
    static final class Shells extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        Shells() {
            super(List.of("bash", "zsh"));
        }
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", completionCandidates = Shells.class, description = "bash or zsh.")
    private String shell;

    CompletionCommand() {}

    @Override
    public void run() {
        List<String> shells = new Shells();
        if (!shells.contains(shell)) {
            throw new ParameterException(
                    spec.commandLine(), "the shell is " + shell + "; must be " + String.join(" or ", shells));
        }
        CommandLine whole = Main.commandLine();
        PrintWriter out = spec.commandLine().getOut();
        out.print(AutoComplete.bash(whole.getCommandName(), whole));
        out.flush();
    }
}
