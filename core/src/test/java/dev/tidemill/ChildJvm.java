package dev.tidemill;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A program of the test tree in a JVM of its own, for what this one cannot have, or could not get
/// rid of again.
///
/// The classes are on the class path there. Nothing of it outlives [#run].
public final class ChildJvm {

    /// It lives for some seconds: there is no time for the better compiler.
    private static final List<String> QUICK = List.of("-ea", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

    private static final Redirect NOTHING = Redirect.from(new File("/dev/null"));

    private final List<String> launcher;
    private final List<String> options;
    private final Duration patience;

    private ChildJvm(List<String> launcher, List<String> options, Duration patience) {
        this.launcher = List.copyOf(launcher);
        this.options = List.copyOf(options);
        this.patience = patience;
    }

    /// @param options of the `java` command
    public static ChildJvm with(String... options) {
        return new ChildJvm(List.of(), List.of(options), Duration.ofMinutes(1));
    }

    /// @param launcher a command that ends in one that it runs
    public ChildJvm under(List<String> launcher) {
        return new ChildJvm(launcher, options, patience);
    }

    /// As somebody who may no more with files than their permissions say.
    public ChildJvm withoutPrivileges() {
        return Privileges.openEverything() ? under(Privileges.NONE) : this;
    }

    /// @param patience after which the program has failed
    public ChildJvm atMost(Duration patience) {
        return new ChildJvm(launcher, options, patience);
    }

    /// What a program leaves behind.
    ///
    /// @param output of both kinds
    public record Result(int status, String output) {}

    /// Runs the `main` of `program` and waits for its end.
    public Result run(Class<?> program, String... arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile("child", ".out"); // a pipe would have to be read meanwhile
        try {
            Process process = new ProcessBuilder(command(program, arguments))
                    .redirectErrorStream(true)
                    .redirectInput(NOTHING)
                    .redirectOutput(output.toFile())
                    .start();
            try {
                if (!process.waitFor(patience.toSeconds(), TimeUnit.SECONDS)) {
                    throw new AssertionError(program.getName() + " has not ended: " + Files.readString(output));
                }
                return new Result(process.exitValue(), Files.readString(output));
            } finally {
                end(process);
            }
        } finally {
            Files.delete(output);
        }
    }

    /// First the JVM, which may be below a launcher: that then puts its affairs in order.
    private static void end(Process process) throws InterruptedException {
        process.descendants()
                .filter(child -> child.info().command().orElse("").endsWith("/java"))
                .forEach(ProcessHandle::destroyForcibly);
        if (process.waitFor(10, TimeUnit.SECONDS)) return;
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly().waitFor();
    }

    private List<String> command(Class<?> program, String... arguments) {
        List<String> command = new ArrayList<>(launcher);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(QUICK);
        command.addAll(options);
        command.addAll(List.of("-cp", classPath(), program.getName()));
        command.addAll(List.of(arguments));
        return command;
    }

    /// Ours, where the library may be a module.
    public static String classPath() {
        return Stream.of(System.getProperty("jdk.module.path"), System.getProperty("java.class.path"))
                .filter(path -> path != null && !path.isEmpty())
                .reduce((modules, classes) -> modules + File.pathSeparator + classes)
                .orElseThrow();
    }
}
