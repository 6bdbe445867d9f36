package dev.tidemill.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every source promises.
@Timeout(60)
abstract class ByteSourceContract extends StreamFixture {

    /// One of these bytes; the test closes it.
    abstract ByteSource source(byte[] content) throws Exception;

    private ByteBuffer buffer(int length) {
        return switch (random.nextInt(3)) {
            case 0 -> ByteBuffer.allocate(length);
            case 1 -> ByteBuffer.allocateDirect(length);
            default -> ByteBuffer.allocate(length + 7).position(3).slice().limit(length);
        };
    }

    @Test
    void everyByteIsGivenOnceAndThenTheEndAsOftenAsItIsAskedFor() throws Exception {
        byte[] content = bytes(300_000);
        try (ByteSource source = source(content)) {
            int at = 0;
            while (true) {
                ByteBuffer target = buffer(1 + random.nextInt(20_000));
                int before = target.position();
                int read = source.read(target).await();
                if (read < 0) break;
                assertTrue(read > 0, seed());
                assertEquals(before + read, target.position(), seed());
                ByteBuffer got = target.duplicate().flip().position(before);
                assertEquals(ByteBuffer.wrap(content, at, read), got, seed() + " at " + at);
                at += read;
            }
            assertEquals(content.length, at, seed());
            assertEquals(-1, source.read(new byte[1]).await());
            assertEquals(-1, source.read(new byte[10]).await());
        }
    }

    @Test
    void aSourceOfNothingIsAtItsEnd() throws Exception {
        try (ByteSource source = source(new byte[0])) {
            assertEquals(-1, source.read(new byte[10]).await());
            assertEquals(0, source.readAllBytes().await().length);
            assertEquals(0, source.skip(3).await());
        }
    }

    @Test
    void readFullyFillsOrSaysHowFarItCame() throws Exception {
        byte[] content = bytes(70_000);
        try (ByteSource source = source(content)) {
            ByteBuffer target = buffer(50_000);
            source.readFully(target).await();
            assertEquals(ByteBuffer.wrap(content, 0, 50_000), target.flip());
            source.readFully(ByteBuffer.allocate(0)).await();
            ByteBuffer tooLong = ByteBuffer.allocate(50_000);
            var thrown = assertThrows(EOFException.class, source.readFully(tooLong)::await);
            assertThat(thrown).hasMessage("the source ends after 20000 of 50000 bytes");
            assertEquals(ByteBuffer.wrap(content, 50_000, 20_000), tooLong.flip());
        }
    }

    @Test
    void aNumberOfBytesIsReadOrFewerAtTheEnd() throws Exception {
        byte[] content = bytes(40_000);
        try (ByteSource source = source(content)) {
            assertEquals(0, source.readNBytes(0).await().length);
            assertArrayEquals(
                    Arrays.copyOf(content, 10_000), source.readNBytes(10_000).await());
            assertArrayEquals(
                    Arrays.copyOfRange(content, 10_000, 40_000),
                    source.readNBytes(1_000_000).await());
            assertEquals(0, source.readNBytes(5).await().length);
            assertThrows(IllegalArgumentException.class, () -> source.readNBytes(-1));
        }
    }

    @Test
    void everythingIsReadToTheEnd() throws Exception {
        byte[] content = bytes(200_000);
        try (ByteSource source = source(content)) {
            assertArrayEquals(content, source.readAllBytes().await());
        }
    }

    @Test
    void whatIsSkippedIsGone() throws Exception {
        byte[] content = bytes(200_000);
        try (ByteSource source = source(content)) {
            assertEquals(0, source.skip(0).await());
            assertEquals(150_001, source.skip(150_001).await());
            assertArrayEquals(
                    Arrays.copyOfRange(content, 150_001, 150_011),
                    source.readNBytes(10).await());
            assertEquals(49_989, source.skip(Long.MAX_VALUE).await());
            assertThrows(IllegalArgumentException.class, () -> source.skip(-1));
        }
    }

    @Test
    void everythingIsTransferredWithProgress() throws Exception {
        byte[] content = bytes(700_000);
        List<Long> told = new ArrayList<>();
        var pipe = new BytePipe(10_000);
        try (ByteSource source = source(content)) {
            Task<Long> transfer = source.transferTo(pipe.sink(), CancellationToken.none(), told::add);
            byte[] first = pipe.source().readNBytes(500_000).await();
            assertArrayEquals(Arrays.copyOf(content, 500_000), first);
            byte[] rest = pipe.source().readNBytes(200_000).await();
            assertArrayEquals(Arrays.copyOfRange(content, 500_000, 700_000), rest);
            assertEquals(700_000, transfer.await());
            assertEquals(700_000L, told.getLast());
            assertThat(told).isSorted().doesNotHaveDuplicates();
        }
    }

    @Test
    void aTransferEndsAsItsSinkFails() throws Exception {
        var pipe = new BytePipe(10_000);
        try (ByteSource source = source(bytes(700_000))) {
            Task<Long> transfer = source.transferTo(pipe.sink());
            assertEquals(5_000, pipe.source().readNBytes(5_000).await().length);
            pipe.source().close();
            assertThat(assertThrows(IOException.class, transfer::await)).hasMessageContaining("broken pipe");
        }
    }

    @Test
    void aTransferThatIsCancelledEnds() throws Exception {
        try (ByteSource source = source(bytes(700_000));
                var cancellation = new CancellationSource()) {
            var pipe = new BytePipe(10_000);
            Task<Long> transfer = source.transferTo(pipe.sink(), cancellation.token());
            assertEquals(5_000, pipe.source().readNBytes(5_000).await().length);
            cancellation.cancel();
            assertInstanceOf(Outcome.Cancelled.class, transfer.outcome());
        }
    }

    @Test
    void whatTheProgressThrowsEndsTheTransfer() throws Exception {
        var thrown = new IllegalStateException("enough");
        try (ByteSource source = source(bytes(1_000))) {
            var pipe = new BytePipe(10_000);
            Task<Long> transfer = source.transferTo(pipe.sink(), CancellationToken.none(), _ -> {
                throw thrown;
            });
            assertEquals(thrown, assertThrows(IllegalStateException.class, transfer::await));
        }
    }

    @Test
    void aReadWhoseTokenIsCancelledTakesNothing() throws Exception {
        byte[] content = bytes(1_000);
        try (ByteSource source = source(content);
                var cancellation = new CancellationSource()) {
            cancellation.cancel();
            Task<Integer> read = source.read(ByteBuffer.allocate(100), cancellation.token());
            assertInstanceOf(Outcome.Cancelled.class, read.outcome());
            assertInstanceOf(
                    Outcome.Cancelled.class,
                    source.readFully(ByteBuffer.allocate(100), cancellation.token())
                            .outcome());
            assertInstanceOf(
                    Outcome.Cancelled.class,
                    source.readAllBytes(cancellation.token()).outcome());
            assertInstanceOf(
                    Outcome.Cancelled.class,
                    source.skip(100, cancellation.token()).outcome());
            assertArrayEquals(content, source.readAllBytes().await());
        }
    }

    @Test
    void aTargetThatCannotTakeAnythingIsRefused() throws Exception {
        try (ByteSource source = source(bytes(10))) {
            ByteBuffer readOnly = ByteBuffer.allocate(1).asReadOnlyBuffer();
            assertThrows(IllegalArgumentException.class, () -> source.read(readOnly));
            assertThrows(IllegalArgumentException.class, () -> source.read(ByteBuffer.allocate(0)));
            assertEquals(10, source.readAllBytes().await().length);
        }
    }

    @Test
    void aClosedSourceGivesNothing() throws Exception {
        ByteSource source = source(bytes(10_000));
        assertEquals(5, source.readNBytes(5).await().length);
        source.closing().await();
        source.close();
        source.closing().await();
        var thrown = assertThrows(ClosedChannelException.class, source.read(new byte[1])::await);
        assertFalse(thrown instanceof java.nio.channels.AsynchronousCloseException);
        assertThrows(ClosedChannelException.class, source.readAllBytes()::await);
        assertThrows(ClosedChannelException.class, source.skip(1)::await);
        assertThrows(ClosedChannelException.class, source.transferTo(new BytePipe(1).sink())::await);
    }
}
