package dev.tidemill.cli;

import java.io.PrintWriter;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command's entrance: finds the subcommand, runs it, and ends the process with its exit code.
@Command(
        name = "tidemill",
        description = "Asynchronous input and output from the command line.",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        addMethodSubcommands = false)
final class Main implements Runnable {

    /// Each made only if it is needed; in the order of the help.
    private static final Map<String, Supplier<Object>> SUBCOMMANDS = new LinkedHashMap<>();

    static {
        SUBCOMMANDS.put("copy", CopyCommand::new);
        SUBCOMMANDS.put("verify", VerifyCommand::new);
        SUBCOMMANDS.put("doctor", Doctor::new);
        SUBCOMMANDS.put("completion", CompletionCommand::new);
        SUBCOMMANDS.put("man", ManCommand::new);
    }

    @Spec
    private CommandSpec spec;

    private Main() {}

    public static void main(String[] arguments) {
        if (System.getProperty(LogLevels.PROPERTY) == null) {
            System.setProperty(LogLevels.PROPERTY, LogLevels.class.getName());
        }
        String[] bytewise = Arguments.bytewise(arguments);
        System.exit(commandLine(bytewise).execute(bytewise));
    }

    /// The command as these arguments need it: picocli reads a subcommand's annotations by
    /// reflection, which takes it longer than to copy a small file, so if the first argument names
    /// one, there are no others.
    static CommandLine commandLine(String... arguments) {
        CommandLine command = new CommandLine(new Main());
        Supplier<Object> named = arguments.length == 0 ? null : SUBCOMMANDS.get(arguments[0]);
        if (named == null) SUBCOMMANDS.forEach((name, subcommand) -> command.addSubcommand(name, subcommand.get()));
        else command.addSubcommand(arguments[0], named.get());
        return command.registerConverter(Path.class, new Arguments.ToPath())
                .setExpandAtFiles(false) // a file may be called so
                .setAbbreviatedOptionsAllowed(true)
                .setParameterExceptionHandler(Main::complain);
    }

    /// What was wrong, and where to read on.
    private static int complain(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        err.println("tidemill: " + Arguments.asGiven(reason(e)));
        err.println("Try '" + name + " --help'.");
        err.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private static String reason(ParameterException e) {
        CommandSpec command = e.getCommandLine().getCommandSpec();
        boolean isForCommands = command == command.root() && e instanceof UnmatchedArgumentException;
        if (!isForCommands) return String.valueOf(e.getMessage());
        String given = ((UnmatchedArgumentException) e).getUnmatched().getFirst();
        return "there is no command " + given + "; there are "
                + String.join(", ", command.subcommands().keySet());
    }

    /// Without a subcommand there is nothing to do.
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }

    /// The version that the build wrote into the module's descriptor; on a class path there is
    /// none.
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            ModuleDescriptor module = Main.class.getModule().getDescriptor();
            Optional<ModuleDescriptor.Version> version = module == null ? Optional.empty() : module.version();
            return new String[] {"tidemill" + version.map(known -> " " + known).orElse("")};
        }
    }
}
