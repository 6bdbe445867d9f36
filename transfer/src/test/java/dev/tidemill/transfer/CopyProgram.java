package dev.tidemill.transfer;

import dev.tidemill.Tidemill;
import java.io.File;
import java.net.URISyntaxException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Copies one file, as a program of its own: to be killed, or to have less than others. Says
/// `copying` when it has begun, and then what went wrong, with the status 1.
public final class CopyProgram {

    private CopyProgram() {}

    public static void main(String[] arguments) throws Exception {
        System.out.println("copying");
        try (Copy copy = Copy.start(Path.of(arguments[0]), Path.of(arguments[1]))) {
            System.out.println(copy.await() + " bytes");
        } catch (FileSystemException e) {
            System.out.println(e.getMessage());
            System.exit(1);
        }
    }

    /// The program and its arguments.
    public static List<String> line(Path source, Path target) {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                Stream.of(Tidemill.class, Copy.class, CopyProgram.class)
                        .map(CopyProgram::location)
                        .collect(Collectors.joining(File.pathSeparator)),
                CopyProgram.class.getName()));
        line.addAll(List.of(source.toString(), target.toString()));
        return line;
    }

    /// Where the classes of the program are. Those of tests seem to be where the module is that
    /// they are patched into.
    private static String location(Class<?> type) {
        String base = System.getProperty("basedir");
        if (type == CopyProgram.class && base != null) return base + "/target/test-classes";
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
}
