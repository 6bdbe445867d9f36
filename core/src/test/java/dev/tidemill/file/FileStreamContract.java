package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.stream.ByteSink;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadPendingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Files as bytes one after the other.
@Timeout(60)
interface FileStreamContract extends Workbench {

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ByteBuffer read) {
        return StandardCharsets.UTF_8.decode(read.flip()).toString();
    }

    private ByteSource source(Path path) throws Exception {
        return AsyncFiles.source(io(), path, CancellationToken.none()).await();
    }

    @Test
    default void aSourceGivesTheBytesFromItsPositionOnAndSaysMinusOneAtTheEnd() throws Exception {
        try (AsyncFile file = open(write("a", "0123456789"));
                ByteSource source = file.source(3)) {
            ByteBuffer target = ByteBuffer.allocate(4);
            assertEquals(4, source.read(target).await());
            assertEquals("3456", text(target));
            assertEquals(3, source.read(target.clear()).await());
            assertEquals("789", text(target));
            assertEquals(-1, source.read(target.clear()).await());
            assertEquals(-1, source.read(target.clear()).await());
        }
    }

    @Test
    default void aSourceAtTheEndGoesOnWhenTheFileHasGrown() throws Exception {
        Path path = write("a", "01");
        try (ByteSource source = source(path)) {
            ByteBuffer target = ByteBuffer.allocate(4);
            assertEquals(2, source.read(target).await());
            assertEquals(-1, source.read(target.clear()).await());
            Files.writeString(path, "23", APPEND);
            assertEquals(2, source.read(target.clear()).await());
            assertEquals("23", text(target));
        }
    }

    @Test
    default void aSinkWritesFromItsPositionOnAndLeavesTheRest() throws Exception {
        Path path = write("a", "0123456789");
        try (AsyncFile file = open(path, WRITE)) {
            try (ByteSink sink = file.sink(2)) {
                sink.write(bytes("ab")).await();
                sink.write(bytes("")).await();
                sink.write(bytes("cde")).await();
                sink.flush().await();
            }
            assertTrue(file.isOpen());
        }
        assertEquals("01abcde789", Files.readString(path));
    }

    @Test
    default void aSinkOfANameCreatesReplacesOrAppends() throws Exception {
        Path path = folder().resolve("a");
        try (ByteSink sink =
                AsyncFiles.sink(io(), path, CancellationToken.none()).await()) {
            sink.write(bytes("first")).await();
        }
        try (ByteSink sink =
                AsyncFiles.sink(io(), path, CancellationToken.none()).await()) {
            sink.write(bytes("2nd")).await();
        }
        assertEquals("2nd", Files.readString(path));
        try (ByteSink sink = AsyncFiles.sink(io(), path, CancellationToken.none(), APPEND, CREATE)
                .await()) {
            sink.write(bytes(", ")).await();
            sink.write(bytes("3rd")).await();
        }
        assertEquals("2nd, 3rd", Files.readString(path));
    }

    @Test
    default void whatCannotBeOpenedIsNoStream() {
        Path path = folder().resolve("missing");
        assertThrows(NoSuchFileException.class, () -> source(path));
    }

    @Test
    default void aStreamOfTheWrongDirectionIsRefused() throws Exception {
        Path path = write("a", "x");
        try (AsyncFile reading = open(path, READ);
                AsyncFile writing = open(path, WRITE)) {
            assertThrows(NonWritableChannelException.class, () -> reading.sink(0));
            assertThrows(NonReadableChannelException.class, () -> writing.source(0));
            assertThrows(IllegalArgumentException.class, () -> reading.source(-1));
            assertThrows(IllegalArgumentException.class, () -> writing.sink(-1));
        }
    }

    @Test
    default void aReadOfAPipeWaitsAndASecondOneIsRefused() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        try (AsyncFile file = open(fifo("fifo"), READ, WRITE);
                ByteSource source = file.source();
                ByteSink sink = file.sink()) {
            ByteBuffer target = ByteBuffer.allocate(4);
            Task<Integer> read = source.read(target);
            assertThrows(ReadPendingException.class, () -> source.read(ByteBuffer.allocate(1)));
            sink.write(bytes("ab")).await();
            assertEquals(2, read.await());
            assertEquals("ab", text(target));
        }
    }

    @Test
    default void aCancelledReadOfAPipeTakesNothing() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        try (AsyncFile file = open(fifo("fifo"), READ, WRITE);
                ByteSource source = file.source();
                ByteSink sink = file.sink();
                var cancellation = new CancellationSource()) {
            ByteBuffer target = ByteBuffer.allocate(4);
            Task<Integer> read = source.read(target, cancellation.token());
            cancellation.cancel();
            assertInstanceOf(Outcome.Cancelled.class, read.outcome());
            read = source.read(target);
            read.cancel();
            assertInstanceOf(Outcome.Cancelled.class, read.outcome());
            sink.write(bytes("ab")).await();
            assertEquals(2, source.read(target).await());
        }
    }

    @Test
    default void closingEndsAReadThatWaits() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        try (AsyncFile file = open(fifo("fifo"), READ, WRITE)) {
            ByteSource source = file.source();
            Task<Integer> read = source.read(ByteBuffer.allocate(4));
            Task<Void> closing = source.closing();
            assertSame(closing, source.closing());
            closing.await();
            assertThrows(AsynchronousCloseException.class, read::await);
            var refused = assertThrows(
                    ClosedChannelException.class,
                    () -> source.read(ByteBuffer.allocate(4)).await());
            assertFalse(refused instanceof AsynchronousCloseException);
            assertTrue(file.isOpen());
        }
    }
}
