package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.linux.LibC;
import dev.tidemill.transfer.entry.Descriptor;
import dev.tidemill.transfer.entry.PartName;
import dev.tidemill.transfer.entry.Status;
import dev.tidemill.transfer.file.Leftovers;
import dev.tidemill.transfer.file.PartFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// What a killed copy has left of a large file, and what the next one makes of it; on every engine.
/// Without native access it begins anew.
abstract class ContinuedContract extends CopyingTest {

    private static final int SIZE = (65 << 20) + 1234;

    private byte[] writeSource(Random random) throws IOException {
        byte[] content = Entries.bytes(random, SIZE);
        Files.write(source, content);
        return content;
    }

    private static void assumeThatOneGoesOn() {
        assumeTrue(LibC.isAvailable(), "without system calls nobody goes on with what is left");
    }

    private Path rest() throws IOException {
        return PartName.ofCopy(target, Status.of(source));
    }

    private static Object file(Path path) throws IOException {
        return Files.getAttribute(path, "unix:ino", LinkOption.NOFOLLOW_LINKS);
    }

    @Test
    void theCopyGoesOnWhereTheOtherWasKilled() throws Exception {
        assumeThatOneGoesOn();
        byte[] content = writeSource(new Random(1));
        for (CopySettings settings : List.of(
                CopySettings.DEFAULT,
                CopySettings.DEFAULT.withDurable(true),
                CopySettings.DEFAULT.withVerified(true),
                CopySettings.DEFAULT.withCacheUse(CacheUse.NONE))) {
            Path rest = Files.write(rest(), Arrays.copyOf(content, (40 << 20) + 77));
            Object file = file(rest);
            try (Copy copy = Copy.start(io, source, target, settings)) {
                assertThat(copy.await()).isEqualTo(SIZE);
                assertThat(copy.progress().transferredBytes()).isEqualTo(SIZE);
            }
            assertThat(Files.mismatch(source, target)).isEqualTo(-1);
            assertThat(file(target)).isEqualTo(file);
            assertThat(rest).doesNotExist();
        }
    }

    @Test
    void whatIsThereIsUsedOnlyAsFarAsItIsTheSame() throws Exception {
        long seed = Entries.seed();
        Random random = new Random(seed);
        byte[] content = writeSource(random);
        for (int i = 0; i < 4; i++) {
            byte[] damaged = Arrays.copyOf(content, random.nextInt(SIZE + (1 << 20)));
            int from = random.nextInt(damaged.length);
            Arrays.fill(damaged, from, Math.min(damaged.length, from + random.nextInt(4 << 20)), (byte) 0);
            Files.write(rest(), damaged);
            CopySettings settings = CopySettings.DEFAULT
                    .withVerified(random.nextBoolean())
                    .withDurable(random.nextBoolean())
                    .withBlockBytes(BLOCK << random.nextInt(8));
            String message = "-Dtidemill.test.seed=" + seed + " step " + i;
            assertThat(copy(settings)).as(message).isEqualTo(SIZE);
            assertThat(Files.mismatch(source, target)).as(message).isEqualTo(-1);
        }
    }

    @Test
    void aHoleOfTheSourceIsOneOfTheCopyWhateverTheRestHadThere() throws Exception {
        try (var file = new java.io.RandomAccessFile(source.toFile(), "rw")) {
            file.setLength(SIZE);
            file.write(new byte[] {1, 2, 3});
        }
        byte[] rest = new byte[SIZE];
        Arrays.fill(rest, 1 << 20, SIZE, (byte) 7);
        System.arraycopy(new byte[] {1, 2, 3}, 0, rest, 0, 3);
        Files.write(rest(), rest);
        assertThat(copy(CopySettings.DEFAULT)).isEqualTo(SIZE);
        assertThat(Files.mismatch(source, target)).isEqualTo(-1);
    }

    @Test
    void whatIsLeftOfAnOlderSourceIsRemovedAtOnce() throws Exception {
        writeSource(new Random(2));
        Path older = Files.write(rest(), new byte[1000]);
        Files.setLastModifiedTime(source, FileTime.fromMillis(1_000_000_000_000L));
        Path ofAnother = PartName.ofCopy(directory.resolve("another"), Status.of(source));
        Files.write(ofAnother, new byte[1000]);
        assertThat(rest()).isNotEqualTo(older);
        Leftovers.removeSuperseded(target, rest());
        assertThat(older).doesNotExist();
        assertThat(ofAnother).exists();
        Files.delete(ofAnother);
    }

    @Test
    void whatCanBeContinuedStaysUntilSomethingWasCopied() throws Exception {
        writeSource(new Random(2));
        Path rest = Files.write(rest(), new byte[1000]);
        Path other = Files.write(PartName.beside(target), new byte[1000]);
        assertThat(Leftovers.removeFrom(directory)).isTrue();
        assertThat(rest).exists();
        assertThat(other).doesNotExist();
        Leftovers.removeAllFrom(directory);
        assertThat(rest).doesNotExist();
        assertThat(Leftovers.removeFrom(directory)).isFalse();
    }

    @Test
    void whatSomebodyWritesJustNowIsLeftAlone() throws Exception {
        assumeThatOneGoesOn();
        byte[] content = writeSource(new Random(3));
        Path rest = rest();
        try (Descriptor others = Descriptor.write(rest)) {
            assertThat(others.tryLock()).isTrue();
            try (Descriptor second = Descriptor.write(rest)) {
                assertThat(second.tryLock()).isFalse();
            }
            assertThat(copy(CopySettings.DEFAULT)).isEqualTo(SIZE);
            assertThat(target).hasBinaryContent(content);
            Leftovers.removeAllFrom(directory);
            assertThat(rest).isEmptyFile();
            assertThat(others.hasItsName()).isTrue();
            Files.delete(rest);
            assertThat(others.hasItsName()).isFalse();
            Files.createFile(rest);
            assertThat(others.hasItsName()).isFalse();
        }
        Leftovers.removeAllFrom(directory);
    }

    @Test
    void oneOfTwoGoesOnAndTheOtherBeginsAnew() throws Exception {
        assumeThatOneGoesOn();
        writeSource(new Random(4));
        try (PartFile first = PartFile.createToContinue(target, Status.of(source));
                PartFile second = PartFile.createToContinue(target, Status.of(source))) {
            assertThat(first.path()).isEqualTo(rest());
            assertThat(second.path()).isNotEqualTo(first.path());
        }
    }

    @Test
    void twoCopiesToTheSameNameDoNotWriteToTheSameFile() throws Exception {
        byte[] content = writeSource(new Random(4));
        try (Copy one = Copy.start(io, source, target, CopySettings.DEFAULT);
                Copy other = Copy.start(io, source, target, CopySettings.DEFAULT)) {
            assertThat(one.await()).isEqualTo(SIZE);
            assertThat(other.await()).isEqualTo(SIZE);
        }
        assertThat(target).hasBinaryContent(content);
    }
}
