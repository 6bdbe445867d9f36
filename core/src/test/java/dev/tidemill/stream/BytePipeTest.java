package dev.tidemill.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.nio.channels.WritePendingException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A pipe in memory: it holds no more than it was told to, loses nothing, and lets go of whoever
/// waits.
@Timeout(60)
class BytePipeTest {

    private final BytePipe pipe = new BytePipe(100);
    private final ByteSource source = pipe.source();
    private final ByteSink sink = pipe.sink();

    @Test
    void aWriteWaitsForRoomAndAReadForBytes() throws Exception {
        ByteBuffer bytes = ByteBuffer.wrap(new byte[150]);
        Task<Void> write = sink.write(bytes);
        assertFalse(write.isDone());
        assertEquals(50, bytes.remaining());
        assertThrows(WritePendingException.class, () -> sink.write(new byte[1]));
        assertThrows(WritePendingException.class, sink::flush);
        assertEquals(60, source.read(new byte[60]).await());
        assertTrue(write.isDone());
        assertEquals(90, source.read(new byte[100]).await());

        byte[] target = new byte[10];
        Task<Integer> read = source.read(target);
        assertFalse(read.isDone());
        assertThrows(ReadPendingException.class, () -> source.read(new byte[1]));
        sink.write(new byte[] {1, 2, 3}).await();
        assertEquals(3, read.await());
        assertEquals(2, target[1]);
    }

    @Test
    void aReadThatIsCancelledTakesNothingAndAWriteSaysHowMuchWasTaken() throws Exception {
        Task<Integer> read = source.read(new byte[10]);
        read.cancel();
        assertInstanceOf(Outcome.Cancelled.class, read.outcome());
        ByteBuffer bytes = ByteBuffer.wrap(new byte[150]);
        try (var cancellation = new CancellationSource()) {
            Task<Void> write = sink.write(bytes, cancellation.token());
            cancellation.cancel();
            assertInstanceOf(Outcome.Cancelled.class, write.outcome());
        }
        assertEquals(50, bytes.remaining());
        sink.close();
        assertEquals(100, source.readAllBytes().await().length);
    }

    @Test
    void closingTheSourceBreaksThePipe() throws Exception {
        Task<Void> write = sink.write(new byte[150]);
        source.close();
        assertThrows(IOException.class, write::await);
        assertThrows(IOException.class, sink.write(new byte[1])::await);
        assertThrows(IOException.class, sink.flush()::await);
        assertThrows(ClosedChannelException.class, source.read(new byte[1])::await);
        sink.close();
        assertThrows(ClosedChannelException.class, sink.write(new byte[1])::await);
    }

    @Test
    void closingEndsWhoWaits() throws Exception {
        Task<Integer> read = source.read(new byte[10]);
        source.close();
        assertThrows(AsynchronousCloseException.class, read::await);
        var other = new BytePipe(10);
        Task<Void> write = other.sink().write(new byte[11]);
        other.sink().close();
        assertThrows(AsynchronousCloseException.class, write::await);
        assertEquals(10, other.source().readAllBytes().await().length);
        var third = new BytePipe(10);
        read = third.source().read(new byte[10]);
        third.sink().close();
        assertEquals(-1, read.await());
    }

    @Test
    void aBufferThatOnlyItsThreadMayUseIsRefused() {
        try (Arena confined = Arena.ofConfined()) {
            ByteBuffer buffer = confined.allocate(10).asByteBuffer();
            assertThrows(WrongThreadException.class, () -> source.read(buffer));
            assertThrows(WrongThreadException.class, () -> sink.write(buffer));
        }
        assertThrows(IllegalArgumentException.class, () -> new BytePipe(0));
    }

    @Test
    void nothingIsLostBetweenTwoThreadsThatCancelNowAndThen() throws Exception {
        long seed = Long.getLong("tidemill.test.seed", System.nanoTime());
        byte[] content = new byte[2_000_000];
        new Random(seed).nextBytes(content);
        Task<Void> writing = Task.run(() -> {
            var random = new Random(seed + 1);
            ByteBuffer left = ByteBuffer.wrap(content);
            while (left.hasRemaining()) {
                ByteBuffer piece = left.slice();
                piece.limit(Math.min(piece.remaining(), random.nextInt(300)));
                Task<Void> write = sink.write(piece);
                if (random.nextInt(3) == 0) write.cancel();
                var _ = write.outcome();
                left.position(left.position() + piece.position());
            }
            sink.close();
        });
        var random = new Random(seed + 2);
        var got = new ByteArrayOutputStream();
        byte[] target = new byte[300];
        while (true) {
            Task<Integer> read = source.read(ByteBuffer.wrap(target, 0, 1 + random.nextInt(299)));
            if (random.nextInt(3) == 0) read.cancel();
            if (read.outcome() instanceof Outcome.Succeeded<Integer>(var bytes)) {
                if (bytes < 0) break;
                got.write(target, 0, bytes);
            }
        }
        writing.await();
        assertArrayEquals(content, got.toByteArray(), "-Dtidemill.test.seed=" + seed);
    }
}
