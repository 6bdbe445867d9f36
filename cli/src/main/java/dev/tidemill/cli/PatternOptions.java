package dev.tidemill.cli;

import dev.tidemill.transfer.PathFilter;
import dev.tidemill.transfer.PathPatterns;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Stack;
import picocli.CommandLine.IParameterConsumer;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The options that say which entries of a tree take part, the same for each command. Their order
/// counts, also between one and the other: the last pattern that matches decides.
final class PatternOptions {

    private static final String EXCLUDE = "--exclude";
    private static final String INCLUDE = "--include";
    private static final String EXCLUDE_FROM = "--exclude-from";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = EXCLUDE,
            paramLabel = "PATTERN",
            parameterConsumer = InOrder.class,
            description = "Leave out what matches, as in a .gitignore: *.o, /build/, doc/**/*.pdf.")
    private final List<Rule> rules = new ArrayList<>();

    @Option(
            names = INCLUDE,
            paramLabel = "PATTERN",
            parameterConsumer = InOrder.class,
            description = "Take what matches all the same; the last that matches decides.")
    final List<Rule> inclusions = rules; // so that it is in the help; what it takes goes to `rules`

    @Option(
            names = EXCLUDE_FROM,
            paramLabel = "FILE",
            parameterConsumer = InOrder.class,
            description = "Leave out by the patterns in a file; with a ! they say what to take.")
    final List<Rule> files = rules; // as well

    PatternOptions() {}

    private record Rule(String option, String value) {}

    /// Notes the options in the order in which they were given.
    static final class InOrder implements IParameterConsumer {
        @Override
        public void consumeParameters(Stack<String> arguments, ArgSpec option, CommandSpec command) {
            String name = ((OptionSpec) option).longestName();
            if (arguments.isEmpty()) throw new ParameterException(command.commandLine(), name + " of what?");
            List<Rule> rules = option.getValue();
            rules.add(new Rule(name, arguments.pop()));
        }
    }

    /// What they come to.
    ///
    /// @throws ParameterException if one of them is no pattern, or a file cannot be read
    PathFilter filter() {
        if (rules.isEmpty()) return PathFilter.ALL;
        PathPatterns patterns = PathPatterns.NONE;
        for (Rule rule : rules) {
            try {
                byte[] bytes = rule.value.getBytes(StandardCharsets.ISO_8859_1);
                patterns = switch (rule.option) {
                    case EXCLUDE -> patterns.exclude(bytes);
                    case INCLUDE -> patterns.include(bytes);
                    default -> patterns.excludeFrom(Arguments.path(rule.value));
                };
            } catch (IllegalArgumentException e) {
                throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
            } catch (IOException e) {
                throw new ParameterException(spec.commandLine(), rule.option + ": " + reason(e), e);
            }
        }
        return patterns;
    }

    private static String reason(IOException e) {
        boolean isSaid = e instanceof FileSystemException failure && failure.getReason() != null;
        return isSaid ? String.valueOf(e.getMessage()) : "cannot read " + e.getMessage();
    }
}
