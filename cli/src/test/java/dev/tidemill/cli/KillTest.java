package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.task.Task;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
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
    private static final int LARGE_BYTES = 24 << 20;
    private static final Pattern PART = Pattern.compile("\\.tidemill-[a-z2-7]{8}\\.part");

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
            int exitCode = copyAndKill(blow, random.nextLong(copyNanos), message);
            // it may have been done before it was struck, or not know the signal: nohup(1) does that
            assertThat(exitCode).as(message).isIn(0, blow.exitCode);
            assertWhole(before, after, message);
            if (blow != Blow.KILL) assertThat(parts()).as(message).isZero();
            if (random.nextBoolean()) continue; // the next one is killed too
            Command.Result next = Command.run("copy", "-q", source + "/.", target.toString());
            assertThat(next.exitCode()).as(message + ": " + next.err()).isZero();
            assertWhole(after, after, message);
            assertThat(parts()).as(message).isZero();
        }
    }

    /// Files of one generation are full of its number; their lengths differ a little.
    private static void fill(Path directory, byte generation) throws IOException {
        Files.createDirectories(directory);
        byte[] large = new byte[LARGE_BYTES + generation];
        Arrays.fill(large, generation);
        Files.write(directory.resolve("large"), large);
        for (int i = 0; i < SMALL_FILES; i++) {
            Files.write(directory.resolve("small " + i), Arrays.copyOf(large, 1000 + i + generation));
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
        try (Stream<Path> files = Files.list(target)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (isPart(file)) continue;
                byte[] content = Files.readAllBytes(file);
                byte generation = content[0];
                assertThat(generation).as(message + ": " + file).isLessThanOrEqualTo(after);
                if (before == after)
                    assertThat(generation).as(message + ": " + file).isEqualTo(after);
                byte[] expected = Files.readAllBytes(source.resolve(file.getFileName()));
                int length = expected.length - after + generation;
                assertThat(content).as(message + ": " + file).hasSize(length);
                byte[] whole = new byte[length];
                Arrays.fill(whole, generation);
                assertThat(Arrays.equals(content, whole))
                        .as(message + ": " + file)
                        .isTrue();
            }
        }
    }

    private long parts() throws IOException {
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(KillTest::isPart).count();
        }
    }

    private static boolean isPart(Path file) {
        return PART.matcher(file.getFileName().toString()).matches();
    }
}
