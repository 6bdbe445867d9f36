package dev.tidemill.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/// What was asked for on the command line.
///
/// @param only the cases to run; all of them if it is empty
/// @param pairs rounds of each case, if not its own number
/// @param round how long each side works in each round
/// @param directory where the data is kept and everything is written
/// @param dataBytes size of the large file
/// @param files number of small files
/// @param output where the tables are written too
/// @param jvmArguments given to the JVMs that are measured
/// @param list only says which cases there are
/// @param quick less data and short rounds: a smoke test, whose numbers mean nothing
/// @param command the whole command line, for the header
record CompareOptions(
        Optional<Pattern> only,
        OptionalInt pairs,
        Duration round,
        Path directory,
        long dataBytes,
        int files,
        Optional<Path> output,
        List<String> jvmArguments,
        boolean list,
        boolean quick,
        String command) {

    static final String USAGE = """
        compare runs all sides of each case in turn, and prints Markdown tables of their ratios.
          --only REGEX       only the cases whose name has a match (--list shows the names)
          --pairs N          rounds of each case (default: its own number, 5 to 15)
          --seconds S        time of each measurement (default: 1)
          --dir DIR          for the data, at most 7 GiB of it (default: beside the jar)
          --size MIB         size of the large file (default: 2048)
          --files N          number of small files (default: 20000)
          --output FILE      write the tables there too
          --jvm ARGUMENT     give an argument to the measured JVMs (as often as needed)
          --quick            3 rounds of 0.3 s with 256 MiB and 2,000 files: a smoke test
        """;

    /// @throws IllegalArgumentException with a message for people if `args` make no sense
    static CompareOptions parse(String[] args) {
        var rest = new ArrayDeque<>(List.of(args));
        Optional<Pattern> only = Optional.empty();
        OptionalInt pairs = OptionalInt.empty();
        double seconds = 1;
        Path directory = besideTheProgram();
        long mebibytes = 2048;
        int files = 20_000;
        Optional<Path> output = Optional.empty();
        List<String> jvmArguments = new ArrayList<>();
        boolean list = false;
        boolean quick = false;
        while (!rest.isEmpty()) {
            String option = rest.pop();
            switch (option) {
                case "--only" -> only = Optional.of(pattern(value(option, rest)));
                case "--pairs" -> pairs = OptionalInt.of((int) number(option, rest));
                case "--seconds" -> seconds = number(option, rest);
                case "--dir" -> directory = Path.of(value(option, rest));
                case "--size" -> mebibytes = (long) number(option, rest);
                case "--files" -> files = (int) number(option, rest);
                case "--output" -> output = Optional.of(Path.of(value(option, rest)));
                case "--jvm" -> jvmArguments.add(value(option, rest));
                case "--list" -> list = true;
                case "--quick" -> {
                    quick = true;
                    pairs = OptionalInt.of(3);
                    seconds = 0.3;
                    mebibytes = 256;
                    files = 2_000;
                }
                default -> throw new IllegalArgumentException("unknown option " + option);
            }
        }
        return new CompareOptions(
                only,
                pairs,
                Duration.ofMillis(Math.round(seconds * 1000)),
                directory.toAbsolutePath().normalize(),
                mebibytes << 20,
                files,
                output,
                List.copyOf(jvmArguments),
                list,
                quick,
                "java -jar bench/target/bench.jar compare "
                        + Arrays.stream(args).map(CompareOptions::quoted).collect(Collectors.joining(" ")));
    }

    /// As a shell takes it.
    private static String quoted(String argument) {
        return argument.matches("[\\w./:=,+-]+") ? argument : "'" + argument.replace("'", "'\\''") + "'";
    }

    private static String value(String option, ArrayDeque<String> rest) {
        if (rest.isEmpty()) throw new IllegalArgumentException(option + " needs a value");
        return rest.pop();
    }

    private static double number(String option, ArrayDeque<String> rest) {
        String value = value(option, rest);
        try {
            double number = Double.parseDouble(value);
            if (number > 0) return number;
        } catch (NumberFormatException _) {
            // said below, as for a number that is not positive
        }
        throw new IllegalArgumentException(option + " is " + value + "; must be a positive number");
    }

    private static Pattern pattern(String regex) {
        try {
            return Pattern.compile(regex);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("--only is no regular expression: " + e.getMessage(), e);
        }
    }

    /// `bench/target/compare`, when the program is `bench/target/bench.jar`: on the project's own
    /// file system, and gone with the next `clean`.
    private static Path besideTheProgram() {
        String classPath = System.getProperty("java.class.path");
        Path first = Path.of(classPath.split(":", 2)[0]).toAbsolutePath();
        return first.resolveSibling("compare");
    }
}
