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
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/// `tidemill man`: the manual pages.
final class ManCommand implements Callable<Integer> {

    private static final int WRITTEN = 0;
    private static final int FAILED = 1;

    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("man");
    private final Options options = new Options(spec);
    private final Supplier<@Nullable String> name;
    private final Supplier<@Nullable Path> directory;

    ManCommand() {
        name = options.parameter(
                "0..1", "COMMAND", Main.subcommands(), "copy, doctor and so on (default: what is common to all).");
        directory = options.path("--into", "DIRECTORY", "Write a file for each command, tidemill-copy.1 and so on.");
        options.standard();
        spec.usageMessage()
                .description("Writes the manual page of COMMAND to stdout, for man(1).", "")
                .exitCodeListHeading(ExitCodes.HEADING)
                .exitCodeList(UsageMessageSpec.keyValuesMap(
                        "0:the page was written", "1:a page could not be written", ExitCodes.WRONG_USE))
                .footerHeading("%nExamples:%n")
                .footer(
                        "  tidemill man copy | man -l -                 reads one",
                        "  tidemill man --into ~/.local/share/man/man1  for man tidemill-copy");
    }

    CommandSpec spec() {
        return spec;
    }

    @Override
    public Integer call() {
        CommandLine whole = Main.commandLine();
        Path into = directory.get();
        if (into != null) return write(whole, into);
        PrintWriter out = spec.commandLine().getOut();
        out.print(ManPage.of(named(whole).getCommandSpec()));
        out.flush();
        return WRITTEN;
    }

    private CommandLine named(CommandLine whole) {
        String given = name.get();
        if (given == null) return whole;
        CommandLine command = whole.getSubcommands().get(given);
        if (command == null) {
            throw options.wrong("there is no command " + given + "; there are "
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
