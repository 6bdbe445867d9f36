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

/// What is in the page cache is read there, what is not past it, and what cannot be read so is left
/// to others.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ReadersFileTest {

    private static final int BLOCK_BYTES = 64 << 10;
    private static final int SIZE = 4 * BLOCK_BYTES + 5001;
    private static final int MOST_TRIES = 1000;

    @TempDir
    private Path directory;

    private Path path;
    private final byte[] content = new byte[SIZE];

    @BeforeEach
    void writeAndEvict() throws Exception {
        path = directory.resolve("file");
        new Random(SIZE).nextBytes(content);
        Files.write(path, content);
        evict();
        try (Descriptor file = Descriptor.read(path)) {
            assumeTrue(
                    file.directAlignment().known(),
                    "the file system does not tell what can be read past the page cache");
            assumeTrue(file.cachedPages(0, 0) == 0, "nobody knows what is in the page cache, or it stays there");
        }
        assumeTrue(isOpened(), "not on this file system");
    }

    @AfterEach
    void noMemoryIsInUse() {
        assertThat(Blocks.taken()).isZero();
    }

    private void evict() throws Exception {
        try (AsyncFile file = AsyncFile.open(Tidemill.shared(), path, StandardOpenOption.WRITE)
                .await()) {
            evict(file);
        }
    }

    private static void evict(AsyncFile file) throws Exception {
        file.force(true).await();
        file.advise(Advice.DONT_NEED).await();
    }

    private long cachedPages() throws Exception {
        try (Descriptor file = Descriptor.read(path)) {
            return file.cachedPages(0, 0);
        }
    }

    private boolean isOpened() throws Exception {
        try (ReadersFile file = ReadersFile.uncached(path, SIZE)) {
            return file != null;
        }
    }

    private ReadersFile open() throws Exception {
        ReadersFile file = ReadersFile.uncached(path, SIZE);
        assertThat(file).isNotNull();
        return file;
    }

    /// As a thread does that may wait.
    private byte[] readAll(ReadersFile readersFile) throws Exception {
        byte[] all = new byte[SIZE];
        try (AsyncFile file = AsyncFile.open(Tidemill.shared(), path).await()) {
            Stretches stretches = Stretches.all(file, 0, SIZE);
            BlockReader reader = new BlockReader(file, readersFile, stretches, BLOCK_BYTES, CancellationToken.none());
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
        try (ReadersFile file = open()) {
            assertThat(readAll(file)).isEqualTo(content);
        }
        assertThat(cachedPages()).isZero();
    }

    @Test
    void whatIsInTheCacheIsReadThere() throws Exception {
        try (AsyncFile other = AsyncFile.open(Tidemill.shared(), path).await();
                ReadersFile file = open()) {
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
    void aLongFileIsJudgedBySamples() throws Exception {
        int mebibyte = 1 << 20;
        int size = 40 * mebibyte + 1;
        Path longer = directory.resolve("longer");
        Files.write(longer, new byte[size]);
        try (AsyncFile file = AsyncFile.open(
                        Tidemill.shared(), longer, StandardOpenOption.READ, StandardOpenOption.WRITE)
                .await()) {
            evict(file);
            file.advise(Advice.RANDOM).await();
            for (int position = 0; position < 15 * mebibyte; position += mebibyte) {
                file.readFully(new byte[mebibyte], position).await();
            }
            ReadersFile opened = ReadersFile.uncached(longer, size);
            assertThat(opened).isNotNull();
            opened.close();
            for (int position = 15 * mebibyte; position < 30 * mebibyte; position += mebibyte) {
                file.readFully(new byte[mebibyte], position).await();
            }
            assertThat(ReadersFile.uncached(longer, size)).isNull();
        }
    }

    @Test
    void whatIsInTheCacheIsReadAtOnce() throws Exception {
        assertThat(Files.readAllBytes(path)).isEqualTo(content);
        MemorySegment block = Blocks.take(BLOCK_BYTES);
        try (ReadersFile file = ReadersFile.cached(path)) {
            assertThat(file).isNotNull();
            assertThat(file.waits()).isFalse();
            assertThat(file.read(block, BLOCK_BYTES)).isEqualTo(BLOCK_BYTES);
            assertThat(block.mismatch(MemorySegment.ofArray(content).asSlice(BLOCK_BYTES, BLOCK_BYTES)))
                    .isEqualTo(-1);
            assertThat(readAll(file)).isEqualTo(content);
        } finally {
            Blocks.giveBack(block);
        }
    }

    @Test
    void whatIsNotInTheCacheTheEngineReads() throws Exception {
        MemorySegment block = Blocks.take(BLOCK_BYTES);
        try (ReadersFile file = ReadersFile.cached(path)) {
            assertThat(file).isNotNull();
            for (int tries = 0; file.read(block, BLOCK_BYTES) != 0; tries++) {
                assertThat(tries).isLessThan(MOST_TRIES); // a fast device has it by the time the read looks
                evict();
            }
            assertThat(file.has(0, BLOCK_BYTES))
                    .as("the next block may be there")
                    .isTrue();
            assertThat(readAll(file)).isEqualTo(content);
        } finally {
            Blocks.giveBack(block);
        }
    }

    @Test
    void allIsReadPastTheCacheIfThatIsWanted() throws Exception {
        assertThat(Files.readAllBytes(path)).isEqualTo(content);
        try (ReadersFile file = ReadersFile.pastCache(path)) {
            assertThat(file).isNotNull();
            assertThat(file.has(BLOCK_BYTES, BLOCK_BYTES)).isTrue();
            assertThat(readAll(file)).isEqualTo(content);
        }
    }

    @Test
    void aFileThatIsMostlyInTheCacheIsNotOpened() throws Exception {
        assertThat(Files.readAllBytes(path)).isEqualTo(content);
        assertThat(ReadersFile.uncached(path, SIZE)).isNull();
    }

    @Test
    void aFileThatIsNotThereIsForTheUsualWay() throws Exception {
        Path missing = directory.resolve("missing");
        assertThat(ReadersFile.uncached(missing, SIZE)).isNull();
        assertThat(ReadersFile.pastCache(missing)).isNull();
        assertThat(ReadersFile.cached(missing)).isNull();
    }

    @Test
    void afterAnErrorTheUsualWayReadsTheRest() throws Exception {
        MemorySegment block = Blocks.take(BLOCK_BYTES);
        try (ReadersFile file = open()) {
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
                ReadersFile uncached = open()) {
            BlockReader reader = new BlockReader(
                    file, uncached, Stretches.all(file, 0, SIZE), BLOCK_BYTES, CancellationToken.none());
            file.truncate(shorter).await();
            evict(file);
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
