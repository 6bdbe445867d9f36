package dev.tidemill.stream;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.Waiting;
import dev.tidemill.task.Task;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadPendingException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Streams of the JDK over sources and sinks, and sources and sinks over channels.
@Timeout(60)
class AdapterTest {

    private final byte[] content = new byte[1_000_000];

    AdapterTest() {
        new Random(1).nextBytes(content);
    }

    @Test
    void anOutputStreamFeedsAnInputStreamThroughAPipe() throws Exception {
        var pipe = new BytePipe(1_000);
        Task<Void> writing = Task.run(() -> {
            try (OutputStream output = pipe.sink().toOutputStream()) {
                output.write(content[0]);
                output.write(content, 1, content.length - 1);
                output.flush();
            }
        });
        try (InputStream input = pipe.source().toInputStream()) {
            assertEquals(content[0] & 0xff, input.read());
            assertEquals(0, input.read(new byte[3], 3, 0));
            assertEquals(9, input.skip(9));
            byte[] rest = input.readAllBytes();
            assertEquals(ByteBuffer.wrap(content, 10, content.length - 10), ByteBuffer.wrap(rest));
            assertEquals(-1, input.read());
        }
        writing.await();
    }

    @Test
    void anInterruptEndsAReadThatWaitsAndLosesNothing() throws Exception {
        var pipe = new BytePipe(1_000);
        InputStream input = pipe.source().toInputStream();
        var thrown = new AtomicReference<Throwable>();
        Thread reader = Thread.startVirtualThread(() -> {
            try {
                int _ = input.read();
            } catch (Throwable e) {
                thrown.set(Thread.currentThread().isInterrupted() ? e : new AssertionError("the interrupt is gone", e));
            }
        });
        Waiting.untilParked(reader);
        reader.interrupt();
        reader.join();
        assertEquals(InterruptedIOException.class, thrown.get().getClass());
        pipe.sink().write(new byte[] {7}).await();
        assertEquals(7, input.read());
    }

    @Test
    void theTwoEndsOfAConnectionAreASinkAndASource() throws Exception {
        Sockets sockets = Sockets.connected();
        try (ByteSink sink = ByteSink.of(sockets.one());
                ByteSource source = ByteSource.of(sockets.other())) {
            Task<Integer> read = source.read(ByteBuffer.allocate(10));
            assertThrows(ReadPendingException.class, () -> source.read(ByteBuffer.allocate(10)));
            read.cancel(); // nobody can stop it
            sink.write(new byte[10]).await();
            assertEquals(10, read.await());

            Task<Void> writing = sink.write(content);
            assertArrayEquals(content, source.readNBytes(content.length).await());
            writing.await();
            sink.flush().await();

            read = source.read(ByteBuffer.allocate(10));
            Task<Void> closing = source.closing();
            assertSame(closing, source.closing());
            closing.await();
            assertThrows(AsynchronousCloseException.class, read::await);
            assertThrows(ClosedChannelException.class, source.read(new byte[1])::await);
            assertTrue(sockets.one().isOpen());
        }
    }
}
