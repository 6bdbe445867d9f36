package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.linux.LibC;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/// Parts of a file and their place on the device.
@Timeout(60)
interface RangeContract extends Workbench {

    int KB_64 = 64 * 1024;

    private Path ones(int length) throws Exception {
        byte[] content = new byte[length];
        Arrays.fill(content, (byte) 1);
        return write("ones", content);
    }

    private static void assertZeros(Path path, int from, int to) throws Exception {
        byte[] read = Files.readAllBytes(path);
        for (int i = 0; i < read.length; i++) {
            int at = i;
            assertEquals(i >= from && i < to ? 0 : 1, read[i], () -> "at " + at);
        }
    }

    @Test
    default void aHoleReadsAsZerosAndTakesNoRoom() throws Exception {
        Path path = ones(4 * KB_64);
        try (AsyncFile file = open(path, READ, WRITE)) {
            file.force(true).await();
            boolean punched = file.punchHole(KB_64, 2 * KB_64).await();
            assertEquals(LibC.isAvailable(), punched, "without system calls there are no holes");
            assertEquals(4 * KB_64, file.size().await());
            assertZeros(path, KB_64, punched ? 3 * KB_64 : KB_64);
            if (!punched) return;
            List<Extent> expected = List.of(new Extent(0, KB_64), new Extent(3 * KB_64, KB_64));
            assertEquals(expected, file.extents().await());
            assertEquals(expected, file.blocking().extents());
            assertTrue(file.blocking().punchHole(10 * KB_64, 7), "behind the end");
            assertTrue(file.blocking().punchHole(0, 7), "less than a block");
            assertEquals(4 * KB_64, file.size().await());
            assertEquals(0, Files.readAllBytes(path)[6]);
            assertEquals(1, Files.readAllBytes(path)[7]);
        }
    }

    @Test
    default void zerosAreMadeOrWritten() throws Exception {
        Path path = ones(4 * KB_64);
        try (AsyncFile file = open(path, READ, WRITE)) {
            file.zero(1000, KB_64).await();
            assertZeros(path, 1000, KB_64 + 1000);
            file.blocking().zero(KB_64, 2 * KB_64);
            assertZeros(path, 1000, 3 * KB_64);
            file.zero(3 * KB_64, 2 * KB_64).await();
            assertEquals(5 * KB_64, file.size().await());
            assertZeros(path, 1000, 5 * KB_64);
        }
    }

    /// As on tmpfs, which has holes and cannot make zeros otherwise.
    @Test
    default void zerosAreWrittenWhereTheFileSystemMakesNone() throws Exception {
        Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(memory), "no tmpfs");
        Path path = Files.createTempFile(memory, "tidemill", "");
        byte[] ones = new byte[3_000_000];
        Arrays.fill(ones, (byte) 1);
        Files.write(path, ones);
        try (AsyncFile file = open(path, READ, WRITE)) {
            file.zero(10, 2_500_000).await();
            assertZeros(path, 10, 2_500_010);
            file.blocking().zero(5, 5);
            assertZeros(path, 5, 2_500_010);
            var source = new CancellationSource();
            source.cancel();
            assertThrows(
                    CancellationException.class,
                    () -> file.zero(0, 5, source.token()).await());
            assertZeros(path, 5, 2_500_010);
        }
        try (AsyncFile file = open(path, APPEND)) {
            var e = assertThrows(
                    FileSystemException.class, () -> file.zero(0, 5).await());
            assertEquals(
                    path + ": zeroing of 5 bytes at 0 failed: the file system has no such call, and a file opened with"
                            + " APPEND is written at its end only",
                    e.getMessage());
        } finally {
            Files.delete(path);
        }
    }

    @Test
    default void whatIsAllocatedIsThereAndKeepsWhatWas() throws Exception {
        Path path = ones(KB_64);
        try (AsyncFile file = open(path, READ, WRITE)) {
            boolean allocated = file.allocate(KB_64 / 2, KB_64).await();
            assertEquals(LibC.isAvailable(), allocated);
            assertEquals(allocated ? 3 * KB_64 / 2 : KB_64, file.size().await());
            assertZeros(path, KB_64, 3 * KB_64 / 2);
            assertEquals(allocated, file.blocking().allocate(0, 10));
            assertEquals(allocated, file.blocking().allocate(10));
        }
    }

    @Test
    default void dataAndHolesAreFound() throws Exception {
        Path path = folder().resolve("sparse");
        try (AsyncFile file = open(path, READ, WRITE, CREATE)) {
            assertEquals(-1, file.nextData(0).await(), "an empty file has none");
            assertEquals(0, file.nextHole(0).await());
            assertEquals(List.of(), file.extents().await());
            file.writeFully(new byte[KB_64], 4 * KB_64).await();
            file.truncate(8 * KB_64).await();
            List<Extent> extents = file.extents().await();
            if (!LibC.isAvailable()) {
                assertEquals(List.of(new Extent(0, 8 * KB_64)), extents, "nothing is known of holes");
                assertEquals(7, file.nextData(7).await());
                assertEquals(8 * KB_64, file.nextHole(7).await());
                assertEquals(-1, file.blocking().nextData(8 * KB_64));
                return;
            }
            assertEquals(List.of(new Extent(4 * KB_64, KB_64)), extents);
            assertEquals(5 * KB_64, extents.getFirst().end());
            assertEquals(4 * KB_64, file.nextData(0).await());
            assertEquals(4 * KB_64 + 1, file.blocking().nextData(4 * KB_64 + 1));
            assertEquals(-1, file.nextData(5 * KB_64).await());
            assertEquals(0, file.nextHole(0).await());
            assertEquals(5 * KB_64, file.blocking().nextHole(4 * KB_64));
            assertEquals(-1, file.nextData(100 * KB_64).await(), "behind the end");
            assertEquals(100 * KB_64, file.nextHole(100 * KB_64).await());
            assertEquals(
                    List.of(new Extent(4 * KB_64 + 10, 20)),
                    file.extents(4 * KB_64 + 10, 20, CancellationToken.none()).await());
            assertEquals(List.of(), file.blocking().extents(0, 4 * KB_64));
            assertEquals(List.of(new Extent(4 * KB_64, 5)), file.blocking().extents(0, 4 * KB_64 + 5));
        }
    }

    @Test
    default void manyExtentsAreAllFound() throws Exception {
        needsSystemCalls("nothing is known of holes");
        int extents = 200;
        try (AsyncFile file = open(folder().resolve("sparse"), READ, WRITE, CREATE)) {
            for (int i = 0; i < extents; i++) {
                file.writeFully(new byte[4096], 2L * KB_64 * i).await();
            }
            List<Extent> found = file.extents().await();
            assertEquals(extents, found.size());
            for (int i = 0; i < extents; i++) {
                assertEquals(2L * KB_64 * i, found.get(i).position());
            }
        }
    }

    @Test
    default void whatIsWrittenBackIsWhatWasWritten() throws Exception {
        byte[] content = new byte[3 * KB_64];
        Arrays.fill(content, (byte) 7);
        Path path = folder().resolve("a");
        try (AsyncFile file = open(path, READ, WRITE, CREATE)) {
            file.writeFully(content, 0).await();
            file.writeBack(0, 5000).await();
            file.blocking().writeBack(5000, 1);
            file.writeBack(0, Long.MAX_VALUE).await();
            file.writeBack(10L * KB_64, 1).await();
            file.force(false).await();
        }
        assertArrayEquals(content, Files.readAllBytes(path));
    }

    @Test
    default void adviceChangesNothingThatCanBeRead() throws Exception {
        Path path = ones(KB_64);
        try (AsyncFile file = open(path, READ)) {
            for (Advice advice : Advice.values()) {
                file.advise(advice).await();
                file.blocking().advise(advice);
                file.advise(advice, 100, 1L << 40).await();
                file.blocking().advise(advice, 4096, 8192);
                assertEquals(100, file.read(new byte[100], 50).await());
            }
        }
        assertZeros(path, 0, 0);
    }

    @Test
    default void whatIsNotNeededIsNotCachedAnyMore() throws Exception {
        needsSystemCalls("advice is not taken");
        Path path = ones(4 * KB_64);
        try (AsyncFile file = open(path, READ, WRITE)) {
            file.force(false).await();
            assumeTrue(file.read(memory(KB_64), 0).isDone(), "the file system does not tell what is cached");
            file.advise(Advice.DONT_NEED).await();
            var read = file.read(memory(KB_64), 2 * KB_64);
            assertEquals(KB_64, read.await());
        }
    }

    @Test
    default void aPipeHasNoRanges() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        Path path = fifo("fifo");
        try (AsyncFile file = open(path, READ, WRITE)) {
            List<Executable> refused = List.of(
                    () -> file.writeBack(0, 1).await(),
                    () -> file.advise(Advice.WILL_NEED).await(),
                    () -> file.allocate(0, 1).await(),
                    () -> file.punchHole(0, 1).await(),
                    () -> file.zero(0, 1).await(),
                    () -> file.nextData(0).await(),
                    () -> file.extents().await());
            for (Executable each : refused) {
                var e = assertThrows(FileSystemException.class, each);
                assertTrue(e.getMessage().contains("failed: E"), e::getMessage); // ESPIPE or ENODEV
            }
        }
    }

    @Test
    default void rangesThatAreNoneAreRefused() throws Exception {
        try (AsyncFile file = open(ones(10), READ, WRITE)) {
            List<Executable> refused = List.of(
                    () -> file.writeBack(-1, 1).forget(),
                    () -> file.writeBack(0, 0).forget(),
                    () -> file.allocate(0, -1).forget(),
                    () -> file.punchHole(Long.MAX_VALUE, 1).forget(),
                    () -> file.zero(1, Long.MAX_VALUE).forget(),
                    () -> file.advise(Advice.NORMAL, -5, 1).forget(),
                    () -> file.nextData(-1).forget(),
                    () -> file.nextHole(-1).forget(),
                    () -> file.extents(0, 0, CancellationToken.none()).forget(),
                    () -> file.blocking().writeBack(0, 0),
                    () -> file.blocking().allocate(0),
                    () -> file.blocking().zero(-1, 1),
                    () -> file.blocking().nextData(-1),
                    () -> file.blocking().extents(-1, 1));
            for (Executable each : refused) assertThrows(IllegalArgumentException.class, each);
            var e = assertThrows(
                    IllegalArgumentException.class, () -> file.zero(1, 0).forget());
            assertEquals("length is 0; must be positive", e.getMessage());
        }
    }

    @Test
    default void whoMayOnlyReadChangesNothing() throws Exception {
        try (AsyncFile file = open(ones(10), READ)) {
            List<Executable> refused = List.of(
                    () -> file.allocate(0, 1).forget(),
                    () -> file.punchHole(0, 1).forget(),
                    () -> file.zero(0, 1).forget(),
                    () -> file.blocking().allocate(5),
                    () -> file.blocking().zero(0, 1));
            for (Executable each : refused) assertThrows(NonWritableChannelException.class, each);
            assertFalse(file.extents().await().isEmpty());
        }
    }

    @Test
    default void rangesOfAClosedFileAreRefused() throws Exception {
        AsyncFile file = open(ones(10), READ, WRITE);
        file.close();
        List<Executable> refused = List.of(
                () -> file.writeBack(0, 1).await(),
                () -> file.allocate(0, 1).await(),
                () -> file.punchHole(0, 1).await(),
                () -> file.zero(0, 1).await(),
                () -> file.advise(Advice.NORMAL).await(),
                () -> file.nextData(0).await(),
                () -> file.extents().await(),
                () -> file.blocking().nextHole(0),
                () -> file.blocking().zero(0, 1));
        for (Executable each : refused) assertThrows(ClosedChannelException.class, each);
    }

    @Test
    default void whatWasCancelledBeforeDoesNothing() throws Exception {
        Path path = ones(KB_64);
        var source = new CancellationSource();
        source.cancel();
        CancellationToken token = source.token();
        try (AsyncFile file = open(path, READ, WRITE)) {
            List<Executable> cancelled = List.of(
                    () -> file.writeBack(0, 1, token).await(),
                    () -> file.allocate(0, 2 * KB_64, token).await(),
                    () -> file.punchHole(0, KB_64, token).await(),
                    () -> file.zero(0, KB_64, token).await(),
                    () -> file.extents(0, 1, token).await());
            for (Executable each : cancelled) assertThrows(CancellationException.class, each);
        }
        assertZeros(path, 0, 0);
        assertEquals(KB_64, Files.size(path));
    }
}
