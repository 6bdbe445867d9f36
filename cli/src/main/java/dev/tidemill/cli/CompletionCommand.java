package dev.tidemill.cli;

import dev.tidemill.annotation.Nullable;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// `tidemill completion`: has a shell complete commands, options and file names.
final class CompletionCommand implements Runnable {

    private static final List<String> SHELLS = List.of("bash", "zsh");

    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("completion");
    private final Options options = new Options(spec);
    private final Supplier<@Nullable String> shell;

    CompletionCommand() {
        shell = options.parameter("1", "SHELL", SHELLS, "bash or zsh.");
        options.standard();
        spec.usageMessage()
                .description("Writes a script to stdout that has SHELL complete commands, options and file names.", "")
                .parameterListHeading("%n")
                .exitCodeListHeading(ExitCodes.HEADING)
                .exitCodeList(UsageMessageSpec.keyValuesMap("0:the script was written", ExitCodes.WRONG_USE))
                .footerHeading("%nExamples:%n")
                .footer(
                        "  source <(tidemill completion bash)                  in this shell",
                        "  tidemill completion bash > \\",
                        "    ~/.local/share/bash-completion/completions/tidemill   in each, with bash-completion",
                        "  echo 'source <(tidemill completion zsh)' >> ~/.zshrc    in each zsh");
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public void run() {
        String name = shell.get();
        if (name == null || !SHELLS.contains(name)) {
            throw options.wrong("the shell is " + name + "; must be " + String.join(" or ", SHELLS));
        }
        CommandSpec whole = Main.commandLine().getCommandSpec();
        PrintWriter out = spec.commandLine().getOut();
        out.print(name.equals("zsh") ? ZshCompletion.of(whole) : BashCompletion.of(whole));
        out.flush();
    }
}
