package dev.tidemill.nio;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.Fifos;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.Waiting;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.file.AsyncOption;
import dev.tidemill.linux.LibC;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.FileSystemException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/// What our channels promise beside that.
abstract class TidemillChannelContract extends ChannelContract {

    private @Nullable Tidemill io;

    abstract TidemillConfig config();

    @Override
    final void startEngine() {
        try {
            io = Tidemill.start(config());
        } catch (IllegalStateException e) {
            abort(e.getMessage()); // io_uring is not to be had here
        }
    }

    @Override
    final void endEngine() {
        if (io == null) return;
        Waiting.until(() -> io.pendingOperations() == 0, () -> io.pendingOperations() + " operations are pending");
        io.close();
    }

    @Override
    final TidemillFileChannel open(
            Path path,
            Set<? extends OpenOption> options,
            @Nullable ExecutorService executor,
            FileAttribute<?>... attributes)
            throws IOException {
        return TidemillFileChannel.open(io, path, options, executor, attributes);
    }

    @Override
    final TidemillFileChannel open(Path path, OpenOption... options) throws IOException {
        return open(path, new HashSet<>(Arrays.asList(options)), null);
    }

    // Where the JDK leaves a future pending for ever, or says less.

    @Test
    void memoryThatIsGoneIsRefusedAtTheCall() throws Exception {
        try (var channel = open(file("0123456789"), READ, WRITE)) {
            ByteBuffer gone;
            try (Arena arena = Arena.ofShared()) {
                gone = arena.allocate(10).asByteBuffer();
            }
            assertThrows(IllegalStateException.class, () -> channel.read(gone, 0));
            assertThrows(IllegalStateException.class, () -> channel.write(gone, 0));
        }
    }

    @Test
    void memoryOfAnotherThreadIsRefusedAtTheCall() throws Exception {
        try (var channel = open(file("0123456789"), READ, WRITE);
                Arena arena = Arena.ofConfined()) {
            ByteBuffer confined = arena.allocate(10).asByteBuffer();
            var refused = Task.run(() -> assertThrows(WrongThreadException.class, () -> channel.read(confined, 0)));
            assertThat(refused.await()).isInstanceOf(WrongThreadException.class);
        }
    }

    @Test
    void failuresNameTheFileAndTheOperation() throws Exception {
        Path path = file("0123456789");
        try (var channel = open(path, READ, WRITE)) {
            Future<Integer> read = channel.read(ByteBuffer.allocate(5), Long.MAX_VALUE);
            assertThat(assertThrows(ExecutionException.class, read::get).getCause())
                    .isInstanceOf(FileSystemException.class)
                    .hasMessage(path + ": read of 5 bytes at 9223372036854775807 failed: EINVAL (Invalid argument);"
                            + " the end is behind the largest position");
        }
        try (var channel = open(folder())) {
            Future<Integer> read = channel.read(ByteBuffer.allocate(5), 0);
            assertThat(assertThrows(ExecutionException.class, read::get).getCause())
                    .isInstanceOf(FileSystemException.class)
                    .hasMessageStartingWith(folder() + ": read of 5 bytes");
        }
    }

    /// The JDK's channel may be told that it is closed before the future is.
    @Test
    void whatWaitsEndsBeforeTheChannelIsClosed() throws Exception {
        assumeTrue(LibC.isAvailable(), "without system calls a read of a stream cannot be stopped");
        Path fifo = Fifos.make(folder().resolve("fifo"));
        try (var _ = new RandomAccessFile(fifo.toFile(), "rw")) {
            for (boolean cancel : new boolean[] {false, true}) {
                var channel = open(fifo);
                Future<Integer> read = channel.read(ByteBuffer.allocate(10), 0);
                Future<Integer> other = channel.read(ByteBuffer.allocate(10), 0);
                if (cancel) assertTrue(other.cancel(true));
                else channel.close();
                assertFalse(channel.isOpen());
                assertTrue(read.isDone());
                failsWith(AsynchronousCloseException.class, () -> read);
                if (!cancel) failsWith(AsynchronousCloseException.class, () -> other);
            }
        }
    }

    // What is beside the JDK's contract.

    @Test
    void theFileBehindItIsTheSameFile() throws Exception {
        try (var channel = open(file("0123456789"), READ, WRITE)) {
            assertEquals(3, channel.file().write(new byte[] {'a', 'b', 'c'}, 2).await());
            assertEquals("1abc5", read(channel, 1, 5));
            assertEquals(channel.file().toString(), channel.toString());
        }
    }

    @Test
    void aDirectFileIsOneOfEitherName() throws Exception {
        assumeTrue(LibC.isAvailable(), "without system calls DIRECT is refused");
        Path path = file("x".repeat(8192));
        for (OpenOption direct : List.of(AsyncOption.DIRECT, ofTheJdk("DIRECT"))) {
            try (var channel = open(path, READ, direct)) {
                ByteBuffer target =
                        ByteBuffer.allocateDirect(8192).alignedSlice(4096).limit(4096);
                assertEquals(4096, channel.read(target, 4096).get());
                assertEquals("x".repeat(4096), text(target.flip()));
                failsWith(
                        FileSystemException.class,
                        () -> channel.read(target.clear().limit(100), 0));
            }
        }
    }

    @Test
    void cancellingStopsWhatWaitsAndLeavesTheChannelOpen() throws Exception {
        assumeTrue(LibC.isAvailable(), "without system calls a read of a stream cannot be stopped");
        Path fifo = Fifos.make(folder().resolve("fifo"));
        try (var other = new RandomAccessFile(fifo.toFile(), "rw"); // waits for no other side
                var channel = open(fifo)) {
            Future<Integer> read = channel.read(ByteBuffer.allocate(10), 0);
            assertThrows(TimeoutException.class, () -> read.get(1, TimeUnit.MILLISECONDS));
            assertTrue(read.cancel(false));
            assertTrue(read.isCancelled());
            assertTrue(read.isDone());
            assertThrows(CancellationException.class, read::get);
            assertTrue(channel.isOpen());
            Waiting.until(() -> io.pendingOperations() == 0, "the kernel let go");
            other.write(new byte[2]);
            ByteBuffer target = ByteBuffer.allocate(10);
            assertEquals(2, channel.read(target, 0).get());
        }
    }
}
