package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.EOFException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/// Transfers past the page cache: what must be aligned, what is refused with which numbers, and
/// what goes through a buffer where that was asked for.
@Timeout(60)
interface DirectContract extends Workbench {

    /// Not every file system has direct transfers.
    private AsyncFile direct(Path path, OpenOption... options) throws Exception {
        needsSystemCalls("DIRECT is refused");
        Set<OpenOption> all = new HashSet<>(List.of(options));
        all.add(AsyncOption.DIRECT);
        try {
            return open(path, all.toArray(new OpenOption[0]));
        } catch (FileSystemException e) {
            assumeFalse(e.getMessage().contains("EINVAL"), "no direct transfers on the file system of " + path);
            throw e;
        }
    }

    @Test
    default void aFileSaysHowItsTransfersMustBeAligned() throws Exception {
        Path path = write("a", "x");
        try (AsyncFile file = open(path)) {
            assertEquals(new Alignment(1, 1), file.alignment());
        }
        try (AsyncFile file = direct(path, READ)) {
            Alignment alignment = file.alignment();
            assertTrue(alignment.positionBytes() >= 512, alignment::toString);
            MemorySegment memory = alignment.allocate(arena(), 1);
            assertEquals(alignment.positionBytes(), memory.byteSize());
            assertEquals(1, file.read(memory, 0).await());
        }
        var alignment = new Alignment(512, 4);
        assertEquals(512, alignment.roundUp(1));
        assertEquals(512, alignment.roundUp(512));
        assertEquals(0, alignment.roundDown(511));
        assertEquals(1024, alignment.roundDown(1535));
        assertThrows(IllegalArgumentException.class, () -> new Alignment(3, 1));
        assertThrows(IllegalArgumentException.class, () -> new Alignment(1, 0));
    }

    private static void refused(String message, Executable transfer) {
        assertEquals(
                message, assertThrows(IllegalArgumentException.class, transfer).getMessage());
    }

    @Test
    default void whatIsNotAlignedIsRefusedWithTheNumbers() throws Exception {
        Path path = write("a", new byte[64 * 1024]);
        try (AsyncFile file = direct(path, READ, WRITE);
                var batch = new ReadBatch();
                var writes = new WriteBatch()) {
            Alignment alignment = file.alignment();
            int unit = alignment.positionBytes();
            assumeTrue(unit > 1 && alignment.memoryBytes() > 1, "the file system takes anything");
            MemorySegment memory = alignment.allocate(arena(), 8192);
            String must = "; of a file opened with DIRECT it must be a multiple of " + unit;
            String position = path + ": position is 7" + must;
            String length = path + ": length is 100" + must;
            refused(position, () -> file.read(memory, 7));
            refused(position, () -> file.readFully(memory, 7));
            refused(position, () -> file.write(memory, 7));
            refused(position, () -> file.writeFully(memory, 7));
            refused(position, () -> file.blocking().read(memory, 7));
            refused(position, () -> file.blocking().writeFully(memory, 7));
            refused(position, () -> batch.add(file, 7, unit));
            refused(length, () -> file.read(memory.asSlice(0, 100), 0));
            refused(length, () -> file.write(new byte[100], 0));
            refused(length, () -> file.read(ByteBuffer.allocate(100), 0));
            refused(length, () -> file.blocking().readFully(new byte[100], 0));
            refused(length, () -> batch.add(file, 0, 100));
            refused(position, () -> writes.add(file, 7, memory));
            MemorySegment shifted = memory.asSlice(1, 4096);
            String address = path + ": the address of the memory is 0x" + Long.toHexString(shifted.address())
                    + "; of a file opened with DIRECT it must be a multiple of " + alignment.memoryBytes();
            refused(address, () -> file.read(shifted, 0));
            refused(position, () -> file.read(List.of(memory), 7));
            refused(length, () -> file.write(List.of(memory.asSlice(0, 50), memory.asSlice(4096, 50)), 0));
            refused(address, () -> file.readFully(List.of(memory.asSlice(0, 4096), shifted), 0));
            refused(address, () -> file.blocking().writeFully(List.of(shifted), 0));
            refused(address, () -> file.blocking().write(shifted, 0));
            assertEquals(4096, file.read(new byte[4096], 4096).await()); // through a buffer, which is aligned
        }
    }

    @Test
    default void aDirectFileEndsWhereItEnds() throws Exception {
        byte[] content = Workbench.bytes(new Random(1), 5000);
        Path path = write("a", content);
        for (OpenOption how : new OpenOption[] {AsyncOption.DIRECT, AsyncOption.BOUNCE}) {
            try (AsyncFile file = direct(path, READ, how)) {
                MemorySegment memory = file.alignment().allocate(arena(), 8192);
                assertEquals(5000, file.read(memory, 0).await());
                assertArrayEquals(content, memory.asSlice(0, 5000).toArray(ValueLayout.JAVA_BYTE));
                assertEquals(904, file.blocking().read(memory, 4096));
                assertEquals(0, file.read(memory, 8192).await());
                assertThrows(EOFException.class, () -> file.readFully(memory, 0).await());
                assertThrows(EOFException.class, () -> file.blocking().readFully(memory, 0));
                List<MemorySegment> pieces = List.of(memory.asSlice(0, 4096), memory.asSlice(4096));
                assertEquals(5000, file.read(pieces, 0).await());
                assertThrows(EOFException.class, () -> file.readFully(pieces, 0).await());
                assertThrows(EOFException.class, () -> file.blocking().readFully(pieces, 0));
                byte[] heap = new byte[8192];
                assertEquals(5000, file.read(heap, 0).await());
                assertThrows(EOFException.class, () -> file.readFully(heap, 0).await());
                assertThrows(EOFException.class, () -> file.blocking().readFully(heap, 0));
                assertThrows(
                        EOFException.class, () -> file.readFully(heap, 8192).await());
            }
        }
    }

    @Test
    default void readsThatAreNotAlignedAreMadeToFitWhereThatWasAskedFor() throws Exception {
        long seed = Workbench.seed();
        var random = new Random(seed);
        byte[] content = Workbench.bytes(random, 700_001);
        Path path = write("a", content);
        MemorySegment memory = arena().allocate(1 << 20, 4096);
        try (AsyncFile file = direct(path, READ, AsyncOption.BOUNCE)) {
            for (int i = 0; i < 300; i++) {
                int position = random.nextInt(content.length + 1000);
                int length = 1 + random.nextInt(random.nextBoolean() ? 600 : 300_000);
                int there = Math.clamp(content.length - position, 0, length);
                byte[] expected = there == 0 ? new byte[0] : Arrays.copyOfRange(content, position, position + there);
                String step = "-Dtidemill.test.seed=" + seed + " step " + i + ": " + length + " at " + position;
                MemorySegment target = random.nextBoolean()
                        ? memory.asSlice(random.nextInt(100), length)
                        : MemorySegment.ofArray(new byte[length]);
                boolean blocking = random.nextBoolean();
                int read = blocking
                        ? file.blocking().read(target, position)
                        : file.read(target, position).await();
                assertEquals(there, read, step);
                assertArrayEquals(expected, target.asSlice(0, read).toArray(ValueLayout.JAVA_BYTE), step);
                target.fill((byte) 0);
                Executable fully = () -> {
                    if (blocking) file.blocking().readFully(target, position);
                    else file.readFully(target, position).await();
                };
                if (there == length) assertDoesNotThrow(fully, step);
                else assertThrows(EOFException.class, fully, step);
                assertArrayEquals(expected, target.asSlice(0, there).toArray(ValueLayout.JAVA_BYTE), step);
            }
        }
    }

    @Test
    default void writesComeFromAnyMemoryButAreNeverMadeToFit() throws Exception {
        Path path = folder().resolve("a");
        try (AsyncFile file = direct(path, READ, WRITE, CREATE, AsyncOption.BOUNCE)) {
            int unit = file.alignment().positionBytes();
            assumeTrue(unit > 1, "the file system takes anything");
            byte[] bytes = Workbench.bytes(new Random(1), 300 * 4096);
            MemorySegment memory = arena().allocate(bytes.length + 1L, 4096).asSlice(1);
            memory.copyFrom(MemorySegment.ofArray(bytes));
            file.writeFully(memory, 0).await();
            file.blocking().writeFully(memory.asSlice(0, 4096), bytes.length);
            assertArrayEquals(bytes, Arrays.copyOf(Files.readAllBytes(path), bytes.length));
            String must = "; of a file opened with DIRECT it must be a multiple of " + unit;
            refused(path + ": position is 1" + must, () -> file.write(memory.asSlice(0, 4096), 1));
            refused(path + ": length is 100" + must, () -> file.write(memory.asSlice(0, 100), 0));
            file.truncate(bytes.length - 1).await();
            assertEquals(bytes.length - 1, file.size().await());
        }
    }

    @Test
    default void bounceSaysNothingWithoutDirect() throws Exception {
        try (AsyncFile file = open(write("a", "0123456789"), READ, AsyncOption.BOUNCE)) {
            assertEquals(new Alignment(1, 1), file.alignment());
            assertEquals(3, file.read(new byte[3], 1).await());
        }
    }
}
