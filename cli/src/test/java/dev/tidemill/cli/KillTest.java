package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.task.Task;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// A copy is killed in the middle, again and again: whatever has its final name is whole.
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class KillTest {

    private static final int SMALL_FILES = 150;
    private static final int FILES_OF_A_FOLDER = 30;
    private static final int LARGE_BYTES = 24 << 20;
    private static final Pattern PART = Pattern.compile("\\.tidemill-([a-z2-7]{8}){1,2}\\.part");
    private static final int CONTINUED_BYTES = 72 << 20; // copies of 64 MiB and more go on

    @TempDir
    private Path directory;

    private Path source;
    private Path target;
    private final long seed = Long.getLong("tidemill.test.seed", System.nanoTime());
    private final Random random = new Random(seed);

    /// How a program is told to end, and what it then ends with.
    private enum Blow {
        HUP(129),
        INT(130),
        TERM(143),
        KILL(137);

        final int exitCode;

        Blow(int exitCode) {
            this.exitCode = exitCode;
        }

        void strike(Process process) throws IOException, InterruptedException {
            Process kill = new ProcessBuilder("kill", "-" + name(), Long.toString(process.pid()))
                    .inheritIO()
                    .start();
            var _ = kill.waitFor(); // it may be too late
        }
    }

    @BeforeEach
    void name() {
        source = directory.resolve("source");
        target = directory.resolve("target");
    }

    @Test
    void whateverHasItsFinalNameIsWhole() throws Exception {
        killRounds(8);
    }

    @Test
    @Tag("long")
    void whateverHasItsFinalNameIsWholeEachTime() throws Exception {
        killRounds(120);
    }

    /// What is left is the file that the next run gives its name.
    @Test
    void aLargeFileThatWasKilledGoesOn() throws Exception {
        endInTheMiddleOfALargeFile(Blow.KILL);
        List<Path> parts = parts();
        assertThat(parts).hasSize(1);
        Object number = Files.getAttribute(parts.getFirst(), "unix:ino");
        Command.Result next = Command.run("copy", "-q", source.toString(), target.toString());
        assertThat(next).isEqualTo(new Command.Result(0, "", ""));
        Path copy = target.resolve("source");
        assertThat(Files.mismatch(source, copy)).isEqualTo(-1);
        assertThat(Files.getAttribute(copy, "unix:ino")).isEqualTo(number);
        assertThat(parts()).isEmpty();
    }

    @Test
    void aLargeFileThatWasTerminatedLeavesNothing() throws Exception {
        endInTheMiddleOfALargeFile(Blow.TERM);
        assertThat(parts()).isEmpty();
    }

    private void endInTheMiddleOfALargeFile(Blow blow) throws IOException, InterruptedException {
        byte[] content = new byte[CONTINUED_BYTES];
        random.nextBytes(content);
        Files.write(source, content);
        Files.createDirectory(target);
        Path copy = Files.writeString(target.resolve("source"), "old");
        Process process = new ProcessBuilder(
                        Command.line("copy", "-q", "--limit-rate=32M", source.toString(), target.toString()))
                .inheritIO()
                .start();
        try {
            for (int i = 0; i < 3000 && bytesOfParts() < CONTINUED_BYTES / 4; i++) {
                assertThat(process.waitFor(10, TimeUnit.MILLISECONDS)).isFalse();
            }
            assertThat(bytesOfParts()).isGreaterThanOrEqualTo(CONTINUED_BYTES / 4);
            blow.strike(process);
            assertThat(process.waitFor()).isEqualTo(blow.exitCode);
        } finally {
            process.destroyForcibly();
        }
        assertThat(copy).hasContent("old");
    }

    private long bytesOfParts() throws IOException {
        long bytes = 0;
        for (Path part : parts()) bytes += Files.size(part);
        return bytes;
    }

    private void killRounds(int rounds) throws IOException, InterruptedException {
        fill(source, (byte) 0);
        fill(target, (byte) 0);
        long copyNanos = nanosAfterTheFirstName();
        byte generation = 0;
        for (int round = 0; round < rounds; round++) {
            Blow blow = Blow.values()[round % Blow.values().length];
            String message = "-Dtidemill.test.seed=" + seed + " round " + round + " " + blow;
            byte before = generation;
            byte after = ++generation;
            fill(source, after);
            List<Path> left = parts();
            int exitCode = copyAndKill(blow, random.nextLong(copyNanos), message);
            // it may have been done before it was struck, or not know the signal: nohup(1) does that
            assertThat(exitCode).as(message).isIn(0, blow.exitCode);
            assertWhole(before, after, message);
            // it may not have come to the directory where a killed one left something
            if (blow != Blow.KILL) assertThat(parts()).as(message).isSubsetOf(left);
            if (random.nextBoolean()) continue; // the next one is killed too
            Command.Result next = Command.run("copy", "-q", source + "/.", target.toString());
            assertThat(next.exitCode()).as(message + ": " + next.err()).isZero();
            assertWhole(after, after, message);
            assertThat(parts()).as(message).isEmpty();
        }
    }

    /// Files of one generation are full of its number; their lengths differ a little. Each has a
    /// directory that was not there before.
    private static void fill(Path directory, byte generation) throws IOException {
        Path folder = Files.createDirectories(directory.resolve("folder " + generation));
        byte[] large = new byte[LARGE_BYTES + generation];
        Arrays.fill(large, generation);
        Files.write(directory.resolve("large"), large);
        for (int i = 0; i < SMALL_FILES; i++) {
            Files.write(directory.resolve("small " + i), Arrays.copyOf(large, 1000 + i + generation));
        }
        for (int i = 0; i < FILES_OF_A_FOLDER; i++) {
            Files.write(folder.resolve("new " + i), Arrays.copyOf(large, 3000 + i + generation));
        }
    }

    private Process startCopy() throws IOException {
        return new ProcessBuilder(Command.line("copy", "-v", "-j2", source + "/.", target.toString()))
                .redirectErrorStream(true)
                .start();
    }

    /// How long the copy takes from when it has begun.
    private long nanosAfterTheFirstName() throws IOException, InterruptedException {
        Process process = startCopy();
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isNotNull();
            long start = System.nanoTime();
            readToEnd(out);
            assertThat(process.waitFor()).isZero();
            return System.nanoTime() - start;
        }
    }

    private static void readToEnd(BufferedReader out) throws IOException {
        while (out.readLine() != null) {
            // goes on
        }
    }

    /// @param nanos from when the copy has begun to the blow
    private int copyAndKill(Blow blow, long nanos, String message) throws IOException, InterruptedException {
        Process process = startCopy();
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).as(message).isNotNull();
            Task<Void> rest = Task.run(() -> readToEnd(out));
            if (!process.waitFor(nanos, TimeUnit.NANOSECONDS)) blow.strike(process);
            assertThat(process.waitFor(1, TimeUnit.MINUTES)).as(message).isTrue();
            rest.await();
        }
        return process.exitValue();
    }

    private void assertWhole(byte before, byte after, String message) throws IOException {
        try (Stream<Path> paths = Files.walk(target)) {
            for (Path file : (Iterable<Path>) paths::iterator) {
                Path name = target.relativize(file);
                if (isInPart(name) || !Files.isRegularFile(file)) continue;
                byte[] content = Files.readAllBytes(file);
                assertThat(content).as(message + ": " + name).isNotEmpty();
                byte generation = content[0];
                assertThat(generation).as(message + ": " + name).isLessThanOrEqualTo(after);
                byte expected = after;
                if (name.getNameCount() > 1) expected = generationOf(name);
                if (before == after)
                    assertThat(generation).as(message + ": " + name).isEqualTo(expected);
                byte[] copied = Files.readAllBytes(source.resolve(name));
                int length = copied.length - expected + generation;
                assertThat(content).as(message + ": " + name).hasSize(length);
                byte[] whole = new byte[length];
                Arrays.fill(whole, generation);
                assertThat(Arrays.equals(content, whole))
                        .as(message + ": " + name)
                        .isTrue();
            }
        }
        if (before == after) assertComplete(message);
    }

    private static byte generationOf(Path name) {
        return Byte.parseByte(name.getName(0).toString().substring("folder ".length()));
    }

    private void assertComplete(String message) throws IOException {
        try (Stream<Path> paths = Files.walk(source)) {
            assertThat(paths.map(source::relativize).map(target::resolve))
                    .as(message)
                    .allMatch(Files::exists);
        }
    }

    private static boolean isInPart(Path name) {
        for (Path element : name) {
            if (isPart(element)) return true;
        }
        return false;
    }

    private List<Path> parts() throws IOException {
        try (Stream<Path> paths = Files.walk(target)) {
            return paths.filter(KillTest::isPart).toList();
        }
    }

    private static boolean isPart(Path file) {
        return PART.matcher(file.getFileName().toString()).matches();
    }
}
