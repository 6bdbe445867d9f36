package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.task.CancellationToken;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/// Mistakes of the caller: refused at the call, with the value that was given, and nothing is
/// started.
@Timeout(60)
interface ArgumentContract extends Workbench {

    /// Every way to transfer, on one file; which of them read and which write.
    record Transfers(AsyncFile file) {

        List<Executable> reads(MemorySegment target, long position) {
            return List.of(
                    () -> file.read(target, position).await(),
                    () -> file.read(target, position, CancellationToken.none()).await(),
                    () -> file.readFully(target, position).await(),
                    () -> file.blocking().read(target, position),
                    () -> file.blocking().readFully(target, position),
                    () -> add(file, target, position));
        }

        private static void add(AsyncFile file, MemorySegment target, long position) {
            try (var batch = new ReadBatch()) {
                assertEquals(1, batch.add(file, position, target).size());
            }
        }

        List<Executable> reads(ByteBuffer target, long position) {
            return List.of(
                    () -> file.read(target, position).await(),
                    () -> file.readFully(target, position).await(),
                    () -> file.blocking().read(target, position));
        }

        List<Executable> writes(MemorySegment source, long position) {
            return List.of(
                    () -> file.write(source, position).await(),
                    () -> file.write(source, position, CancellationToken.none()).await(),
                    () -> file.writeFully(source, position).await(),
                    () -> file.blocking().write(source, position),
                    () -> file.blocking().writeFully(source, position));
        }

        List<Executable> writes(ByteBuffer source, long position) {
            return List.of(
                    () -> file.write(source, position).await(),
                    () -> file.writeFully(source, position).await(),
                    () -> file.blocking().write(source, position));
        }
    }

    private static <X extends Exception> void refuses(Class<X> type, String message, List<Executable> calls) {
        for (Executable call : calls) {
            X e = assertThrows(type, call);
            assertTrue(String.valueOf(e.getMessage()).contains(message), () -> "is: " + e.getMessage());
        }
    }

    @FunctionalInterface
    interface Mistake {
        void on(Transfers transfers) throws Exception;
    }

    /// Nothing of it reaches the file.
    private void onAFile(Mistake mistake) throws Exception {
        Path path = write("a", "0123456789");
        try (AsyncFile file = open(path, READ, WRITE)) {
            mistake.on(new Transfers(file));
            assertEquals(0, io().pendingOperations());
        }
        assertEquals("0123456789", Files.readString(path));
    }

    @Test
    default void aNegativePositionIsRefused() throws Exception {
        onAFile(transfers -> {
            String message = "position is negative: -1";
            refuses(IllegalArgumentException.class, message, transfers.reads(memory(1), -1));
            refuses(IllegalArgumentException.class, message, transfers.reads(ByteBuffer.allocate(1), -1));
            refuses(IllegalArgumentException.class, message, transfers.writes(memory(1), -1));
            refuses(IllegalArgumentException.class, message, transfers.writes(ByteBuffer.allocate(1), -1));
        });
    }

    @Test
    default void aPositionBehindTheLastOneIsRefused() throws Exception {
        onAFile(transfers -> {
            long position = Long.MAX_VALUE - 1;
            String message = "position is 9223372036854775806; with 2 bytes it must not exceed 9223372036854775807";
            refuses(IllegalArgumentException.class, message, transfers.reads(memory(2), position));
            refuses(IllegalArgumentException.class, message, transfers.writes(ByteBuffer.allocate(2), position));
        });
    }

    @Test
    default void memoryOfNoLengthIsRefused() throws Exception {
        onAFile(transfers -> {
            MemorySegment empty = memory(0);
            refuses(IllegalArgumentException.class, "target is empty", transfers.reads(empty, 0));
            refuses(IllegalArgumentException.class, "source is empty", transfers.writes(empty, 0));
            ByteBuffer used = ByteBuffer.allocate(4).position(4);
            refuses(IllegalArgumentException.class, "target has no room: " + used, transfers.reads(used, 0));
            refuses(IllegalArgumentException.class, "source is empty: " + used, transfers.writes(used, 0));
        });
    }

    @Test
    default void aTargetThatCannotBeWrittenIsRefused() throws Exception {
        onAFile(transfers -> {
            refuses(
                    IllegalArgumentException.class,
                    "target is read-only",
                    transfers.reads(memory(4).asReadOnly(), 0));
            refuses(
                    IllegalArgumentException.class,
                    "target is read-only",
                    transfers.reads(ByteBuffer.allocate(4).asReadOnlyBuffer(), 0));
        });
    }

    @Test
    default void memoryOfAnotherThreadIsRefused() throws Exception {
        try (Arena mine = Arena.ofConfined()) {
            MemorySegment memory = mine.allocate(4);
            onAFile(transfers -> {
                var elsewhere = new FutureTask<Void>(
                        () -> {
                            String message = "is of an arena that only its own thread may use";
                            refuses(WrongThreadException.class, message, transfers.reads(memory, 0));
                            refuses(WrongThreadException.class, message, transfers.writes(memory, 0));
                            refuses(WrongThreadException.class, message, transfers.reads(memory.asByteBuffer(), 0));
                        },
                        null);
                Thread.ofPlatform().start(elsewhere);
                elsewhere.get();
            });
        }
    }

    @Test
    default void memoryThatWasFreedIsRefused() throws Exception {
        MemorySegment freed;
        try (Arena arena = Arena.ofShared()) {
            freed = arena.allocate(4);
        }
        onAFile(transfers -> {
            refuses(IllegalStateException.class, "is of an arena that is closed", transfers.reads(freed, 0));
            refuses(IllegalStateException.class, "is of an arena that is closed", transfers.writes(freed, 0));
        });
    }

    @Test
    default void aFileIsUsedAsItWasOpened() throws Exception {
        Path path = write("a", "0123456789");
        try (AsyncFile reader = open(path, READ);
                AsyncFile writer = open(path, WRITE)) {
            for (Executable write : new Transfers(reader).writes(memory(1), 0)) {
                assertThrows(NonWritableChannelException.class, write);
            }
            assertThrows(
                    NonWritableChannelException.class, () -> reader.truncate(0).await());
            assertThrows(
                    NonWritableChannelException.class, () -> reader.blocking().truncate(0));
            for (Executable read : new Transfers(writer).reads(memory(1), 0)) {
                assertThrows(NonReadableChannelException.class, read);
            }
        }
        assertEquals("0123456789", Files.readString(path));
    }

    @Test
    default void aSizeBelowZeroIsRefused() throws Exception {
        onAFile(transfers -> {
            var e = assertThrows(
                    IllegalArgumentException.class,
                    () -> transfers.file().truncate(-5).await());
            assertEquals("size is negative: -5", e.getMessage());
            assertThrows(
                    IllegalArgumentException.class,
                    () -> transfers.file().blocking().truncate(-5));
            var nothing = assertThrows(
                    IllegalArgumentException.class,
                    () -> transfers.file().allocate(0).await());
            assertEquals("size is 0; must be positive", nothing.getMessage());
        });
    }

    @Test
    default void aRangeOutsideOfAnArrayIsRefused() throws Exception {
        onAFile(transfers -> {
            byte[] array = new byte[4];
            for (int[] range : new int[][] {{-1, 2}, {3, 2}, {0, 5}, {5, 0}, {2, -1}}) {
                assertThrows(
                        IndexOutOfBoundsException.class,
                        () -> transfers.file().blocking().read(array, range[0], range[1], 0));
            }
        });
    }

    @Test
    default void aBatchRefusesTheSame() throws Exception {
        onAFile(transfers -> {
            AsyncFile file = transfers.file();
            try (var batch = new ReadBatch()) {
                var none = assertThrows(IllegalArgumentException.class, () -> batch.add(file, 0, 0));
                assertEquals("length is 0; must be from 1 to 2147479552", none.getMessage());
                assertThrows(IllegalArgumentException.class, () -> batch.add(file, 0, Integer.MAX_VALUE));
                assertThrows(IllegalArgumentException.class, () -> batch.add(file, -1, 1));
                assertEquals(0, batch.size());
            }
        });
    }

    @Test
    default void writingAWholeFileTakesNoOptionsToRead() throws IOException {
        Path path = folder().resolve("never");
        var e = assertThrows(
                IllegalArgumentException.class,
                () -> AsyncFiles.write(io(), path, memory("x"), CancellationToken.none(), READ)
                        .await());
        assertEquals("READ is not for writing a file", e.getMessage());
        assertTrue(Files.notExists(path));
    }

    @Test
    default void nullIsNotTaken() throws Exception {
        onAFile(transfers -> {
            AsyncFile file = transfers.file();
            assertThrows(
                    NullPointerException.class,
                    () -> file.read((MemorySegment) null, 0).await());
            assertThrows(
                    NullPointerException.class,
                    () -> file.read((ByteBuffer) null, 0).await());
            assertThrows(
                    NullPointerException.class,
                    () -> file.write((byte[]) null, 0).await());
            assertThrows(
                    NullPointerException.class,
                    () -> file.read(memory(1), 0, null).await());
            assertThrows(
                    NullPointerException.class,
                    () -> file.writeFully(memory(1), 0, null).await());
            assertThrows(
                    NullPointerException.class, () -> AsyncFile.open(io(), null).await());
        });
    }
}
