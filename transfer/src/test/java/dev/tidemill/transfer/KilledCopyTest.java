package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemill.transfer.entry.PartName;
import dev.tidemill.transfer.entry.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The copy of a large file is killed in the middle, again and again, and finishes.
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class KilledCopyTest {

    private static final int SIZE = (96 << 20) + 99;
    private static final int SIZE_NOT_CONTINUED = (60 << 20) + 99;
    private static final int ROUNDS = 12;

    @TempDir
    private Path directory;

    private final long seed = Entries.seed();
    private final Random random = new Random(seed);

    @Test
    void whatWasKilledGoesOnAndFinishes() throws Exception {
        Path source = directory.resolve("source");
        Path target = directory.resolve("target");
        Files.write(source, Entries.bytes(random, SIZE));
        long nanos = nanosOfACopy(source, target);
        Files.writeString(target, "old");
        Path rest = PartName.ofCopy(target, Status.of(source));
        int continued = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String message = "-Dtidemill.test.seed=" + seed + " round " + round;
            long before = Files.exists(rest) ? Files.size(rest) : 0;
            boolean isDone = copyAndKill(source, target, random.nextLong(nanos));
            if (!isDone && Files.size(target) == 3) { // it may have been killed when all was done
                assertThat(target).as(message).hasContent("old");
                assertThat(parts()).as(message).isSubsetOf(List.of(rest));
                continue;
            }
            if (before > 0) continued++;
            assertThat(Files.mismatch(source, target)).as(message).isEqualTo(-1);
            assertThat(parts()).as(message).isEmpty();
            Files.delete(target);
            Files.writeString(target, "old");
        }
        Process last = start(source, target);
        assertThat(last.waitFor()).isZero();
        assertThat(Files.mismatch(source, target))
                .as("-Dtidemill.test.seed=" + seed)
                .isEqualTo(-1);
        assertThat(parts()).as("continued " + continued).isEmpty();
    }

    @Test
    void ofWhatIsNotContinuedNothingIsLeft() throws Exception {
        Path source = directory.resolve("source");
        Path target = directory.resolve("target");
        Files.write(source, Entries.bytes(random, SIZE_NOT_CONTINUED));
        long nanos = nanosOfACopy(source, target);
        int killed = 0;
        for (int round = 0; round < ROUNDS; round++) {
            String message = "-Dtidemill.test.seed=" + seed + " round " + round;
            boolean isThere = round % 2 == 0;
            Files.deleteIfExists(target);
            if (isThere) Files.writeString(target, "old");
            boolean isDone = copyAndKill(source, target, random.nextLong(nanos));
            if (Files.exists(target) && Files.size(target) > 3) { // or killed when all was done
                assertThat(Files.mismatch(source, target)).as(message).isEqualTo(-1);
            } else {
                killed++;
                assertThat(isDone).as(message).isFalse();
                if (isThere) assertThat(target).as(message).hasContent("old");
                else assertThat(target).as(message).doesNotExist();
            }
            if (!isThere) assertThat(parts()).as(message).isEmpty();
            for (Path part : parts()) { // for a moment before it replaces what is there it has a name
                assertThat(Files.mismatch(source, part)).as(message).isEqualTo(-1);
                Files.delete(part);
            }
        }
        assertThat(killed).as("-Dtidemill.test.seed=" + seed).isPositive();
    }

    @Test
    void aFileThatIsLongerThanOneMayWriteIsAFailure() throws Exception {
        Path source = Files.write(directory.resolve("source"), new byte[2 << 20]);
        Path target = Files.writeString(directory.resolve("target"), "old");
        List<String> line = new ArrayList<>(List.of("prlimit", "--fsize=1000000"));
        line.addAll(CopyProgram.line(source, target));
        Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
        try (var out = process.inputReader()) {
            String said = out.readAllAsString();
            assertThat(process.waitFor()).as(said).isEqualTo(1);
            assertThat(said)
                    .contains(target + ": copy of " + source + " failed: ")
                    .contains("File too large");
        }
        assertThat(target).hasContent("old");
        assertThat(parts()).isEmpty();
    }

    private static Process start(Path source, Path target) throws IOException {
        return new ProcessBuilder(CopyProgram.line(source, target))
                .redirectErrorStream(true)
                .start();
    }

    /// From its first word to its end.
    private static long nanosOfACopy(Path source, Path target) throws IOException, InterruptedException {
        long size = Files.size(source);
        Process process = start(source, target);
        try (var out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("copying");
            long begin = System.nanoTime();
            assertThat(out.readLine()).isEqualTo(size + " bytes");
            assertThat(process.waitFor()).isZero();
            return System.nanoTime() - begin;
        }
    }

    /// @return whether it was quicker
    private static boolean copyAndKill(Path source, Path target, long nanos) throws IOException, InterruptedException {
        Process process = start(source, target);
        try (var out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("copying");
            if (!process.waitFor(nanos, TimeUnit.NANOSECONDS)) process.destroyForcibly();
            return process.waitFor() == 0;
        } finally {
            process.destroyForcibly();
        }
    }

    private List<Path> parts() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(PartName::matches).toList();
        }
    }
}
