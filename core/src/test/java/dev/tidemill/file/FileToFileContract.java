package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.Pipe;
import java.nio.channels.ReadableByteChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Bytes from file to file, and between files and channels.
@Timeout(60)
interface FileToFileContract extends Workbench {

    private AsyncFile target(String name) throws Exception {
        return open(folder().resolve(name), READ, WRITE, CREATE);
    }

    // Files.

    @Test
    default void aRangeIsCopiedToItsPlace() throws Exception {
        long seed = Workbench.seed();
        var random = new Random(seed);
        byte[] content = Workbench.bytes(random, 300_000);
        Path path = write("source", content);
        try (AsyncFile source = open(path);
                AsyncFile target = target("target")) {
            for (int i = 0; i < 50; i++) {
                boolean blocks = random.nextBoolean();
                int unit = blocks ? 4096 : 1;
                int position = random.nextInt(400_000) / unit * unit;
                int length = 1 + random.nextInt(400_000);
                int targetPosition = random.nextInt(100_000) / unit * unit;
                String step = "-Dtidemill.test.seed=" + seed + " step " + i + ": " + length + " at " + position + " to "
                        + targetPosition;
                byte[] before = Files.readAllBytes(target.path());
                int there = Math.clamp(content.length - position, 0, length);
                byte[] expected =
                        there == 0 ? before : Arrays.copyOf(before, Math.max(before.length, targetPosition + there));
                System.arraycopy(
                        content, Math.min(position, content.length), expected, there == 0 ? 0 : targetPosition, there);
                long copied = random.nextBoolean()
                        ? source.copyTo(position, length, target, targetPosition)
                                .await()
                        : source.blocking().copyTo(position, length, target, targetPosition);
                assertEquals(there, copied, step);
                assertArrayEquals(expected, Files.readAllBytes(target.path()), step);
            }
        }
    }

    @Test
    default void everythingIsCopiedHoweverMuchThatIs() throws Exception {
        byte[] content = Workbench.bytes(new Random(1), 40 * 1024 * 1024 + 1);
        try (AsyncFile source = open(write("source", content));
                AsyncFile target = target("target")) {
            assertEquals(
                    content.length, source.copyTo(0, Long.MAX_VALUE, target, 0).await());
            assertEquals(-1, Files.mismatch(source.path(), target.path()));
            assertEquals(
                    0, source.copyTo(content.length, Long.MAX_VALUE, target, 0).await());
            assertEquals(0, source.copyTo(Long.MAX_VALUE - 1, 1, target, 0).await());
            assertEquals(0, source.copyTo(0, 0, target, 0).await());
            assertEquals(-1, Files.mismatch(source.path(), target.path()));
        }
    }

    @Test
    default void itIsCopiedBetweenFileSystems() throws Exception {
        Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(memory), "there is no file system in memory");
        byte[] content = Workbench.bytes(new Random(1), 1_000_001);
        try (AsyncFile source = open(write("source", content));
                AsyncFile between = AsyncFile.anonymous(io(), memory, CancellationToken.none())
                        .await();
                AsyncFile target = target("target")) {
            assertEquals(
                    content.length, source.copyTo(0, Long.MAX_VALUE, between, 7).await());
            assertEquals(
                    content.length, between.copyTo(7, Long.MAX_VALUE, target, 0).await());
            assertEquals(-1, Files.mismatch(source.path(), target.path()));
        }
    }

    @Test
    default void aFileThatDoesNotSayHowLongItIsIsCopied() throws Exception {
        Path path = Path.of("/proc/version");
        assumeTrue(Files.exists(path), "there is no /proc");
        try (AsyncFile source = open(path);
                AsyncFile target = target("target")) {
            byte[] content = Files.readAllBytes(path);
            assertEquals(
                    content.length, source.copyTo(0, Long.MAX_VALUE, target, 0).await());
            assertArrayEquals(content, Files.readAllBytes(target.path()));
        }
    }

    @Test
    default void rangesOfOneFileMustNotOverlap() throws Exception {
        Path path = write("a", "0123456789");
        try (AsyncFile file = open(path, READ, WRITE);
                AsyncFile same = open(path, READ, WRITE)) {
            var e = assertThrows(IllegalArgumentException.class, () -> file.copyTo(0, 5, file, 4));
            assertEquals(
                    "what is read and what is written overlap: " + path + ": copy of 5 bytes from 0 on to " + path
                            + " at 4",
                    e.getMessage());
            assertThrows(IllegalArgumentException.class, () -> file.copyTo(4, 5, file, 0));
            Task<Long> copy = file.copyTo(4, 5, same, 0);
            assertThrows(FileSystemException.class, copy::await);
            assertEquals("0123456789", Files.readString(path));
            assertEquals(5, file.copyTo(0, 5, file, 5).await());
            assertEquals("0123401234", Files.readString(path));
            assertEquals(3, same.copyTo(1, 3, file, 10).await());
            assertEquals("0123401234123", Files.readString(path));
        }
    }

    @Test
    default void aFileThatIsAppendedToIsWrittenAtItsEnd() throws Exception {
        Path path = write("target", "end:");
        try (AsyncFile source = open(write("source", "0123456789"));
                AsyncFile target = open(path, APPEND)) {
            assertEquals(4, source.copyTo(3, 4, target, 0).await());
            assertEquals("end:3456", Files.readString(path));
        }
    }

    @Test
    default void whatCannotBeCopiedIsRefused() throws Exception {
        Path path = write("a", "x");
        try (AsyncFile reader = open(path, READ);
                AsyncFile writer = open(path, WRITE);
                AsyncFile device = open(Path.of("/dev/zero"), READ)) {
            assertThrows(NonWritableChannelException.class, () -> reader.copyTo(0, 1, reader, 1));
            assertThrows(NonReadableChannelException.class, () -> writer.copyTo(0, 1, writer, 1));
            assertThrows(IllegalArgumentException.class, () -> reader.copyTo(-1, 1, writer, 1));
            assertThrows(IllegalArgumentException.class, () -> reader.copyTo(0, -1, writer, 1));
            assertThrows(IllegalArgumentException.class, () -> reader.copyTo(0, 1, writer, -1));
            assertThrows(IllegalArgumentException.class, () -> device.copyTo(0, 1, writer, 0));
        }
        try (AsyncFile directory = open(folder());
                AsyncFile target = target("target")) {
            assertThrows(
                    IOException.class, () -> directory.copyTo(0, 1, target, 0).await());
        }
    }

    @Test
    default void aClosedFileIsNotCopied() throws Exception {
        AsyncFile closed = target("closed");
        closed.close();
        try (AsyncFile file = target("a")) {
            assertThrows(
                    ClosedChannelException.class,
                    () -> file.copyTo(0, 1, closed, 0).await());
            assertThrows(
                    ClosedChannelException.class,
                    () -> closed.copyTo(0, 1, file, 0).await());
        }
    }

    private static void makeLong(Path path) throws IOException {
        try (var file = new RandomAccessFile(path.toFile(), "rw")) {
            file.setLength(400L << 20); // a hole
        }
    }

    @Test
    default void closingEitherFileEndsTheCopy() throws Exception {
        Path path = folder().resolve("source");
        makeLong(path);
        for (boolean closeTarget : new boolean[] {true, false}) {
            AsyncFile source = open(path);
            AsyncFile target = target("target");
            Task<Long> copy = source.copyTo(0, Long.MAX_VALUE, target, 0);
            (closeTarget ? target : source).close();
            if (copy.outcome() instanceof Outcome.Succeeded<Long>(Long copied)) assertEquals(400L << 20, copied);
            else assertThrows(AsynchronousCloseException.class, copy::await);
            source.close();
            target.close();
            Files.delete(target.path());
        }
    }

    @Test
    default void aCancelledCopyWritesNoMore() throws Exception {
        Path path = folder().resolve("source");
        makeLong(path);
        try (AsyncFile source = open(path);
                AsyncFile target = target("target")) {
            Task<Long> copy = source.copyTo(0, Long.MAX_VALUE, target, 0);
            while (target.size().await() == 0 && !copy.isDone()) Thread.yield();
            copy.cancel();
            if (copy.outcome() instanceof Outcome.Cancelled<Long>) {
                long size = target.size().await();
                assertTrue(size < 400L << 20);
                var e = assertThrows(CancellationException.class, copy::await);
                assertTrue(e.getMessage().endsWith(", " + size + " bytes were copied"), e.getMessage());
            } else {
                assertEquals(400L << 20, copy.await()); // it was faster, or needed no copying
            }
        }
    }

    @Test
    default void aSourceThatGetsShorterMeanwhileEndsTheCopy() throws Exception {
        for (int round = 0; round < 10; round++) {
            Path path = write("source", new byte[3_000_000]);
            try (AsyncFile source = open(path, READ, WRITE);
                    AsyncFile target = target("target" + round)) {
                Task<Long> copy = source.copyTo(0, Long.MAX_VALUE, target, 0);
                source.truncate(1_000_000).await();
                long copied = copy.await();
                assertTrue(copied >= 1_000_000 && copied <= 3_000_000, () -> copied + " bytes");
            }
        }
    }

    // Channels.

    @Test
    default void aFileIsWrittenToAChannel() throws Exception {
        byte[] content = Workbench.bytes(new Random(1), 1_000_000);
        Path path = write("source", content);
        try (AsyncFile source = open(path)) {
            var bytes = new ByteArrayOutputStream();
            assertEquals(
                    500_000,
                    source.transferTo(1, 500_000, Channels.newChannel(bytes)).await());
            assertArrayEquals(Arrays.copyOfRange(content, 1, 500_001), bytes.toByteArray());
            try (FileChannel target = FileChannel.open(folder().resolve("target"), WRITE, CREATE)) {
                Task<Long> first = source.transferTo(0, 400_000, target);
                Task<Long> second = source.transferTo(400_000, Long.MAX_VALUE, target); // after the first
                assertEquals(400_000, first.await());
                assertEquals(600_000, second.await());
            }
            assertEquals(-1, Files.mismatch(path, folder().resolve("target")));
            assertEquals(
                    0,
                    source.transferTo(content.length, 1, Channels.newChannel(bytes))
                            .await());
        }
    }

    @Test
    default void aChannelIsWrittenToAFile() throws Exception {
        byte[] content = Workbench.bytes(new Random(1), 1_000_000);
        try (AsyncFile target = target("target")) {
            ReadableByteChannel source = Channels.newChannel(new ByteArrayInputStream(content));
            assertEquals(300_001, target.transferFrom(source, 5, 300_001).await());
            assertEquals(
                    content.length - 300_001,
                    target.transferFrom(source, 300_006, Long.MAX_VALUE).await());
            assertEquals(0, target.transferFrom(source, 0, 1).await());
            byte[] written = Files.readAllBytes(target.path());
            assertArrayEquals(content, Arrays.copyOfRange(written, 5, written.length));
        }
    }

    @Test
    default void aDirectFileIsTransferredToTheByte() throws Exception {
        needsSystemCalls("DIRECT is refused");
        byte[] content = Workbench.bytes(new Random(1), 300_000);
        Path path = write("source", content);
        AsyncFile direct;
        try {
            direct = open(path, READ, AsyncOption.DIRECT);
        } catch (FileSystemException e) {
            assumeFalse(e.getMessage().contains("EINVAL"), "no direct transfers on the file system of " + path);
            throw e;
        }
        try (AsyncFile source = direct) {
            for (long length : new long[] {1, 200_001, Long.MAX_VALUE}) {
                var bytes = new ByteArrayOutputStream();
                int expected = (int) Math.min(length, content.length - 4096);
                assertEquals(
                        expected,
                        source.transferTo(4096, length, Channels.newChannel(bytes))
                                .await());
                assertArrayEquals(Arrays.copyOfRange(content, 4096, 4096 + expected), bytes.toByteArray());
            }
            if (source.alignment().positionBytes() > 1) {
                var nowhere = Channels.newChannel(new ByteArrayOutputStream());
                assertThrows(IllegalArgumentException.class, () -> source.transferTo(7, 1, nowhere));
            }
        }
    }

    @Test
    default void whatAChannelThrowsIsThrownAndWhatItGaveIsWritten() throws Exception {
        var failure = new IOException("no more");
        ReadableByteChannel source = new ReadableByteChannel() {
            private int reads;

            @Override
            public int read(ByteBuffer target) throws IOException {
                if (reads++ == 2) throw failure;
                target.put(new byte[] {1, 2, 3});
                return 3;
            }

            @Override
            public boolean isOpen() {
                return true;
            }

            @Override
            public void close() {}
        };
        try (AsyncFile target = target("target")) {
            assertSame(
                    failure,
                    assertThrows(
                            IOException.class,
                            () -> target.transferFrom(source, 0, 100).await()));
            assertArrayEquals(new byte[] {1, 2, 3, 1, 2, 3}, Files.readAllBytes(target.path()));
        }
    }

    @Test
    default void aTransferThatWaitsForItsChannelEndsWhenThatIsClosed() throws Exception {
        var waits = new CountDownLatch(1);
        var closed = new CountDownLatch(1);
        ReadableByteChannel source = new ReadableByteChannel() {
            private boolean given;

            @Override
            public int read(ByteBuffer target) {
                if (!given) {
                    given = true;
                    target.put((byte) 7);
                    return 1;
                }
                waits.countDown();
                try {
                    closed.await();
                } catch (InterruptedException e) {
                    throw new AssertionError("an interrupt would close most channels", e);
                }
                return -1;
            }

            @Override
            public boolean isOpen() {
                return closed.getCount() > 0;
            }

            @Override
            public void close() {
                closed.countDown();
            }
        };
        try (AsyncFile target = target("target")) {
            Task<Long> transfer = target.transferFrom(source, 0, 100);
            waits.await();
            transfer.cancel();
            assertFalse(transfer.isDone()); // the channel is in use
            source.close();
            assertThrows(CancellationException.class, transfer::await);
            assertEquals(1, target.size().await()); // what was read from the channel is nowhere else
        }
    }

    @Test
    default void aChannelThatDoesNotBlockIsRefused() throws Exception {
        try (AsyncFile file = target("a")) {
            Pipe pipe = Pipe.open();
            pipe.sink().configureBlocking(false);
            pipe.source().configureBlocking(false);
            assertThrows(IllegalBlockingModeException.class, () -> file.transferTo(0, 1, pipe.sink()));
            assertThrows(IllegalBlockingModeException.class, () -> file.transferFrom(pipe.source(), 0, 1));
            pipe.sink().close();
            pipe.source().close();
            var bytes = Channels.newChannel(new ByteArrayOutputStream());
            assertThrows(IllegalArgumentException.class, () -> file.transferTo(-1, 1, bytes));
            assertThrows(IllegalArgumentException.class, () -> file.transferTo(0, -1, bytes));
        }
        AsyncFile closed = target("a");
        closed.close();
        assertThrows(
                ClosedChannelException.class,
                () -> closed.transferTo(0, 1, Channels.newChannel(new ByteArrayOutputStream()))
                        .await());
        assertThrows(
                ClosedChannelException.class,
                () -> closed.transferFrom(Channels.newChannel(new ByteArrayInputStream(new byte[1])), 0, 1)
                        .await());
    }
}
