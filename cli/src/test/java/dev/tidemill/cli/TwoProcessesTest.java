package dev.tidemill.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// Two processes copy the same tree to the same place at the same time: both succeed, what is there
/// then is the source, and nothing else is. Of each other they know nothing but what the kernel
/// tells: locks, and names that are taken.
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class TwoProcessesTest {

    private static final int SMALL_FILES = 240;
    private static final int LARGE_BYTES = 3 << 20; // more than a block
    private static final int CONTINUED_BYTES = (64 << 20) + 4321; // has a part that each run finds
    private static final String[][] WAYS = {
        {}, {}, {"-j1"}, {"-j8"}, {"--durable"}, {"--verify"}, {"--engine=portable"}, {"--cache=none"},
    };

    /// How closely the copy is looked at; each is all of the one before, and more.
    private enum Look {
        ENTRIES,
        TIMES_OF_DIRECTORIES,
        NAMES_OF_ONE_FILE
    }

    @TempDir
    private Path directory;

    private Path source;
    private Path target;
    private final List<Process> processes = new ArrayList<>();
    private final long seed = Long.getLong("tidemill.test.seed", System.nanoTime());
    private final Random random = new Random(seed);
    private long nanosOfACopy;

    @BeforeEach
    void plant() throws IOException, InterruptedException {
        source = directory.resolve("source");
        target = directory.resolve("target");
        for (int i = 0; i < SMALL_FILES; i++) {
            Path folder = Files.createDirectories(source.resolve("folder " + i % 5 + "/deeper " + i % 3));
            Path file = write(folder.resolve("file " + i), random.nextInt(20_000));
            Files.setAttribute(file, "unix:mode", 0600 | random.nextInt(0100));
            if (i % 16 == 0) Files.createSymbolicLink(source.resolve("link " + i), Path.of("nowhere " + i));
            if (i % 12 == 0) Files.createLink(source.resolve("name of " + i), file);
            if (i % 24 == 0) Files.createLink(folder.resolve("other name of " + i), file);
        }
        write(source.resolve("folder 1/large"), LARGE_BYTES);
        write(source.resolve("larger"), CONTINUED_BYTES);
        try (Stream<Path> paths = Files.walk(source)) {
            for (Path path : (Iterable<Path>) paths.filter(Files::isDirectory)::iterator) setTime(path);
        }
        Process copy = start();
        long start = System.nanoTime();
        assertThat(copy.waitFor()).isZero();
        nanosOfACopy = System.nanoTime() - start;
        assertComplete("alone");
    }

    @AfterEach
    void endProcesses() throws InterruptedException {
        for (Process process : processes) process.destroyForcibly().waitFor();
    }

    private Path write(Path file, int size) throws IOException {
        byte[] content = new byte[size];
        random.nextBytes(content);
        Files.write(file, content);
        setTime(file);
        return file;
    }

    private void setTime(Path path) throws IOException {
        Instant time = Instant.ofEpochSecond(random.nextLong(2_000_000_000L), random.nextInt(1_000_000_000));
        Files.setLastModifiedTime(path, FileTime.from(time));
    }

    @Test
    void bothCopyAllOfItAtOnce() throws Exception {
        atOnce(3);
    }

    @Test
    @Tag("long")
    void bothCopyAllOfItAtOnceEachTime() throws Exception {
        atOnce(100);
    }

    /// The other one does everything while one stands still in the middle.
    @Test
    void whoStoodStillMeanwhileGoesOn() throws Exception {
        oneStandsStill(2);
    }

    @Test
    @Tag("long")
    void whoStoodStillMeanwhileGoesOnEachTime() throws Exception {
        oneStandsStill(60);
    }

    @Test
    void whoIsKilledTakesNothingFromTheOther() throws Exception {
        oneIsKilled(2);
    }

    @Test
    @Tag("long")
    void whoIsKilledTakesNothingFromTheOtherEachTime() throws Exception {
        oneIsKilled(60);
    }

    private void atOnce(int rounds) throws IOException, InterruptedException {
        for (int round = 0; round < rounds; round++) {
            String message = prepare(round);
            Process one = start();
            Process other = start();
            assertSucceeds(one, message);
            assertSucceeds(other, message);
            assertComplete(message);
        }
    }

    private void oneStandsStill(int rounds) throws IOException, InterruptedException {
        for (int round = 0; round < rounds; round++) {
            String message = prepare(round);
            Process one = start();
            awaitMiddleOf(one);
            signal("STOP", one);
            try {
                Process other = start();
                if (random.nextBoolean()) awaitMiddleOf(other);
                else assertSucceeds(other, message);
                signal("CONT", one);
                assertSucceeds(other, message);
            } finally {
                signal("CONT", one);
            }
            assertSucceeds(one, message);
            assertComplete(message);
        }
    }

    private void oneIsKilled(int rounds) throws IOException, InterruptedException {
        for (int round = 0; round < rounds; round++) {
            String message = prepare(round);
            Process one = start();
            Process other = start();
            awaitMiddleOf(one);
            one.destroyForcibly();
            assertSucceeds(other, message);
            assertThat(one.waitFor()).as(message).isIn(0, 128 + 9); // it may have been done
            assertThat(differences(Look.ENTRIES)).as(message).isEmpty();
            assertSucceeds(start(), message);
            assertComplete(message);
        }
    }

    /// Nothing is there, or a directory, or some of an older copy.
    ///
    /// @return which round it is
    private String prepare(int round) throws IOException {
        int left = random.nextInt(4);
        if (left < 2) remove(target);
        if (left == 1) Files.createDirectory(target);
        if (left == 2) {
            try (Stream<Path> paths = Files.walk(target)) {
                for (Path path : (Iterable<Path>) paths.filter(Files::isRegularFile)::iterator) {
                    if (random.nextInt(3) == 0) Files.delete(path);
                }
            }
            Files.writeString(partOfKilled(), "of a run that was killed long ago");
        }
        return "-Dtidemill.test.seed=" + seed + " round " + round + ", left " + left;
    }

    private Process start() throws IOException {
        List<String> arguments = new ArrayList<>(List.of("copy", "-q", "-T"));
        arguments.addAll(List.of(WAYS[random.nextInt(WAYS.length)]));
        arguments.addAll(List.of(source.toString(), target.toString()));
        Process process = new ProcessBuilder(Command.line(arguments.toArray(String[]::new)))
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said " + processes.size()).toFile())
                .start();
        processes.add(process);
        return process;
    }

    /// As far as that can be told: some moment of its time.
    private void awaitMiddleOf(Process process) throws InterruptedException {
        boolean _ = process.waitFor(random.nextLong(nanosOfACopy), TimeUnit.NANOSECONDS);
    }

    private static void signal(String name, Process process) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        var _ = kill.waitFor(); // it may be done
    }

    private void assertSucceeds(Process process, String message) throws IOException, InterruptedException {
        assertThat(process.waitFor(5, TimeUnit.MINUTES)).as(message).isTrue();
        String said = Files.readString(directory.resolve("said " + processes.indexOf(process)));
        assertThat(process.exitValue()).as(message + ": " + said).isZero();
        assertThat(said).as(message).isEmpty();
    }

    /// Nothing else is left there or beside it. When both wrote at once, the names of one file may
    /// be those of two that are the same, and what was there of a killed run may be there still, as
    /// each took it for that of the other; the next copy puts that right.
    private void assertComplete(String message) throws IOException, InterruptedException {
        assertThat(differences(Look.TIMES_OF_DIRECTORIES)).as(message).isEmpty();
        assertThat(parts()).as(message).isSubsetOf(List.of(partOfKilled()));
        if (parts().isEmpty() && differences(Look.NAMES_OF_ONE_FILE).isEmpty()) return;
        assertSucceeds(start(), message);
        assertThat(differences(Look.NAMES_OF_ONE_FILE)).as(message).isEmpty();
        assertThat(parts()).as(message).isEmpty();
    }

    private Path partOfKilled() {
        return target.resolve(".tidemill-abcdefgh.part");
    }

    /// What is not as in the source, leaving out what is on its way to its name.
    private List<String> differences(Look look) throws IOException {
        Map<String, String> expected = entries(source, look);
        Map<String, String> found = entries(target, look);
        Set<String> names = new TreeSet<>(expected.keySet());
        names.addAll(found.keySet());
        return names.stream()
                .filter(name -> !Objects.equals(expected.get(name), found.get(name)))
                .map(name -> name + ": " + found.get(name) + " and not " + expected.get(name))
                .toList();
    }

    /// Everything below a directory and itself: what it is, its permissions, its time, its content.
    private static Map<String, String> entries(Path root, Look look) throws IOException {
        Map<String, String> entries = new HashMap<>();
        Map<Object, Path> firstNames = new HashMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths.sorted()::iterator) {
                Path name = root.relativize(path);
                if (isInPart(name)) continue;
                Map<String, Object> has = Files.readAttributes(path, "unix:*", LinkOption.NOFOLLOW_LINKS);
                boolean isDirectory = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
                String entry = Integer.toOctalString((int) has.get("mode"));
                if (!isDirectory || look != Look.ENTRIES) entry += " " + has.get("lastModifiedTime");
                if (Files.isSymbolicLink(path)) entry += " to " + Files.readSymbolicLink(path);
                else if (!isDirectory) entry += " of " + Arrays.hashCode(Files.readAllBytes(path));
                if (!isDirectory && look == Look.NAMES_OF_ONE_FILE) {
                    entry += " as " + firstNames.computeIfAbsent(has.get("ino"), _ -> name);
                }
                entries.put(name.toString(), entry);
            }
        }
        return entries;
    }

    private List<Path> parts() throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(path -> isInPart(path.getFileName())).toList();
        }
    }

    private static boolean isInPart(Path name) {
        for (Path element : name) {
            if (element.toString().startsWith(".tidemill-")) return true;
        }
        return false;
    }

    private static void remove(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) Files.delete(path);
        }
    }
}
