package dev.tidemill.cli;

import dev.tidemill.annotation.Nullable;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// What was wrong with a command line, in a line for people: what picocli says of it names types of
/// Java.
final class WrongUse {

    private static final int MOST_SLIPS = 2;

    private WrongUse() {}

    static String of(ParameterException e) {
        String message = String.valueOf(e.getMessage()).strip();
        if (e instanceof UnmatchedArgumentException unmatched) return unmatched(unmatched);
        if (e instanceof MissingParameterException missing
                && missing.getMissing().getFirst() instanceof OptionSpec option) {
            return option.longestName() + " lacks its value: " + option.longestName() + "=" + option.paramLabel();
        }
        if (isFlag(e.getArgSpec())) return ((OptionSpec) e.getArgSpec()).longestName() + " takes no value";
        return message;
    }

    private static boolean isFlag(@Nullable ArgSpec spec) {
        return spec instanceof OptionSpec option && option.arity().max() == 0;
    }

    private static String unmatched(UnmatchedArgumentException e) {
        CommandLine command = e.getCommandLine();
        CommandSpec spec = command.getCommandSpec();
        String given = e.getUnmatched().getFirst();
        if (!e.isUnknownOption() && spec == spec.root()) {
            return "there is no command " + given + "; there are "
                    + String.join(", ", spec.subcommands().keySet());
        }
        if (!e.isUnknownOption()) return "what is " + given + "? There is an argument too many";
        String name = given.startsWith("--") ? given.replaceFirst("=.*", "") : given;
        List<String> names = Completion.options(spec).stream()
                .flatMap(option -> option.names().stream())
                .filter(each -> each.startsWith("--"))
                .toList();
        List<String> abbreviated = names.stream()
                .filter(each -> name.length() > 2 && each.startsWith(name))
                .toList();
        if (!abbreviated.isEmpty()) return name + " may be any of " + String.join(", ", abbreviated);
        List<String> similar = names.stream()
                .filter(each -> distance(name, each) <= MOST_SLIPS)
                .toList();
        return "there is no option " + name
                + (similar.isEmpty() ? "" : "; is it " + String.join(" or ", similar) + "?");
    }

    /// How many characters were left out, added or changed, by the way of Levenshtein.
    private static int distance(String one, String other) {
        int[] row = IntStream.rangeClosed(0, other.length()).toArray();
        for (int i = 1; i <= one.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= other.length(); j++) {
                int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[other.length()];
    }
}
