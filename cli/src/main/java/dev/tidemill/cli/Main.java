package dev.tidemill.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.module.ModuleDescriptor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// The command's entrance: finds the subcommand, runs it, and ends the process with its exit code.
final class Main implements Runnable {

    /// Each made only if it is needed; in the order of the help.
    private static final Map<String, Supplier<CommandSpec>> SUBCOMMANDS = new LinkedHashMap<>();

    static {
        SUBCOMMANDS.put("copy", () -> new CopyCommand().spec());
        SUBCOMMANDS.put("verify", () -> new VerifyCommand().spec());
        SUBCOMMANDS.put("doctor", () -> new Doctor().spec());
        SUBCOMMANDS.put("completion", () -> new CompletionCommand().spec());
        SUBCOMMANDS.put("man", () -> new ManCommand().spec());
    }

    /// Those that do nothing without an engine.
    private static final Set<String> MOVING = Set.of("copy", "verify");

    private final CommandSpec spec = CommandSpec.wrapWithoutInspection(this).name("tidemill");

    private Main() {
        new Options(spec).standard();
        spec.versionProvider(Main::version)
                .usageMessage()
                .description("Asynchronous input and output from the command line.")
                .synopsisSubcommandLabel("COMMAND");
    }

    public static void main(String[] arguments) {
        if (System.getProperty(LogLevels.PROPERTY) == null) {
            System.setProperty(LogLevels.PROPERTY, LogLevels.class.getName());
        }
        StandardOutput output = StandardOutput.install();
        if (arguments.length > 1 && MOVING.contains(arguments[0])) EngineOption.startEarly(arguments);
        String[] bytewise = Arguments.bytewise(arguments);
        int exitCode = commandLine(bytewise).execute(bytewise);
        IOException lost = output.failure();
        if (lost != null) {
            System.err.println("tidemill: standard output: cannot be written: " + lost.getMessage());
            if (exitCode == ExitCodes.GOOD) exitCode = ExitCodes.NOT_ALL_GOOD;
        }
        System.exit(exitCode);
    }

    /// The command as these arguments need it: if the first one names a subcommand, there are no
    /// others, as to make them all takes longer than to copy a small file.
    static CommandLine commandLine(String... arguments) {
        CommandSpec spec = new Main().spec;
        Supplier<CommandSpec> named = arguments.length == 0 ? null : SUBCOMMANDS.get(arguments[0]);
        if (named == null) SUBCOMMANDS.forEach((name, subcommand) -> spec.addSubcommand(name, subcommand.get()));
        else spec.addSubcommand(arguments[0], named.get());
        return new CommandLine(spec)
                .setExpandAtFiles(false) // a file may be called so
                .setAbbreviatedOptionsAllowed(true)
                .setOverwrittenOptionsAllowed(true) // the last one counts, as everywhere
                .setParameterExceptionHandler(Main::complain);
    }

    /// Their names, in the order of the help.
    static List<String> subcommands() {
        return List.copyOf(SUBCOMMANDS.keySet());
    }

    /// What was wrong, and where to read on.
    private static int complain(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        PrintWriter err = command.getErr();
        err.println("tidemill: " + Arguments.asGiven(WrongUse.of(e), new Names(System.err.charset())));
        err.println("Try '" + name + " --help'.");
        err.flush();
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /// Without a subcommand there is nothing to do.
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command?");
    }

    /// The version that the build wrote into the module's descriptor; on a class path there is
    /// none.
    private static String[] version() {
        ModuleDescriptor module = Main.class.getModule().getDescriptor();
        Optional<ModuleDescriptor.Version> version = module == null ? Optional.empty() : module.version();
        return new String[] {"tidemill" + version.map(known -> " " + known).orElse("")};
    }
}
