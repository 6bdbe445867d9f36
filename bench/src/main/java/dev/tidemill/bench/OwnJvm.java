package dev.tidemill.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// A class with a `main` in a JVM of its own: what it prints, line by line.
///
/// @param options of the JVM
record OwnJvm(Class<?> program, String... options) {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    List<String> run(String... arguments) throws SideFailedException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(List.of(options));
        command.add(program.getName());
        command.addAll(List.of(arguments));
        return ChildProcess.run(command, LIMIT).output().lines().toList();
    }
}
