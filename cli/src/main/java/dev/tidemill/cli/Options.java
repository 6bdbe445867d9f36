package dev.tidemill.cli;

import dev.tidemill.annotation.Nullable;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.TypeConversionException;

/// Declares what a command takes, in the order of its help. Each method gives what will have been
/// said for an option when the command line is parsed; names are written as in the help, "-q,
/// --quiet".
///
/// picocli's annotations say the same and would be read by reflection, which takes longer than all
/// else until a small file is copied.
final class Options {

    private final CommandSpec command;

    /// @param command to which they are added
    Options(CommandSpec command) {
        this.command = command;
    }

    /// An option without a value: whether it was given.
    BooleanSupplier flag(String names, String description) {
        OptionSpec option = add(ofNames(names).type(boolean.class).description(description));
        return () -> option.getValue() instanceof Boolean given && given;
    }

    /// Options without a value that change nothing, and that the help does not name.
    ///
    /// @param why they are taken, for whoever reads this
    @SuppressWarnings("unused")
    void ignored(String names, String why) {
        add(ofNames(names).type(boolean.class).hidden(true));
    }

    /// An option without a value that has an opposite of the same name with a no- before: which of
    /// them was given, or null.
    Supplier<@Nullable Boolean> either(String name, String description) {
        return valueOf(add(ofNames(name).type(Boolean.class).negatable(true).description(description)));
    }

    /// An option with a value, or null.
    ///
    /// @param label what the help calls the value
    Supplier<@Nullable String> text(String names, String label, String description) {
        return valueOf(add(valued(names, label, description)));
    }

    /// An option with one of these values, or null. Who reads it has to look whether it is one.
    ///
    /// @param choices that a shell completes
    Supplier<@Nullable String> choice(String names, String label, Collection<String> choices, String description) {
        return valueOf(add(valued(names, label, description).completionCandidates(choices)));
    }

    /// As [#choice], where an environment variable may say it as well.
    Supplier<@Nullable String> choiceOr(
            String variable, String names, String label, Collection<String> choices, String description) {
        return valueOf(add(valued(names, label, description)
                .completionCandidates(choices)
                .defaultValue("${env:" + variable + "}")));
    }

    /// As [#choice], with a value that may be left out; null if the option was not given.
    ///
    /// @param leftOut the value then
    Supplier<@Nullable String> choiceOrNone(
            String names, String label, Collection<String> choices, String leftOut, String description) {
        return valueOf(add(valued(names, label, description)
                .completionCandidates(choices)
                .arity("0..1")
                .fallbackValue(leftOut)
                .preprocessor(new AttachedOnly())));
    }

    /// As [#choice], of values with commas in between; it may be given several times.
    Supplier<List<String>> choices(String names, String label, Collection<String> choices, String description) {
        return listOf(add(repeated(names, label, description)
                .completionCandidates(choices)
                .splitRegex(",")));
    }

    /// An option with a value, that may be given several times.
    ///
    /// @param each takes the values as they come, between those of other options
    void each(String name, String label, String description, Consumer<String> each) {
        add(repeated(name, label, description).parameterConsumer((arguments, _, _) -> {
            if (arguments.isEmpty()) throw wrong(name + " of what?");
            each.accept(arguments.pop());
        }));
    }

    /// Everything that is no option.
    Supplier<List<String>> parameters(String label, String description) {
        return listOf(add(PositionalParamSpec.builder()
                .type(List.class)
                .auxiliaryTypes(String.class)
                .arity("0..*")
                .paramLabel(label)
                .hideParamSyntax(true)
                .description(description)));
    }

    /// The only argument that is no option, or null.
    ///
    /// @param arity whether there has to be one: "1", or "0..1"
    /// @param choices that a shell completes
    Supplier<@Nullable String> parameter(String arity, String label, Collection<String> choices, String description) {
        return valueOf(add(PositionalParamSpec.builder()
                .type(String.class)
                .arity(arity)
                .paramLabel(label)
                .completionCandidates(choices)
                .description(description)));
    }

    /// The only argument that is no option, and names a file; or null.
    Supplier<@Nullable Path> pathParameter(String label, String description) {
        return valueOf(add(PositionalParamSpec.builder()
                .type(Path.class)
                .converters(Options::path)
                .arity("0..1")
                .paramLabel(label)
                .description(description)));
    }

    /// An option with the name of a file, or null.
    Supplier<@Nullable Path> path(String names, String label, String description) {
        return valueOf(add(valued(names, label, description).type(Path.class).converters(Options::path)));
    }

    private static Path path(String argument) {
        try {
            return Arguments.path(argument);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }

    /// `--help` and `--version`, which picocli answers.
    void standard() {
        help("Show this help message and exit.");
        add(ofNames("-V, --version")
                .type(boolean.class)
                .versionHelp(true)
                .description("Print version information and exit."));
    }

    /// `--help`, which picocli answers.
    void help(String description) {
        add(ofNames("-h, --help").type(boolean.class).usageHelp(true).description(description));
    }

    /// What a command says of arguments that it cannot use.
    ParameterException wrong(String message) {
        return new ParameterException(command.commandLine(), message);
    }

    /// What the arguments come to.
    ///
    /// @param meaning fails with an `IllegalArgumentException` that says what is wrong with them
    /// @throws ParameterException that says the same
    <T> T understood(Supplier<T> meaning) {
        try {
            return meaning.get();
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private static OptionSpec.Builder valued(String names, String label, String description) {
        return ofNames(names).type(String.class).paramLabel(label).description(description);
    }

    private static OptionSpec.Builder repeated(String names, String label, String description) {
        return valued(names, label, description).type(List.class).auxiliaryTypes(String.class);
    }

    private static OptionSpec.Builder ofNames(String names) {
        return OptionSpec.builder(names.split(", "));
    }

    private OptionSpec add(OptionSpec.Builder builder) {
        OptionSpec option = builder.build();
        command.addOption(option);
        return option;
    }

    private PositionalParamSpec add(PositionalParamSpec.Builder builder) {
        PositionalParamSpec parameter = builder.build();
        command.addPositional(parameter);
        return parameter;
    }

    private static <T> Supplier<@Nullable T> valueOf(ArgSpec argument) {
        return argument::getValue;
    }

    private static Supplier<List<String>> listOf(ArgSpec argument) {
        return () -> {
            List<String> values = argument.getValue();
            return values == null ? List.of() : values;
        };
    }
}
