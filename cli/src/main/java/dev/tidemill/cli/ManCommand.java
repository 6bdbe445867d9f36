package dev.tidemill.cli;

import dev.tidemill.annotation.Nullable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tidemill man`: the manual pages.
@Command(
        name = "man",
        addMethodSubcommands = false,
        mixinStandardHelpOptions = true,
        description = {"Writes the manual page of COMMAND to stdout, for man(1).", ""},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:the page was written", "1:a page could not be written", "2:wrong use"},
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidemill man copy | man -l -                 reads one",
            "  tidemill man --into ~/.local/share/man/man1  for man tidemill-copy"
        })
final class ManCommand implements Callable<Integer> {

    private static final int WRITTEN = 0;
    private static final int FAILED = 1;

    @Spec
    private CommandSpec spec;

    @Parameters(
            arity = "0..1",
            paramLabel = "COMMAND",
            description = "copy, doctor and so on (default: what is common to all).")
    private @Nullable String name;

    @Option(
            names = "--into",
            paramLabel = "DIRECTORY",
            description = "Write a file for each command, tidemill-copy.1 and so on.")
    private @Nullable Path directory;

    ManCommand() {}

    @Override
    public Integer call() {
        CommandLine whole = Main.commandLine();
        if (directory != null) return write(whole, directory);
        PrintWriter out = spec.commandLine().getOut();
        out.print(ManPage.of(named(whole).getCommandSpec()));
        out.flush();
        return WRITTEN;
    }

    private CommandLine named(CommandLine whole) {
        if (name == null) return whole;
        CommandLine command = whole.getSubcommands().get(name);
        if (command == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "there is no command " + name + "; there are "
                            + String.join(", ", whole.getSubcommands().keySet()));
        }
        return command;
    }

    private int write(CommandLine whole, Path directory) {
        List<CommandLine> all = new ArrayList<>(whole.getSubcommands().values());
        all.addFirst(whole);
        try {
            Files.createDirectories(directory);
            for (CommandLine command : all) {
                Path file = directory.resolve(ManPage.name(command.getCommandSpec()) + ".1");
                Files.writeString(file, ManPage.of(command.getCommandSpec()), StandardCharsets.US_ASCII);
            }
            return WRITTEN;
        } catch (IOException e) {
            PrintWriter err = spec.commandLine().getErr();
            err.println("tidemill: " + new Names(System.err.charset()).of(directory) + ": the pages cannot be written: "
                    + e);
            err.flush();
            return FAILED;
        }
    }
}
