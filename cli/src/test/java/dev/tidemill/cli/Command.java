package dev.tidemill.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.Tidemill;
import dev.tidemill.transfer.TreeCopy;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;

/// The command as a process of its own.
final class Command {

    private Command() {}

    /// What came of a command.
    record Result(int exitCode, String out, String err) {}

    private static String modulePath() {
        return Stream.of(Main.class, TreeCopy.class, Tidemill.class, CommandLine.class)
                .map(Command::location)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static String location(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /// The program and its arguments.
    static List<String> line(String... arguments) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=dev.tidemill.core",
                "--module-path",
                modulePath(),
                "--module",
                "dev.tidemill.cli/dev.tidemill.cli.Main"));
        line.addAll(List.of(arguments));
        return line;
    }

    /// Not where this process may not mount, as root in most containers.
    static void assumeMounting() throws IOException, InterruptedException {
        assumeTrue(run(new ProcessBuilder("unshare", "--mount", "true")).exitCode() == 0, "this process may not mount");
    }

    static Result run(String... arguments) throws IOException, InterruptedException {
        return run(new ProcessBuilder(line(arguments)));
    }

    static Result run(ProcessBuilder builder) throws IOException, InterruptedException {
        Process process = builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
                .start();
        StringBuilder err = new StringBuilder();
        Thread reader = Thread.ofVirtual().start(() -> err.append(read(process.errorReader(StandardCharsets.UTF_8))));
        String out = read(process.inputReader(StandardCharsets.UTF_8));
        reader.join();
        return new Result(process.waitFor(), out, err.toString());
    }

    private static String read(BufferedReader reader) {
        return reader.lines().collect(Collectors.joining("\n"));
    }
}
