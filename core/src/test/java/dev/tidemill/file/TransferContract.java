package dev.tidemill.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.linux.Mman;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.EOFException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Bytes between files and memory.
@Timeout(60)
interface TransferContract extends Workbench {

    long GIB = 1L << 30;

    // Short reads and ends.

    @Test
    default void aReadThatReachesTheEndIsShort() throws Exception {
        try (AsyncFile file = open(write("a", "0123456789"))) {
            MemorySegment target = memory(8);
            assertEquals(8, file.read(target, 0).await());
            assertEquals(3, file.read(target, 7).await());
            assertEquals("789", Workbench.text(target.asSlice(0, 3)));
        }
    }

    @Test
    default void aReadBehindTheEndReturnsZero() throws Exception {
        try (AsyncFile file = open(write("a", "0123456789"))) {
            assertEquals(0, file.read(memory(4), 10).await());
            assertEquals(0, file.read(new byte[4], 1_000_000_000_000L).await());
            ByteBuffer buffer = ByteBuffer.allocate(4);
            assertEquals(0, file.read(buffer, 10).await());
            assertEquals(0, buffer.position());
        }
    }

    @Test
    default void readFullyFailsWhereTheFileEndsAndKeepsWhatWasThere() throws Exception {
        Path path = write("a", "0123456789");
        try (AsyncFile file = open(path)) {
            MemorySegment target = memory(8);
            var e = assertThrows(
                    EOFException.class, () -> file.readFully(target, 5).await());
            assertEquals(path + ": read of 8 bytes at 5 failed: the file ends after 5 of them", e.getMessage());
            assertEquals("56789", Workbench.text(target.asSlice(0, 5)));
            ByteBuffer buffer = ByteBuffer.allocate(8);
            assertThrows(EOFException.class, () -> file.readFully(buffer, 7).await());
            assertEquals(3, buffer.position());
            var behind = assertThrows(
                    EOFException.class, () -> file.readFully(new byte[2], 10).await());
            assertEquals(path + ": read of 2 bytes at 10 failed: the file ends after 0 of them", behind.getMessage());
        }
    }

    @Test
    default void anEmptyFileHasNothingToRead() throws Exception {
        try (AsyncFile file = open(write("a", ""))) {
            assertEquals(0, file.read(memory(1), 0).await());
            assertEquals(0, file.size().await());
            assertThrows(EOFException.class, () -> file.readFully(memory(1), 0).await());
        }
    }

    @Test
    default void aHoleReadsAsZeros() throws Exception {
        Path path = folder().resolve("sparse");
        try (AsyncFile file = open(path, READ, WRITE, CREATE)) {
            file.writeFully(memory("end"), 300_000).await();
            byte[] read = new byte[300_003];
            Arrays.fill(read, (byte) 7);
            file.readFully(read, 0).await();
            byte[] expected = new byte[300_003];
            System.arraycopy("end".getBytes(UTF_8), 0, expected, 300_000, 3);
            assertArrayEquals(expected, read);
        }
    }

    @Test
    default void positionsGoFarBeyondFourGigabytes() throws Exception {
        Path path = folder().resolve("sparse");
        try (AsyncFile file = open(path, READ, WRITE, CREATE)) {
            for (long position : new long[] {2 * GIB - 3, 4 * GIB - 2, 5 * GIB, 1000 * GIB}) {
                file.writeFully(memory("here"), position).await();
                assertEquals(position + 4, file.size().await());
                MemorySegment back = memory(4);
                assertEquals(4, file.read(back, position).await());
                assertEquals("here", Workbench.text(back));
                file.blocking().readFully(back.fill((byte) 0), position);
                assertEquals("here", Workbench.text(back));
            }
        }
    }

    // Kinds of memory.

    @Test
    default void thePositionOfABufferGoesOnByWhatWasTransferred() throws Exception {
        Path path = write("a", "0123456789");
        try (AsyncFile file = open(path, READ, WRITE)) {
            for (boolean direct : new boolean[] {true, false}) {
                ByteBuffer buffer = direct ? ByteBuffer.allocateDirect(20) : ByteBuffer.allocate(20);
                buffer.position(3).limit(7);
                assertEquals(4, file.read(buffer, 2).await());
                assertEquals(7, buffer.position());
                assertEquals(7, buffer.limit());
                buffer.limit(20);
                file.readFully(buffer, 0).handle((_, _) -> null).await();
                assertEquals(17, buffer.position(), "the ten bytes that were there");
                buffer.position(3).limit(6);
                assertEquals(3, file.write(buffer, 10).await());
                assertEquals(6, buffer.position());
                buffer.limit(7);
                file.writeFully(buffer, 13).await();
                assertEquals(7, buffer.position());
                assertEquals("01234567892345", Files.readString(path));
                file.truncate(10).await();
            }
        }
    }

    /// A mistake of the caller, but nobody waits for ever because of it.
    @Test
    default void aBufferThatIsChangedUnderItsTransferEndsItAllTheSame() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        try (AsyncFile file = open(fifo("fifo"), READ, WRITE)) {
            ByteBuffer target = ByteBuffer.allocateDirect(8);
            Task<Integer> read = file.read(target, 0);
            target.position(1).limit(2);
            file.writeFully(memory("12345"), 0).await();
            assertEquals(5, read.await());
            assertEquals(2, target.position());
            assertEquals("12345", UTF_8.decode(target.clear().limit(5)).toString());
        }
    }

    @Test
    default void twoTransfersWithOneBufferBothEnd() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        try (AsyncFile file = open(fifo("fifo"), READ, WRITE)) {
            for (ByteBuffer target : List.of(ByteBuffer.allocate(8), ByteBuffer.allocateDirect(8))) {
                Task<Integer> one = file.read(target, 0);
                Task<Integer> other = file.read(target, 0);
                file.writeFully(memory("12345678"), 0).await();
                file.writeFully(memory("12345678"), 0).await();
                assertEquals(16, one.await() + other.await());
                assertEquals(8, target.position());
            }
        }
    }

    @Test
    default void aSliceOfABufferIsTransferredFromItsOwnStart() throws Exception {
        Path path = write("a", "0123456789");
        byte[] array = "................".getBytes(UTF_8);
        try (AsyncFile file = open(path, READ, WRITE)) {
            ByteBuffer slice = ByteBuffer.wrap(array, 4, 8).slice(); // array offset 4
            slice.position(1).limit(5);
            assertEquals(4, file.read(slice, 3).await());
            assertEquals(".....3456.......", new String(array, UTF_8));
            ByteBuffer source = ByteBuffer.wrap(array, 5, 4).slice().asReadOnlyBuffer();
            file.writeFully(source, 0).await();
            assertEquals("3456456789", Files.readString(path));
            file.writeFully(MemorySegment.ofArray(array).asSlice(6, 2), 8).await();
            assertEquals("3456456745", Files.readString(path));
        }
    }

    @Test
    default void memoryOfAnyElementTypeIsBytes() throws Exception {
        Path path = folder().resolve("longs");
        long[] longs = {1, 2, 3, Long.MIN_VALUE};
        try (AsyncFile file = open(path, READ, WRITE, CREATE)) {
            file.writeFully(MemorySegment.ofArray(longs), 0).await();
            long[] back = new long[4];
            file.readFully(MemorySegment.ofArray(back), 0).await();
            assertArrayEquals(longs, back);
        }
    }

    @Test
    default void aConfinedSegmentIsFineOnItsOwnThread() throws Exception {
        needsSystemCalls("memory of a confined arena is refused");
        Path path = write("a", "0123456789");
        evict(path);
        try (AsyncFile file = open(path, READ, WRITE);
                Arena confined = Arena.ofConfined()) {
            MemorySegment memory = confined.allocate(10);
            file.readFully(memory, 0).await();
            assertEquals("0123456789", Workbench.text(memory));
            file.writeFully(memory.asSlice(5), 0).await();
        }
        assertEquals("5678956789", Files.readString(path));
    }

    @Test
    default void anySliceThatIsReadEqualsTheFile() throws Exception {
        long seed = Workbench.seed();
        Random random = new Random(seed);
        byte[] content = Workbench.bytes(random, 1_000_000);
        Path path = write("a", content);
        try (AsyncFile file = open(path)) {
            for (int i = 0; i < 1_500; i++) {
                if (i % 300 == 0) evict(path);
                String step = "-Dtidemill.test.seed=" + seed + " step " + i;
                int position = random.nextInt(content.length + 1_000);
                int length = 1 + (random.nextInt(10) == 0 ? random.nextInt(600_000) : random.nextInt(5_000));
                boolean fully = position + length <= content.length && random.nextBoolean();
                byte[] read = readSomehow(file, random, position, length, fully, step);
                int end = Math.min(content.length, position + length);
                byte[] expected = position < end ? Arrays.copyOfRange(content, position, end) : new byte[0];
                assertArrayEquals(expected, read, step);
            }
        }
    }

    private byte[] readSomehow(AsyncFile file, Random random, long position, int length, boolean fully, String step)
            throws Exception {
        int before = random.nextInt(8);
        int after = random.nextInt(8);
        byte[] around = new byte[before + length + after];
        int read;
        switch (random.nextInt(6)) {
            case 0 -> {
                MemorySegment memory = Arena.ofAuto().allocate(around.length, 1);
                read = read(file, memory.asSlice(before, length), position, fully);
                MemorySegment.copy(memory, ValueLayout.JAVA_BYTE, 0, around, 0, around.length);
            }
            case 1 -> read = read(file, MemorySegment.ofArray(around).asSlice(before, length), position, fully);
            case 2 -> {
                ByteBuffer buffer = ByteBuffer.wrap(around).position(before).limit(before + length);
                read = read(file, buffer, position, fully);
                assertEquals(before + read, buffer.position(), step);
            }
            case 3 -> {
                ByteBuffer buffer = ByteBuffer.allocateDirect(around.length)
                        .position(before)
                        .limit(before + length);
                read = read(file, buffer, position, fully);
                assertEquals(before + read, buffer.position(), step);
                buffer.clear().get(around);
            }
            case 4 -> read = file.blocking().read(around, before, length, position);
            default -> {
                read = Task.run(() -> file.blocking().read(around, before, length, position))
                        .await();
            }
        }
        for (int i = 0; i < around.length; i++) {
            if (i < before || i >= before + read) assertEquals(0, around[i], step + ": outside of the target, at " + i);
        }
        return Arrays.copyOfRange(around, before, before + read);
    }

    private static int read(AsyncFile file, MemorySegment target, long position, boolean fully) throws Exception {
        if (!fully) return file.read(target, position).await();
        file.readFully(target, position).await();
        return (int) target.byteSize();
    }

    private static int read(AsyncFile file, ByteBuffer target, long position, boolean fully) throws Exception {
        if (!fully) return file.read(target, position).await();
        int length = target.remaining();
        file.readFully(target, position).await();
        return length;
    }

    @Test
    default void anyWritesLeaveTheFileThatAModelHas() throws Exception {
        long seed = Workbench.seed();
        Random random = new Random(seed);
        Path path = folder().resolve("a");
        byte[] model = new byte[3_000_000];
        int size = 0;
        try (AsyncFile file = open(path, READ, WRITE, CREATE)) {
            for (int i = 0; i < 400; i++) {
                String step = "-Dtidemill.test.seed=" + seed + " step " + i;
                int length = 1 + (random.nextInt(20) == 0 ? random.nextInt(1_500_000) : random.nextInt(5_000));
                int position = random.nextInt(model.length - length);
                byte[] bytes = Workbench.bytes(random, length);
                int written = writeSomehow(file, random, bytes, position);
                System.arraycopy(bytes, 0, model, position, written);
                size = Math.max(size, position + written);
                if (random.nextInt(40) == 0) {
                    int to = random.nextInt(model.length);
                    file.truncate(to).await();
                    if (to < size) Arrays.fill(model, to, size, (byte) 0);
                    size = to;
                }
                assertEquals(size, file.size().await(), step);
            }
        }
        assertArrayEquals(Arrays.copyOf(model, size), Files.readAllBytes(path), "-Dtidemill.test.seed=" + seed);
    }

    private static int writeSomehow(AsyncFile file, Random random, byte[] bytes, long position) throws Exception {
        MemorySegment heap = MemorySegment.ofArray(bytes);
        MemorySegment memory = Arena.ofAuto().allocate(bytes.length, 1).copyFrom(heap);
        switch (random.nextInt(8)) {
            case 0 -> {
                return file.write(heap, position).await();
            }
            case 1 -> {
                return file.write(memory, position).await();
            }
            case 2 -> file.writeFully(bytes, position).await();
            case 3 -> file.writeFully(memory, position).await();
            case 4 -> file.writeFully(memory.asByteBuffer(), position).await();
            case 5 -> file.writeFully(ByteBuffer.wrap(bytes), position).await();
            case 6 -> file.blocking().writeFully(random.nextBoolean() ? memory : heap, position);
            default ->
                Task.run(() -> file.blocking().writeFully(memory, position)).await();
        }
        return bytes.length;
    }

    // Large and many.

    @Test
    default void aTransferOfManyPiecesIsOneTransfer() throws Exception {
        long seed = Workbench.seed();
        byte[] content = Workbench.bytes(new Random(seed), 9 * 1024 * 1024 + 13);
        Path path = folder().resolve("a");
        MemorySegment memory = memory(content.length).copyFrom(MemorySegment.ofArray(content));
        try (AsyncFile file = open(path, READ, WRITE, CREATE)) {
            file.writeFully(memory, 0).await();
            assertEquals(content.length, file.write(content, 0).await(), "one write, of memory on the heap");
            memory.fill((byte) 0);
            file.force(false).await();
            evict(path);
            assertEquals(content.length, file.read(memory, 0).await(), "one read, of what is not in memory");
            assertArrayEquals(content, memory.toArray(ValueLayout.JAVA_BYTE));
            evict(path);
            byte[] heap = new byte[content.length];
            file.readFully(heap, 0).await();
            assertArrayEquals(content, heap);
            Arrays.fill(heap, (byte) 0);
            assertEquals(content.length, file.read(heap, 0).await(), "and of what is");
            assertArrayEquals(content, heap);
        }
    }

    /// The memory is never touched, so it costs none.
    @Test
    default void moreThanTwoGigabytesAreWrittenWhole() throws Exception {
        needsSystemCalls("there is no memory of that size that costs nothing");
        long bytes = 2 * GIB + 200 * 1024 * 1024 + 1;
        long address =
                LibC.mmap(0, bytes, Mman.PROT_READ, Mman.MAP_PRIVATE | Mman.MAP_ANONYMOUS | Mman.MAP_NORESERVE, -1, 0);
        MemorySegment memory = Memory.segment(address, bytes);
        try (AsyncFile nothing = open(Path.of("/dev/null"), WRITE)) {
            nothing.writeFully(memory, 0).await();
            int atOnce = nothing.write(memory, 0).await();
            assertTrue(atOnce > 0 && atOnce <= 0x7fff_f000, () -> "one write of " + atOnce);
            nothing.blocking().writeFully(memory, 0);
        } finally {
            assertEquals(0, LibC.munmap(address, bytes));
        }
    }

    @Test
    @Tag("long")
    @Timeout(600)
    default void moreThanTwoGigabytesAreReadWhole() throws Exception {
        long bytes = 2 * GIB + 200 * 1024 * 1024;
        Path path = folder().resolve("sparse");
        MemorySegment memory = memory(bytes);
        try (AsyncFile file = open(path, READ, WRITE, CREATE)) {
            file.truncate(bytes).await();
            file.writeFully(memory("begin"), 0).await();
            file.writeFully(memory("middle"), 2 * GIB - 3).await();
            file.writeFully(memory("end"), bytes - 3).await();
            for (boolean blocking : new boolean[] {false, true}) {
                memory.fill((byte) 7);
                if (blocking) file.blocking().readFully(memory, 0);
                else file.readFully(memory, 0).await();
                assertEquals("begin", Workbench.text(memory.asSlice(0, 5)));
                assertEquals("middle", Workbench.text(memory.asSlice(2 * GIB - 3, 6)));
                assertEquals("end", Workbench.text(memory.asSlice(bytes - 3)));
                assertEquals(0, memory.get(ValueLayout.JAVA_BYTE, GIB));
            }
            assertEquals(0x7fff_f000, file.read(memory, 0).await());
            assertEquals(0x7fff_f000, file.blocking().read(memory, 0));
        }
    }

    @Test
    default void thousandsOfReadsOfOneFileAreIndependent() throws Exception {
        long seed = Workbench.seed();
        byte[] content = Workbench.bytes(new Random(seed), 4_000_000);
        Path path = write("a", content);
        evict(path);
        try (AsyncFile file = open(path)) {
            List<Task<Integer>> reads = new ArrayList<>();
            List<MemorySegment> targets = new ArrayList<>();
            for (int i = 0; i < 4_000; i++) {
                MemorySegment target = memory(1_000);
                targets.add(target);
                reads.add(file.read(target, i * 1_000L));
            }
            Tasks.whenAll(reads).await();
            for (int i = 0; i < 4_000; i++) {
                MemorySegment expected = MemorySegment.ofArray(content).asSlice(i * 1_000L, 1_000);
                assertEquals(-1, expected.mismatch(targets.get(i)), "-Dtidemill.test.seed=" + seed + " read " + i);
            }
        }
    }

    @Test
    default void manyThreadsUseOneFileAtOnce() throws Exception {
        Path path = folder().resolve("a");
        try (AsyncFile file = open(path, READ, WRITE, CREATE)) {
            List<Task<Void>> threads = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int thread = i;
                threads.add(Task.run(() -> {
                    byte[] mine = new byte[700];
                    Arrays.fill(mine, (byte) thread);
                    for (int round = 0; round < 10; round++) {
                        long position = (round * 200L + thread) * 700;
                        file.writeFully(mine, position).await();
                        byte[] back = new byte[700];
                        file.readFully(back, position).await();
                        assertArrayEquals(mine, back);
                    }
                }));
            }
            Tasks.whenAll(threads).await();
            assertEquals(200 * 10 * 700, file.size().await());
        }
    }

    // The file as a whole.

    @Test
    default void aFileIsCutOrMadeLonger() throws Exception {
        Path path = write("a", "0123456789");
        try (AsyncFile file = open(path, WRITE)) {
            file.truncate(4).await();
            assertEquals("0123", Files.readString(path));
            file.truncate(6).await();
            assertEquals("0123\0\0", Files.readString(path));
            assertEquals(6, file.size().await());
            file.truncate(0).await();
            assertEquals(0, Files.size(path));
            file.blocking().truncate(3);
            assertEquals(3, file.blocking().size());
        }
    }

    @Test
    default void aFileHasItsPlaceBeforeItIsWritten() throws Exception {
        Path path = write("a", "0123");
        try (AsyncFile file = open(path, WRITE)) {
            boolean isAllocated = file.allocate(6).await();
            assertEquals(isAllocated ? "0123\0\0" : "0123", Files.readString(path));
            if (LibC.isAvailable()) assertTrue(isAllocated, "ext4, xfs, btrfs and tmpfs can");
            assertEquals(isAllocated, file.allocate(2).await());
            assertEquals(isAllocated ? 6 : 4, file.size().await(), "it does not become shorter");
        }
    }

    @Test
    default void moreThanAFileCanHoldCannotBeAllocated() throws Exception {
        needsSystemCalls("nothing can be allocated");
        Path path = write("a", "0123");
        try (AsyncFile file = open(path, WRITE)) {
            // not what only the device has no room for: it would be full for others until the file is deleted
            var tooMuch = assertThrows(
                    FileSystemException.class, () -> file.allocate(1L << 60).await());
            assertTrue(
                    tooMuch.getMessage().startsWith(path + ": allocation of 1152921504606846976 bytes failed: E"),
                    tooMuch.getMessage());
        }
    }

    @Test
    default void whatIsForcedIsThere() throws Exception {
        Path path = folder().resolve("a");
        try (AsyncFile file = open(path, WRITE, CREATE)) {
            file.writeFully("x".getBytes(UTF_8), 0).await();
            file.force(false).await();
            file.force(true).await();
            file.blocking().force(true);
        }
        assertEquals("x", Files.readString(path));
    }

    // Files that are none.

    @Test
    default void filesOfTheKernelAreRead() throws Exception {
        try (AsyncFile file = open(Path.of("/proc/self/status"))) {
            byte[] read = new byte[100];
            assertEquals(100, file.read(read, 0).await());
            assertTrue(new String(read, UTF_8).startsWith("Name:"), new String(read, UTF_8));
        }
        try (AsyncFile zero = open(Path.of("/dev/zero"))) {
            byte[] read = new byte[300_000];
            Arrays.fill(read, (byte) 1);
            zero.readFully(read, 0).await();
            assertArrayEquals(new byte[300_000], read);
        }
        try (AsyncFile nothing = open(Path.of("/dev/null"))) {
            assertEquals(0, nothing.read(new byte[10], 0).await());
        }
    }

    @Test
    default void aPipeGivesWhatItHasAndItsEnd() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        Path path = fifo("fifo");
        try (AsyncFile reader = open(path, READ)) {
            MemorySegment target = memory(100);
            try (AsyncFile writer = open(path, WRITE)) {
                writer.writeFully(memory("some"), 12345).await(); // the position means nothing
                assertEquals(4, reader.read(target, 99).await(), "not a hundred: there are no more now");
                assertEquals("some", Workbench.text(target.asSlice(0, 4)));
                Task<Void> ten = reader.readFully(target.asSlice(0, 10), 0);
                writer.writeFully(memory("01234"), 0).await();
                writer.writeFully(memory("56789"), 0).await();
                ten.await();
                assertEquals("0123456789", Workbench.text(target.asSlice(0, 10)));
            }
            assertEquals(0, reader.read(target, 0).await());
            var e = assertThrows(
                    EOFException.class, () -> reader.readFully(target, 0).await());
            assertEquals(path + ": read of 100 bytes failed: the file ends after 0 of them", e.getMessage());
        }
    }
}
