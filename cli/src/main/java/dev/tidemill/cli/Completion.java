package dev.tidemill.cli;

import dev.tidemill.annotation.Nullable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// What shells complete of each command, taken from the command itself.
final class Completion {

    private Completion() {}

    /// What follows an option, or stands alone.
    ///
    /// @param kind what it is
    /// @param choices of a word: all there are; otherwise empty
    record Value(Kind kind, List<String> choices) {

        enum Kind {
            FILE,
            DIRECTORY,
            /// One of the choices.
            WORD,
            /// Several of the choices, with commas.
            WORDS,
            /// Nobody can guess it: a number, a pattern.
            OTHER
        }

        private static Value of(ArgSpec spec) {
            Iterable<String> choices = spec.completionCandidates();
            if (choices != null) {
                List<String> all = new ArrayList<>();
                choices.forEach(all::add);
                boolean isList = spec.splitRegex().equals(",");
                return new Value(isList ? Kind.WORDS : Kind.WORD, all);
            }
            return switch (spec.paramLabel()) {
                case "FILE", "SOURCE", "NAME" -> new Value(Kind.FILE, List.of());
                case "DIRECTORY" -> new Value(Kind.DIRECTORY, List.of());
                default -> new Value(Kind.OTHER, List.of());
            };
        }
    }

    /// @param names as they are typed, each with its dashes
    /// @param label of the value; null if there is none
    /// @param isAttached whether the value may be left out, and is no argument of its own
    /// @param mayComeAgain whether it means something to give it twice
    record Choice(
            List<String> names,
            String description,
            @Nullable String label,
            Value value,
            boolean isAttached,
            boolean mayComeAgain) {}

    /// @param argument what is neither an option nor the value of one; null if there is none
    record Subcommand(
            String name,
            String description,
            List<Choice> options,
            @Nullable Value argument,
            boolean hasArguments) {}

    static List<Subcommand> subcommands(CommandSpec root) {
        return root.subcommands().values().stream()
                .map(CommandLine::getCommandSpec)
                .map(spec -> new Subcommand(spec.name(), summary(spec), options(spec), argument(spec), isForMany(spec)))
                .toList();
    }

    static List<Choice> options(CommandSpec command) {
        return command.options().stream()
                .filter(option -> !option.hidden())
                .map(Completion::choice)
                .toList();
    }

    private static Choice choice(OptionSpec option) {
        List<String> names = Stream.of(option.names())
                .flatMap(name -> option.negatable() && name.startsWith("--")
                        ? Stream.of(name, "--no-" + name.substring(2))
                        : Stream.of(name))
                .toList();
        return new Choice(
                names,
                sentence(option.description()),
                option.arity().max() == 0 ? null : option.paramLabel(),
                Value.of(option),
                option.arity().min() == 0 && option.arity().max() > 0,
                option.isMultiValue());
    }

    private static @Nullable Value argument(CommandSpec command) {
        List<PositionalParamSpec> all = command.positionalParameters();
        return all.isEmpty() ? null : Value.of(all.getFirst());
    }

    private static boolean isForMany(CommandSpec command) {
        return command.positionalParameters().stream()
                .anyMatch(each -> each.arity().max() > 1);
    }

    private static String summary(CommandSpec command) {
        return sentence(command.usageMessage().description());
    }

    /// The first sentence, without what follows from the choices: there is no room for more beside
    /// a name.
    private static String sentence(String[] description) {
        String first = Arrays.stream(description)
                .map(text -> String.format(Ansi.OFF.string(text)))
                .findFirst()
                .orElse("");
        return first.replaceFirst("( \\(default: .*\\))?[.;:]( .*)?$", "");
    }
}
