package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.AsyncOption;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.transfer.block.Blocks;
import dev.tidemill.transfer.block.Pump;
import dev.tidemill.transfer.block.Stretches;
import dev.tidemill.transfer.block.ThreadsReads;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What moving the bytes of one open file into another promises while one thread reads and another
/// one writes, and past the page cache: however it ends, no thread and no memory is in use
/// afterwards; on every engine.
abstract class PumpContract extends CopyingTest {

    private static final int SIZE = 16 << 20;
    private static final int DEPTH = 4;
    private static final int BLOCK_BYTES = 64 << 10;

    private final CancellationSource cancellation = new CancellationSource();
    private AsyncFile from;
    private AsyncFile to;
    private byte[] content;

    @BeforeEach
    void openFiles() throws Exception {
        content = Entries.bytes(new Random(1), SIZE);
        Files.write(source, content);
        from = AsyncFile.open(io, source).await();
        to = open(StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private AsyncFile open(OpenOption... options) throws IOException, InterruptedException {
        return AsyncFile.open(io, target, options).await();
    }

    @AfterEach
    void noThreadAndNoMemoryIsInUse() throws IOException {
        assertThat(readingThreads()).isZero();
        assertThat(Blocks.taken()).isZero();
        from.close();
        to.close();
        cancellation.close();
    }

    private static long readingThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals(ThreadsReads.THREAD_NAME))
                .count();
    }

    /// Does something once so many bytes are copied.
    private static Pump.Tap after(long bytes, Body body) {
        long[] moved = {0};
        return Pump.Tap.of(more -> {
            boolean isBefore = moved[0] < bytes;
            moved[0] += more;
            if (isBefore && moved[0] >= bytes) body.run();
        });
    }

    private interface Body {
        void run();
    }

    private long pump(Pump.Tap tap) throws IOException, InterruptedException {
        return pump(false, SIZE, tap);
    }

    private long pump(boolean isDirect, long size, Pump.Tap tap) throws IOException, InterruptedException {
        Stretches all = Stretches.all(from, 0, size);
        int blockBytes = isDirect ? 2 << 20 : BLOCK_BYTES;
        return new Pump(from, to, isDirect, all, 0, blockBytes, DEPTH, cancellation.token(), tap).run();
    }

    private void cut(long size) {
        try (var file = new RandomAccessFile(source.toFile(), "rw")) {
            file.setLength(size);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aLongFileIsReadOnAThreadOfItsOwnWhoseBlocksAreFew() throws Exception {
        long[] most = {0, 0};
        assertThat(pump(Pump.Tap.of(_ -> {
                    most[0] = Math.max(most[0], readingThreads());
                    most[1] = Math.max(most[1], Blocks.taken());
                })))
                .isEqualTo(SIZE);
        assertThat(most[0]).isEqualTo(Runtime.getRuntime().availableProcessors() > 1 ? 1 : 0);
        assertThat(most[1]).isBetween(1L, DEPTH + 1L); // those of the window, and the one that is written
        assertThat(target).hasBinaryContent(content);
    }

    @Test
    void theBytesGoByInOrderBeforeTheyAreWritten() throws Exception {
        CRC32C checksum = new CRC32C();
        long[] position = {0};
        long end = pump(new Pump.Tap() {
            @Override
            public void bytes(MemorySegment bytes, long at) {
                assertThat(at).isEqualTo(position[0]);
                position[0] += bytes.byteSize();
                checksum.update(bytes.asByteBuffer());
            }

            @Override
            public void moved(long bytes) {
                // is not asked here
            }
        });
        assertThat(end).isEqualTo(SIZE);
        CRC32C expected = new CRC32C();
        expected.update(content);
        assertThat(checksum.getValue()).isEqualTo(expected.getValue());
    }

    @Test
    void filesOfEveryLengthAreTheSame() throws Exception {
        long seed = Entries.seed();
        Random random = new Random(seed);
        for (int i = 0; i < 12; i++) {
            int size = (4 << 20) + (i < 3 ? i - 1 : random.nextInt(SIZE - (4 << 20)));
            int blockBytes = BLOCK << random.nextInt(10);
            int depth = 1 + random.nextInt(9);
            String message = "-Dtidemill.test.seed=" + seed + " " + size + " bytes in " + blockBytes + " x " + depth;
            cut(size);
            to.truncate(0).await();
            Stretches all = Stretches.all(from, 0, size);
            Pump.Tap tap = Pump.Tap.of(_ -> {});
            Pump pump = new Pump(from, to, false, all, 0, blockBytes, depth, cancellation.token(), tap);
            assertThat(pump.run()).as(message).isEqualTo(size);
            assertThat(Files.mismatch(source, target)).as(message).isEqualTo(-1);
            cut(0);
            Files.write(source, content, StandardOpenOption.WRITE);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 255})
    void aCancelledCopyEnds(int blocks) {
        Pump.Tap tap = after(blocks * (long) BLOCK_BYTES, () -> cancellation.cancel());
        if (blocks == 0) cancellation.cancel();
        assertThatThrownBy(() -> pump(tap)).isInstanceOf(CancellationException.class);
    }

    @Test
    void anInterruptedCopyEnds() {
        assertThatThrownBy(
                        () -> pump(after(SIZE / 2, () -> Thread.currentThread().interrupt())))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    void whoHoldsItBackHasNoMoreReadThanTheWindow() throws Exception {
        long end = pump(after(SIZE / 4, () -> {
            Thread reader = Thread.getAllStackTraces().keySet().stream()
                    .filter(thread -> thread.getName().equals(ThreadsReads.THREAD_NAME))
                    .findAny()
                    .orElse(null);
            while (reader != null && reader.getState() != Thread.State.WAITING) Thread.onSpinWait();
            assertThat(Blocks.taken()).isLessThanOrEqualTo(DEPTH + 1);
        }));
        assertThat(end).isEqualTo(SIZE);
        assertThat(target).hasBinaryContent(content);
    }

    @Test
    void aFailureOfWhoWatchesEndsIt() {
        assertThatThrownBy(() -> pump(after(SIZE / 2, () -> {
                    throw new IllegalStateException("enough");
                })))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("enough");
    }

    @Test
    void aTargetThatIsClosedMeanwhileEndsIt() {
        assertThatThrownBy(() -> pump(after(SIZE / 2, () -> closeNow(to)))).isInstanceOf(ClosedChannelException.class);
    }

    @Test
    void aSourceThatIsClosedMeanwhileEndsIt() {
        assertThatThrownBy(() -> pump(after(SIZE / 4, () -> closeNow(from))))
                .isInstanceOf(ClosedChannelException.class);
    }

    private static void closeNow(AsyncFile file) {
        try {
            file.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSourceThatIsCutOffMeanwhileEndsThere(boolean isDirect) throws Exception {
        if (isDirect) makeTargetDirect();
        int end = SIZE / 2 + 5;
        long moved = pump(isDirect, SIZE, after(2 << 20, () -> cut(end)));
        assertThat(moved).isBetween((long) end, (long) SIZE); // what was read before may be more
        to.truncate(moved).await();
        assertThat(Files.size(target)).isEqualTo(moved);
        assertThat(Files.mismatch(source, target)).isEqualTo(moved == end ? -1 : end);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aSourceThatGrowsMeanwhileIsCopiedAsFarAsItWas(boolean isDirect) throws Exception {
        if (isDirect) makeTargetDirect();
        long end = pump(isDirect, SIZE, after(2 << 20, () -> cut(SIZE + 100_000)));
        assertThat(end).isEqualTo(SIZE);
        assertThat(target).hasBinaryContent(content);
    }

    private void makeTargetDirect() throws IOException, InterruptedException {
        to.close();
        to = open(StandardOpenOption.WRITE, AsyncOption.DIRECT);
    }

    @Test
    void aCancelledCopyPastThePageCacheEnds() throws Exception {
        makeTargetDirect();
        assertThatThrownBy(() -> pump(true, SIZE, after(4 << 20, () -> cancellation.cancel())))
                .isInstanceOf(CancellationException.class);
    }

    @Test
    void manyAtOnceHaveNoMoreThreadsThanProcessors() throws Exception {
        List<Integer> copies = List.of(0, 1, 2, 3, 4, 5);
        List<Copy> running = copies.stream()
                .map(i -> Copy.start(io, source, directory.resolve("copy " + i), CopySettings.DEFAULT))
                .toList();
        int most = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
        for (Copy copy : running) {
            assertThat(readingThreads()).isLessThanOrEqualTo(most + 1); // one may be at its end
            try (copy) {
                assertThat(copy.await()).isEqualTo(SIZE);
            }
        }
        for (int i : copies) {
            assertThat(directory.resolve("copy " + i)).hasBinaryContent(content);
            Files.delete(directory.resolve("copy " + i));
        }
    }

    @Test
    void blocksOfHugePagesAreWholeAndAligned() {
        for (int bytes : Set.of(2 << 20, 6 << 20, 64 << 20)) {
            MemorySegment block = Blocks.take(bytes);
            assertThat(block.byteSize()).isEqualTo(bytes);
            assertThat(block.address() % (2 << 20)).isZero();
            block.fill((byte) 1);
            Blocks.giveBack(block);
        }
        MemorySegment first = Blocks.take(64 << 20);
        MemorySegment second = Blocks.take(64 << 20);
        Blocks.giveBack(first);
        Blocks.giveBack(second); // more than is kept: it is unmapped
    }
}
