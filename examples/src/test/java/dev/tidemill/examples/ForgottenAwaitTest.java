package dev.tidemill.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The project `forgotten-await` is compiled as its users would: a task that nobody waits for is an
/// error of the compiler, in the line where it is forgotten.
@Timeout(120)
class ForgottenAwaitTest {

    private static final Path PROJECT =
            Path.of(System.getProperty("basedir", "")).toAbsolutePath().resolve("forgotten-await");
    private static final Path SOURCES = PROJECT.resolve("src/main/java/forgotten");

    private static final Pattern ARGUMENT = Pattern.compile("<arg>(.*?)</arg>");
    private static final Pattern COMPLAINT =
            Pattern.compile("^.*[/\\\\](\\w+\\.java):(\\d+): error: \\[(\\w+)]", Pattern.MULTILINE);

    @TempDir
    private Path classes;

    private record Compilation(int status, String output) {

        /// "Refused.java:17 CheckReturnValue"
        List<String> complaints() {
            return COMPLAINT
                    .matcher(output)
                    .results()
                    .map((MatchResult found) -> found.group(1) + ":" + found.group(2) + " " + found.group(3))
                    .toList();
        }
    }

    /// With the JDK that runs this, and what the project's pom says.
    private Compilation compile(Path source) throws IOException, InterruptedException {
        String classPath = System.getProperty("java.class.path");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "javac").toString());
        ARGUMENT.matcher(Files.readString(PROJECT.resolve("pom.xml")))
                .results()
                .forEach(argument -> command.add(argument.group(1)));
        command.addAll(List.of("--release", "25", "-d", classes.toString()));
        command.addAll(List.of("-cp", classPath, "-processorpath", classPath));
        command.add(source.toString());
        File output = classes.resolve("output").toFile();
        Process javac = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output)
                .start();
        try {
            assertThat(javac.waitFor(100, TimeUnit.SECONDS)).isTrue();
            return new Compilation(javac.exitValue(), Files.readString(output.toPath()));
        } finally {
            javac.destroyForcibly();
        }
    }

    @Test
    void aForgottenTaskDoesNotCompile() throws Exception {
        Path source = SOURCES.resolve("Refused.java");
        List<String> lines = Files.readAllLines(source);
        List<String> expected = IntStream.range(0, lines.size())
                .filter(i -> lines.get(i).endsWith("// refused"))
                .mapToObj(i -> "Refused.java:" + (i + 1) + " CheckReturnValue")
                .toList();

        Compilation compilation = compile(source);

        assertThat(compilation.complaints()).as(compilation.output()).containsExactlyElementsOf(expected);
        assertThat(expected).hasSizeGreaterThan(5);
        assertThat(compilation.status()).isEqualTo(1);
    }

    @Test
    void whatIsAwaitedOrForgottenOnPurposeCompiles() throws Exception {
        Compilation compilation = compile(SOURCES.resolve("Meant.java"));

        assertThat(compilation.output()).isEmpty();
        assertThat(compilation.status()).isZero();
    }

    @Test
    void theProjectUsesTheSameErrorProneAsThisBuild() throws Exception {
        Path parent = PROJECT.getParent().resolveSibling("pom.xml");
        Pattern version = Pattern.compile("<errorprone.version>(.*?)</errorprone.version>");
        String ours = version.matcher(Files.readString(parent))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);

        assertThat(Files.readString(PROJECT.resolve("pom.xml"))).contains("<version>" + ours + "</version>");
    }
}
