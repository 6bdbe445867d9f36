package dev.tidemill.transfer.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.Tidemill;
import dev.tidemill.file.Advice;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.transfer.entry.Descriptor;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What is not in the page cache is read past it, and what is, or cannot be, is left to others.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class UncachedFileTest {

    private static final int BLOCK_BYTES = 64 << 10;
    private static final int SIZE = 4 * BLOCK_BYTES + 5001;

    @TempDir
    private Path directory;

    private Path path;
    private final byte[] content = new byte[SIZE];

    @BeforeEach
    void writeAndEvict() throws Exception {
        path = directory.resolve("file");
        new Random(SIZE).nextBytes(content);
        Files.write(path, content);
        try (AsyncFile file = AsyncFile.open(Tidemill.shared(), path, StandardOpenOption.WRITE)
                .await()) {
            file.force(true).await();
            file.advise(Advice.DONT_NEED).await();
        }
        try (Descriptor file = Descriptor.read(path)) {
            assumeTrue(
                    file.directAlignment().known(),
                    "the file system does not tell what can be read past the page cache");
            assumeTrue(file.cachedPages(0, 0) == 0, "nobody knows what is in the page cache, or it stays there");
        }
        assumeTrue(UncachedFile.isFor(path, SIZE), "not on this file system");
    }

    @AfterEach
    void noMemoryIsInUse() {
        assertThat(Blocks.taken()).isZero();
    }

    private long cachedPages() throws Exception {
        try (Descriptor file = Descriptor.read(path)) {
            return file.cachedPages(0, 0);
        }
    }

    private UncachedFile open() throws Exception {
        UncachedFile file = UncachedFile.open(path, SIZE);
        assertThat(file).isNotNull();
        return file;
    }

    /// As a thread does that may wait.
    private byte[] readAll(UncachedFile uncached) throws Exception {
        byte[] all = new byte[SIZE];
        try (AsyncFile file = AsyncFile.open(Tidemill.shared(), path).await()) {
            Stretches stretches = Stretches.all(file, 0, SIZE);
            BlockReader reader = new BlockReader(file, uncached, stretches, BLOCK_BYTES, CancellationToken.none());
            for (Block block = reader.readNext(); block != null; block = reader.readNext()) {
                try {
                    assertThat(block.fill(file, CancellationToken.none())).isTrue();
                    MemorySegment.ofArray(all)
                            .asSlice(block.position, block.bytes())
                            .copyFrom(block.content());
                } finally {
                    block.giveBack();
                }
            }
        }
        return all;
    }

    @Test
    void whatIsReadPastTheCacheDoesNotGetThere() throws Exception {
        try (UncachedFile file = open()) {
            assertThat(readAll(file)).isEqualTo(content);
        }
        assertThat(cachedPages()).isZero();
    }

    @Test
    void whatIsInTheCacheIsReadThere() throws Exception {
        try (AsyncFile other = AsyncFile.open(Tidemill.shared(), path).await();
                UncachedFile file = open()) {
            other.advise(Advice.RANDOM).await();
            assertThat(other.read(new byte[1], BLOCK_BYTES).await()).isEqualTo(1);
            long cached = cachedPages();
            assertThat(cached).isPositive();
            assertThat(file.has(0, BLOCK_BYTES)).isTrue();
            assertThat(file.has(BLOCK_BYTES, BLOCK_BYTES)).isFalse();
            assertThat(readAll(file)).isEqualTo(content);
            assertThat(cachedPages()).isBetween(cached, BLOCK_BYTES / 4096L);
        }
    }

    @Test
    void aFileThatIsMostlyInTheCacheIsNotOpened() throws Exception {
        assertThat(Files.readAllBytes(path)).isEqualTo(content);
        assertThat(UncachedFile.open(path, SIZE)).isNull();
    }

    @Test
    void aFileThatIsNotThereIsForTheUsualWay() throws Exception {
        assertThat(UncachedFile.open(directory.resolve("missing"), SIZE)).isNull();
    }

    @Test
    void afterAnErrorTheUsualWayReadsTheRest() throws Exception {
        MemorySegment block = Blocks.take(BLOCK_BYTES);
        try (UncachedFile file = open()) {
            assertThat(file.read(block.asSlice(1, 4096), 0)).as("not aligned").isZero();
            assertThat(file.has(0, BLOCK_BYTES)).isFalse();
            assertThat(readAll(file)).isEqualTo(content);
        } finally {
            Blocks.giveBack(block);
        }
    }

    @Test
    void aFileThatBecameShorterEnds() throws Exception {
        int shorter = BLOCK_BYTES + 4097;
        try (AsyncFile file = AsyncFile.open(Tidemill.shared(), path, StandardOpenOption.READ, StandardOpenOption.WRITE)
                        .await();
                UncachedFile uncached = open()) {
            BlockReader reader = new BlockReader(
                    file, uncached, Stretches.all(file, 0, SIZE), BLOCK_BYTES, CancellationToken.none());
            file.truncate(shorter).await();
            file.force(true).await();
            file.advise(Advice.DONT_NEED).await();
            Block first = reader.readNext();
            assertThat(first).isNotNull();
            assertThat(first.fill(file, CancellationToken.none())).isTrue();
            first.giveBack();
            Block second = reader.readNext();
            assertThat(second).isNotNull();
            assertThat(second.fill(file, CancellationToken.none())).isFalse();
            assertThat(second.bytes()).isEqualTo(4097);
            second.giveBack();
        }
    }
}
