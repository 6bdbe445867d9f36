package dev.tidemill.file;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.Fifos;
import dev.tidemill.Leftovers;
import dev.tidemill.Tidemill;
import dev.tidemill.Waiting;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.Operation;
import dev.tidemill.linux.LibC;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.NonBlockingThread;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Whole files in one expression.
@Timeout(60)
interface WholeFileContract extends Workbench {

    private Task<byte[]> readAll(Path path) {
        return AsyncFiles.readAllBytes(io(), path, CancellationToken.none());
    }

    private Task<Void> writeAll(Path path, byte[] bytes, OpenOption... options) {
        return AsyncFiles.write(io(), path, MemorySegment.ofArray(bytes), CancellationToken.none(), options);
    }

    // Reading.

    @Test
    default void aFileOfAnySizeIsReadWhole() throws Exception {
        long seed = Workbench.seed();
        int limit = Operation.ReadSmallFile.LIMIT_BYTES; // where an engine changes its way
        int piece = 128 * 1024;
        for (int size : new int[] {
            0, 1, 4095, 4096, 8191, 8192, 8193, 65_536, limit - 1, limit, limit + 1, piece - 1, piece, piece + 1,
            1_000_003, 5_000_000
        }) {
            byte[] content = Workbench.bytes(new Random(seed + size), size);
            Path path = write("size" + size, content);
            String message = size + " bytes, -Dtidemill.test.seed=" + seed;
            assertArrayEquals(content, readAll(path).await(), message);
            evict(path);
            assertArrayEquals(content, readAll(path).await(), message + ", not cached");
            assertArrayEquals(content, Task.run(() -> readAll(path).await()).await(), message);
        }
    }

    @Test
    default void aFileOf64KiBIsReadOnce() throws Exception {
        byte[] content = Workbench.bytes(new Random(64), 65_536);
        Path path = write("64-KiB", content);
        assertArrayEquals(content, inOneOperation(path));
        evict(path);
        assertArrayEquals(content, inOneOperation(path), "not cached");
        Path longer = write("longer", new byte[Operation.ReadSmallFile.LIMIT_BYTES]);
        assertSame(Operation.ReadSmallFile.TOO_LONG, inOneOperation(longer));
        Path shorter = write("shorter", new byte[Operation.ReadSmallFile.LIMIT_BYTES - 1]);
        assertEquals(Operation.ReadSmallFile.LIMIT_BYTES - 1, inOneOperation(shorter).length);
    }

    private byte[] inOneOperation(Path path) throws Exception {
        return io().engine().call(new Operation.ReadSmallFile(NativePath.of(path)));
    }

    @Test
    default void filesOfTheKernelAreReadThoughTheyHaveNoSize() throws Exception {
        String status = AsyncFiles.readString(io(), Path.of("/proc/self/status"), UTF_8, CancellationToken.none())
                .await();
        assertTrue(status.startsWith("Name:") && status.endsWith("\n"), status);
        byte[] maps = readAll(Path.of("/proc/self/maps")).await(); // a long one
        assertTrue(new String(maps, ISO_8859_1).contains("[stack]"));
        assertEquals(0, readAll(Path.of("/dev/null")).await().length);
    }

    @Test
    default void aStreamIsReadToItsEndHoweverLongItIs() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        long seed = Workbench.seed();
        Path path = fifo("fifo");
        for (int size : new int[] {1, 8192, 65_535, 65_536, 65_537, 69_631, 69_632, 69_633, 400_000}) {
            byte[] content = Workbench.bytes(new Random(seed + size), size);
            Task<byte[]> read;
            try (AsyncFile writer = open(path, READ, WRITE)) { // so that there is no end before the first byte
                read = readAll(path);
                writer.writeFully(content, 0).await();
                Fifos.untilHolds(path, 0);
            }
            assertArrayEquals(content, read.await(), size + " bytes, -Dtidemill.test.seed=" + seed);
        }
    }

    /// Reads a file in the engine, as it does for whoever must not read it itself, and where a name
    /// is not in memory.
    private Task<byte[]> readAllInEngine(Path path, CancellationToken token) throws InterruptedException {
        List<Task<byte[]>> read = new ArrayList<>();
        final class Caller extends Thread implements NonBlockingThread {
            @Override
            public void run() {
                read.add(AsyncFiles.readAllBytes(io(), path, token));
            }
        }
        var caller = new Caller();
        caller.start();
        caller.join();
        return read.getFirst();
    }

    @Test
    default void aStreamThatTheEngineReadsLosesNothing() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        long seed = Workbench.seed();
        Path path = fifo("fifo");
        for (int size : new int[] {1, 65_536, 69_631, 69_632, 69_633, 139_264, 400_000}) {
            byte[] content = Workbench.bytes(new Random(seed + size), size);
            Task<byte[]> read;
            try (AsyncFile writer = open(path, READ, WRITE)) {
                read = readAllInEngine(path, CancellationToken.none());
                writer.writeFully(content, 0).await();
                Fifos.untilHolds(path, 0);
            }
            assertArrayEquals(content, read.await(), size + " bytes, -Dtidemill.test.seed=" + seed);
        }
    }

    @Test
    default void aStreamThatTheEngineReadsIsStoppedInTheMiddle() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        Path path = fifo("fifo");
        try (AsyncFile writer = open(path, READ, WRITE)) {
            var source = new CancellationSource();
            Task<byte[]> read = readAllInEngine(path, source.token());
            writer.writeFully(memory(100_000), 0).await();
            Fifos.untilHolds(path, 0);
            source.cancel("enough");
            assertThrows(CancellationException.class, read::await);
        }
        Waiting.until(() -> io().pendingOperations() == 0, "the end of a detached call");
    }

    @Test
    default void textsAreDecodedStrictly() throws Exception {
        String text = "Grüße, 世界 🌊\n";
        Path utf8 = write("utf8", text);
        Path utf16 = write("utf16", text.getBytes(UTF_16LE));
        Path wrong = write("wrong", new byte[] {'a', (byte) 0xC3, 'b'});
        CancellationToken none = CancellationToken.none();
        assertEquals(text, AsyncFiles.readString(io(), utf8, UTF_8, none).await());
        assertEquals(text, AsyncFiles.readString(io(), utf16, UTF_16LE, none).await());
        Task<String> broken = AsyncFiles.readString(io(), wrong, UTF_8, none);
        assertThrows(CharacterCodingException.class, broken::await);
        assertEquals(
                "a\u00C3b", AsyncFiles.readString(io(), wrong, ISO_8859_1, none).await());
        assertEquals(
                "", AsyncFiles.readString(io(), write("empty", ""), UTF_8, none).await());
    }

    // Writing.

    @Test
    default void aFileOfAnySizeIsWrittenWhole() throws Exception {
        long seed = Workbench.seed();
        for (int size : new int[] {0, 1, 65_535, 65_536, 65_537, 1_000_003, 3_000_000}) {
            byte[] content = Workbench.bytes(new Random(seed + size), size);
            String message = size + " bytes, -Dtidemill.test.seed=" + seed;
            Path heap = folder().resolve("heap" + size);
            writeAll(heap, content).await();
            assertArrayEquals(content, Files.readAllBytes(heap), message);
            Path memory = folder().resolve("native" + size);
            MemorySegment source = memory(size).copyFrom(MemorySegment.ofArray(content));
            AsyncFiles.write(io(), memory, source, CancellationToken.none()).await();
            assertArrayEquals(content, Files.readAllBytes(memory), message);
        }
    }

    @Test
    default void writingReplacesUnlessTheOptionsSayOtherwise() throws Exception {
        Path path = write("a", "a long content");
        writeAll(path, "new".getBytes(UTF_8)).await();
        assertEquals("new", Files.readString(path));
        writeAll(path, "er".getBytes(UTF_8), APPEND).await();
        assertEquals("newer", Files.readString(path));
        writeAll(path, "N".getBytes(UTF_8), WRITE).await();
        assertEquals("Newer", Files.readString(path));
        assertThrows(
                FileAlreadyExistsException.class,
                () -> writeAll(path, new byte[1], CREATE_NEW).await());
        assertEquals("Newer", Files.readString(path));
        Path missing = folder().resolve("missing");
        assertThrows(
                NoSuchFileException.class,
                () -> writeAll(missing, new byte[1], WRITE).await());
        writeAll(missing, "there".getBytes(UTF_8), CREATE).await();
        assertEquals("there", Files.readString(missing));
        writeAll(missing, "mine".getBytes(UTF_8), WRITE, AsyncOption.EXCLUSIVE).await();
        assertEquals("minee", Files.readString(missing));
    }

    // Failures name their file.

    /// Without system calls there is no errno to name.
    private static void saysFirst(String beginning, FileSystemException e) {
        String expected = LibC.isAvailable() ? beginning : beginning.replaceFirst("(: E[A-Z]+)$", "");
        assertTrue(e.getMessage().startsWith(expected), e.getMessage());
    }

    @Test
    default void aFailureNamesItsFile() throws Exception {
        Path missing = folder().resolve("missing");
        var read =
                assertThrows(NoSuchFileException.class, () -> readAll(missing).await());
        assertEquals(missing.toString(), read.getFile());
        saysFirst(missing + ": read of the whole file failed: ENOENT", read);
        Path inside = missing.resolve("inside");
        var write = assertThrows(
                NoSuchFileException.class, () -> writeAll(inside, new byte[5]).await());
        assertEquals(inside.toString(), write.getFile());
        saysFirst(inside + ": write of a file of 5 bytes failed: ENOENT", write);
        var directory =
                assertThrows(FileSystemException.class, () -> readAll(folder()).await());
        assertEquals(folder().toString(), directory.getFile());
        saysFirst(folder() + ": read of the whole file failed: EISDIR", directory);
        assertThrows(
                FileSystemException.class, () -> writeAll(folder(), new byte[5]).await());
    }

    @Test
    default void aFileWhoseReadFailsIsClosed() throws Exception {
        Leftovers before = Leftovers.before();
        for (int i = 0; i < 300; i++)
            assertThrows(IOException.class, () -> readAll(folder()).await());
        assertThrows(
                IOException.class,
                () -> writeAll(Path.of("/dev/full"), new byte[5], WRITE).await());
        Leftovers after = Leftovers.before();
        after.assertNone();
        assertEquals(
                0,
                Leftovers.descriptors().values().stream()
                        .filter(target -> target.equals(folder().toString()) || target.equals("/dev/full"))
                        .count());
        assertFalse(before.equals(after)); // both are looked at
    }

    // Many.

    @Test
    default void thousandsOfFilesAreWrittenAndReadWithFewOpenAtATime() throws Exception {
        try (Tidemill few = Tidemill.start(config().withOpenFiles(4).withBlockingThreads(4))) {
            long seed = Workbench.seed();
            Random random = new Random(seed);
            int count = 2_000;
            List<byte[]> contents = new ArrayList<>();
            List<Task<Void>> writes = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                byte[] content = Workbench.bytes(random, random.nextInt(200) == 0 ? 200_000 : random.nextInt(3_000));
                contents.add(content);
                writes.add(AsyncFiles.write(
                        few, folder().resolve("f" + i), MemorySegment.ofArray(content), CancellationToken.none()));
            }
            Tasks.whenAll(writes).await();
            List<Task<byte[]>> reads = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                Path path = folder().resolve(i % 100 == 99 ? "missing" + i : "f" + i);
                reads.add(AsyncFiles.readAllBytes(few, path, CancellationToken.none()));
            }
            for (int i = 0; i < count; i++) {
                switch (reads.get(i).outcome()) {
                    case Outcome.Succeeded<byte[]>(byte[] bytes) ->
                        assertArrayEquals(contents.get(i), bytes, "-Dtidemill.test.seed=" + seed + " file " + i);
                    case Outcome.Failed<byte[]>(var failure) -> {
                        assertEquals(99, i % 100);
                        var e = (FileSystemException) failure.toException();
                        assertEquals(folder().resolve("missing" + i).toString(), e.getFile());
                    }
                    case Outcome.Cancelled<byte[]> _ -> throw new AssertionError("nobody cancelled");
                }
            }
        }
    }
}
