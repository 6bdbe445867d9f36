package dev.tidemill.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The command's entrance: finds the subcommand, runs it, and ends the process with its exit code.
@Command(
        name = "tidemill",
        description = "Asynchronous input and output from the command line.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {CopyCommand.class, Doctor.class})
final class Main implements Runnable {

    @Spec
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] arguments) {
        if (System.getProperty(LogLevels.PROPERTY) == null) {
            System.setProperty(LogLevels.PROPERTY, LogLevels.class.getName());
        }
        System.exit(commandLine().execute(Arguments.bytewise(arguments)));
    }

    static CommandLine commandLine() {
        return new CommandLine(new Main())
                .registerConverter(Path.class, new Arguments.ToPath())
                .setExpandAtFiles(false) // a file may be called so
                .setAbbreviatedOptionsAllowed(true)
                .setParameterExceptionHandler(Main::complain);
    }

    /// What was wrong, and where to read on.
    private static int complain(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        err.println("tidemill: " + e.getMessage());
        err.println("Try '" + name + " --help'.");
        err.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /// Without a subcommand there is nothing to do.
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }

    /// The version that the build wrote into the module's descriptor.
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            return new String[] {
                "tidemill " + Main.class.getModule().getDescriptor().version().orElseThrow()
            };
        }
    }
}
