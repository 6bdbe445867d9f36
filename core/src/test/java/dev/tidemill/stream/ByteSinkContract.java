package dev.tidemill.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What every sink promises.
@Timeout(60)
abstract class ByteSinkContract extends StreamFixture {

    /// One to the file `sink` of the folder; the test closes it.
    abstract ByteSink sink() throws Exception;

    private byte[] written() throws Exception {
        return Files.readAllBytes(folder.resolve("sink"));
    }

    private ByteBuffer source(byte[] content) {
        return switch (random.nextInt(4)) {
            case 0 -> ByteBuffer.wrap(content);
            case 1 -> ByteBuffer.wrap(content).asReadOnlyBuffer();
            case 2 -> ByteBuffer.allocateDirect(content.length).put(content).flip();
            default ->
                ByteBuffer.wrap(Arrays.copyOf(content, content.length + 5)).limit(content.length);
        };
    }

    @Test
    void everythingThatIsWrittenArrivesInItsOrder() throws Exception {
        var expected = new ByteArrayOutputStream();
        try (ByteSink sink = sink()) {
            while (expected.size() < 3_000_000) {
                byte[] piece = bytes(random.nextInt(random.nextBoolean() ? 300_000 : 3_000));
                ByteBuffer source = source(piece);
                sink.write(source).await();
                assertFalse(source.hasRemaining(), seed());
                expected.write(piece);
                if (random.nextInt(10) == 0) {
                    sink.flush().await();
                    assertArrayEquals(expected.toByteArray(), written(), seed());
                }
            }
        }
        assertArrayEquals(expected.toByteArray(), written(), seed());
    }

    @Test
    void onePieceAfterTheOtherIsWrittenUntilThereIsNone() throws Exception {
        byte[] content = bytes(1_000_000);
        ByteBuffer rest = ByteBuffer.wrap(content);
        ByteBuffer piece = ByteBuffer.allocate(70_000);
        AtomicInteger pieces = new AtomicInteger();
        try (ByteSink sink = sink()) {
            sink.writeEach(
                            () -> {
                                if (pieces.get() > 0) assertFalse(piece.hasRemaining(), "before it was written");
                                if (!rest.hasRemaining()) return null;
                                pieces.incrementAndGet();
                                int length = Math.min(rest.remaining(), 1 + random.nextInt(70_000));
                                piece.clear().put(0, content, rest.position(), length);
                                rest.position(rest.position() + length);
                                return piece.limit(length);
                            },
                            CancellationToken.none())
                    .await();
            sink.write(new byte[1]).await();
        }
        assertArrayEquals(Arrays.copyOf(content, content.length + 1), written(), seed());
    }

    @Test
    void whatThePiecesThrowEndsTheWrites() throws Exception {
        var thrown = new IllegalStateException("no more");
        try (ByteSink sink = sink()) {
            Task<Void> writes = sink.writeEach(
                    () -> {
                        throw thrown;
                    },
                    CancellationToken.none());
            assertSame(thrown, assertThrows(IllegalStateException.class, writes::await));
            sink.write(new byte[3]).await();
        }
        assertEquals(3, written().length);
    }

    @Test
    void whoStopsTheWritesIsAskedForNothingMore() throws Exception {
        AtomicInteger pieces = new AtomicInteger();
        try (ByteSink sink = sink();
                var cancellation = new CancellationSource()) {
            Task<Void> writes = sink.writeEach(
                    () -> {
                        if (pieces.incrementAndGet() == 3) cancellation.cancel();
                        return ByteBuffer.wrap(new byte[10]);
                    },
                    cancellation.token());
            assertInstanceOf(Outcome.Cancelled.class, writes.outcome());
            assertEquals(3, pieces.get());
            sink.write(new byte[1]).await();
        }
        assertThat(written().length).isIn(21, 31);
    }

    @Test
    void aClosedSinkWritesNoPieces() throws Exception {
        ByteSink sink = sink();
        sink.close();
        assertThrows(
                ClosedChannelException.class,
                sink.writeEach(() -> ByteBuffer.wrap(new byte[1]), CancellationToken.none())::await);
    }

    @Test
    void aSinkThatIsOnlyClosedHasWrittenNothing() throws Exception {
        ByteSink sink = sink();
        sink.write(new byte[0]).await();
        sink.flush().await();
        sink.close();
        assertEquals(0, written().length);
    }

    @Test
    void closingWritesTheLastBytes() throws Exception {
        byte[] content = bytes(10);
        ByteSink sink = sink();
        sink.write(content).await();
        sink.closing().await();
        assertArrayEquals(content, written());
    }

    @Test
    void aClosedSinkTakesNothing() throws Exception {
        ByteSink sink = sink();
        sink.close();
        sink.closing().await();
        sink.close();
        var thrown = assertThrows(ClosedChannelException.class, sink.write(new byte[1])::await);
        assertFalse(thrown instanceof AsynchronousCloseException);
        assertThrows(ClosedChannelException.class, sink.flush()::await);
        assertEquals(0, written().length);
    }

    @Test
    void aWriteWhoseTokenIsCancelledWritesNothing() throws Exception {
        try (ByteSink sink = sink();
                var cancellation = new CancellationSource()) {
            cancellation.cancel();
            ByteBuffer source = ByteBuffer.wrap(bytes(10));
            assertInstanceOf(
                    Outcome.Cancelled.class,
                    sink.write(source, cancellation.token()).outcome());
            assertEquals(10, source.remaining());
            sink.write(source).await();
        }
        assertEquals(10, written().length);
    }
}
