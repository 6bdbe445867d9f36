package dev.tidemill.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.Waiting;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.LibC;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

/// One range of a file, several pieces of memory.
@Timeout(60)
interface PiecesContract extends Workbench {

    private MemorySegment piece(Random random, int most) {
        int length = random.nextInt(most);
        return random.nextBoolean() ? memory(Math.max(1, length)) : MemorySegment.ofArray(new byte[length]);
    }

    private static byte[] joined(List<MemorySegment> pieces) {
        int size = Math.toIntExact(
                pieces.stream().mapToLong(MemorySegment::byteSize).sum());
        byte[] joined = new byte[size];
        int at = 0;
        for (MemorySegment piece : pieces) {
            MemorySegment.copy(piece, ValueLayout.JAVA_BYTE, 0, joined, at, (int) piece.byteSize());
            at += (int) piece.byteSize();
        }
        return joined;
    }

    @Test
    default void anyPiecesAreTheSameRange() throws Exception {
        long seed = Workbench.seed();
        Random random = new Random(seed);
        Path path = folder().resolve("a");
        try (AsyncFile file = open(path, READ, WRITE, CREATE)) {
            for (int step = 0; step < 60; step++) {
                String message = "-Dtidemill.test.seed=" + seed + " step " + step;
                List<MemorySegment> sources = new ArrayList<>();
                int count = 1 + random.nextInt(20);
                int most = random.nextInt(4) == 0 ? 200_000 : 5_000;
                for (int i = 0; i < count; i++) sources.add(piece(random, most));
                sources.add(memory(1));
                for (MemorySegment source : sources) {
                    source.copyFrom(MemorySegment.ofArray(Workbench.bytes(random, (int) source.byteSize())));
                }
                byte[] content = joined(sources);
                int position = random.nextInt(10_000);
                if (step % 2 == 0) file.writeFully(sources, position).await();
                else file.blocking().writeFully(sources, position);
                byte[] written = Arrays.copyOfRange(Files.readAllBytes(path), position, position + content.length);
                assertArrayEquals(content, written, message);
                if (step % 3 == 0) evict(path);
                List<MemorySegment> targets = new ArrayList<>();
                for (int left = content.length; left > 0; ) {
                    MemorySegment target = piece(random, most);
                    targets.add(target.byteSize() > left ? target.asSlice(0, left) : target);
                    left -= (int) targets.getLast().byteSize();
                }
                if (step % 4 < 2) file.readFully(targets, position).await();
                else file.blocking().readFully(targets, position);
                assertArrayEquals(content, joined(targets), message);
            }
        }
    }

    /// `IOV_MAX` is 1,024.
    @Test
    default void thereMayBeMorePiecesThanTheSystemTakesAtOnce() throws Exception {
        byte[] content = Workbench.bytes(new Random(1), 30_000);
        Path path = folder().resolve("a");
        List<MemorySegment> sources = new ArrayList<>();
        List<MemorySegment> targets = new ArrayList<>();
        for (int i = 0; i < 3000; i++) {
            MemorySegment source = MemorySegment.ofArray(content).asSlice(10L * i, 10);
            sources.add(i % 2 == 0 ? source : memory(10).copyFrom(source));
            targets.add(i % 2 == 0 ? memory(10) : MemorySegment.ofArray(new byte[10]));
        }
        try (AsyncFile file = open(path, READ, WRITE, CREATE)) {
            file.writeFully(sources, 5).await();
            assertEquals(30_005, Files.size(path));
            evict(path);
            file.readFully(targets, 5).await();
            assertArrayEquals(content, joined(targets));
            assertEquals(30_000, file.blocking().read(targets, 5));
            assertEquals(30_000, file.write(sources, 0).await());
        }
    }

    @Test
    default void whereTheFileEndsTheReadIsShort() throws Exception {
        Path path = write("a", "0123456789");
        try (AsyncFile file = open(path)) {
            List<MemorySegment> targets = List.of(memory(3), MemorySegment.ofArray(new byte[3]), memory(9));
            for (boolean cached : new boolean[] {true, false}) {
                if (!cached) evict(path);
                assertEquals(8, file.read(targets, 2).await());
                assertEquals("23456789", new String(joined(targets), 0, 8, UTF_8));
                assertEquals(0, file.read(targets, 10).await());
                assertEquals(8, file.blocking().read(targets, 2));
                assertEquals(0, file.blocking().read(targets, 99));
                assertEquals(8, Task.run(() -> file.blocking().read(targets, 2)).await());
                var e = assertThrows(
                        EOFException.class, () -> file.readFully(targets, 2).await());
                assertEquals(
                        path + ": read of 15 bytes in 3 pieces at 2 failed: the file ends after 8 of them",
                        e.getMessage());
                var blocking =
                        assertThrows(EOFException.class, () -> file.blocking().readFully(targets, 2));
                assertEquals(e.getMessage(), blocking.getMessage());
            }
        }
    }

    @Test
    default void thePositionsOfBuffersGoOn() throws Exception {
        Path path = write("a", "0123456789");
        try (AsyncFile file = open(path, READ, WRITE)) {
            for (boolean waits : new boolean[] {false, true}) {
                ByteBuffer heap = ByteBuffer.allocate(10).position(2).limit(5);
                ByteBuffer full = ByteBuffer.allocate(4).position(4);
                ByteBuffer direct = ByteBuffer.allocateDirect(20).position(1);
                ByteBuffer[] targets = {heap, full, direct};
                assertEquals(
                        9,
                        waits
                                ? file.blocking().read(targets, 1)
                                : file.read(targets, 1).await());
                assertEquals(List.of(5, 4, 7), List.of(heap.position(), full.position(), direct.position()));
                assertEquals("123", UTF_8.decode(heap.flip().position(2)).toString());
                assertEquals("456789", UTF_8.decode(direct.flip().position(1)).toString());
                heap.position(2);
                direct.position(1);
                ByteBuffer[] sources = {direct.asReadOnlyBuffer(), heap};
                if (waits) file.blocking().writeFully(sources, 0);
                else file.writeFully(sources, 0).await();
                assertEquals(7, sources[0].position());
                assertEquals(5, heap.position());
                assertEquals(
                        "4567891239".substring(0, 9), Files.readString(path).substring(0, 9));
                Files.writeString(path, "0123456789");
            }
        }
    }

    /// Each is in the file as one, in the order of none.
    @Test
    default void recordsThatAreAppendedAreNotTornApart() throws Exception {
        needsSystemCalls("pieces are written one by one");
        Path path = folder().resolve("log");
        int records = 300;
        try (AsyncFile one = open(path, APPEND, CREATE);
                AsyncFile other = open(path, APPEND)) {
            List<Task<Long>> writes = new ArrayList<>();
            for (int i = 0; i < records; i++) {
                MemorySegment head = memory("<%04d".formatted(i));
                MemorySegment heap = MemorySegment.ofArray("|%04d".formatted(i).getBytes(UTF_8));
                MemorySegment tail = memory("|%04d>".formatted(i));
                writes.add((i % 2 == 0 ? one : other).write(List.of(head, heap, tail), 0));
            }
            Tasks.whenAll(writes).await();
        }
        String log = Files.readString(path);
        assertEquals(16 * records, log.length());
        for (int i = 0; i < records; i++) {
            String number = log.substring(16 * i + 1, 16 * i + 5);
            assertEquals("<" + number + "|" + number + "|" + number + ">", log.substring(16 * i, 16 * i + 16));
        }
    }

    @Test
    default void aStreamGivesWhatItHas() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        try (AsyncFile file = open(fifo("fifo"), READ, WRITE)) {
            List<MemorySegment> targets = List.of(memory(2), MemorySegment.ofArray(new byte[2]), memory(20));
            Task<Long> read = file.read(targets, 0);
            assertEquals(
                    5,
                    file.write(List.of(memory("abc"), MemorySegment.ofArray("de".getBytes(UTF_8))), 0)
                            .await());
            assertEquals(5, read.await());
            assertEquals("abcde", new String(joined(targets), 0, 5, UTF_8));
            Task<Void> all = file.readFully(targets, 0);
            for (int i = 0; i < 4; i++)
                file.writeFully(List.of(memory("123"), memory("456")), 0).await();
            all.await();
            assertEquals("123456".repeat(4), new String(joined(targets), UTF_8));
            file.writeFully(new byte[] {1, 2, 3}, 0).await();
            assertEquals(3, file.blocking().read(targets, 0));
        }
    }

    @Test
    default void readsThatWaitForAStreamCanBeStopped() throws Exception {
        needsSystemCalls("a read of a stream cannot be stopped");
        var source = new CancellationSource();
        List<MemorySegment> targets = List.of(memory(2), memory(2));
        try (AsyncFile file = open(fifo("fifo"), READ, WRITE)) {
            Task<Long> one = file.read(targets, 0, source.token());
            Task<Void> other = file.readFully(new ByteBuffer[] {ByteBuffer.allocate(3)}, 0, source.token());
            source.cancel();
            assertThrows(CancellationException.class, one::await);
            assertThrows(CancellationException.class, other::await);
            Task<Void> half = file.readFully(targets, 0);
            file.writeFully(memory("abc"), 0).await();
            Waiting.until(() -> targets.getFirst().get(ValueLayout.JAVA_BYTE, 1) == 'b', "nothing was read");
            half.cancel();
            var e = assertThrows(CancellationException.class, half::await);
            assertTrue(e.getMessage().contains("3 bytes were read"), e::getMessage);
            Task<Long> closedUnder = file.read(targets, 0);
            file.closing().forget();
            assertThrows(AsynchronousCloseException.class, closedUnder::await);
        }
    }

    @Test
    default void directFilesTakeAlignedPieces() throws Exception {
        needsSystemCalls("DIRECT is refused");
        byte[] content = Workbench.bytes(new Random(1), 256 * 1024);
        Path path = write("direct", content);
        AsyncFile file;
        try {
            file = open(path, READ, WRITE, AsyncOption.DIRECT);
        } catch (java.nio.file.FileSystemException e) {
            abort("no direct transfers on the file system of " + path);
            return;
        }
        try (file) {
            MemorySegment aligned = arena().allocate(64 * 1024, 4096);
            MemorySegment heap = MemorySegment.ofArray(new byte[192 * 1024]); // more than fits into a buffer
            List<MemorySegment> pieces = List.of(heap.asSlice(0, 8192), aligned, heap.asSlice(8192));
            file.readFully(pieces, 0).await();
            assertArrayEquals(content, joined(pieces));
            heap.fill((byte) 7);
            file.writeFully(pieces, 0).await();
            assertArrayEquals(joined(pieces), Files.readAllBytes(path));
            file.blocking().readFully(pieces, 0);
        }
    }

    /// Of what is read, in the end: what somebody else uses in that moment, as who reads ahead,
    /// stays.
    private void leavesNothing(Path path, Executable read) throws Throwable {
        for (int rounds = 0; rounds < 20; rounds++) {
            read.execute();
            if (!isDroppedHere(path) || isOutOfCache(path, 1_500_000)) return;
            evict(path);
        }
        fail("what was read is still in the page cache");
    }

    @Test
    default void whatIsNotToBeCachedIsNot() throws Throwable {
        byte[] content = Workbench.bytes(new Random(1), 3_000_000);
        Path path = write("a", content);
        evict(path);
        byte[] read = new byte[content.length];
        try (AsyncFile file = open(path, READ, WRITE, AsyncOption.DONT_CACHE)) {
            leavesNothing(path, () -> file.readFully(read, 0).await());
            assertArrayEquals(content, read);
            leavesNothing(path, () -> file.blocking().readFully(new byte[content.length], 0));
            MemorySegment[] halves = {MemorySegment.ofArray(read).asSlice(0, 1_000_000), memory(2_000_000)};
            leavesNothing(path, () -> file.readFully(List.of(halves), 0).await());
            assertArrayEquals(content, joined(List.of(halves)));
            file.blocking().readFully(List.of(halves), 0);
            byte[] fives = new byte[content.length];
            Arrays.fill(fives, (byte) 5);
            file.writeFully(fives, 0).await();
            file.blocking().writeFully(fives, 5);
            file.writeFully(List.of(halves), 10).await();
        }
        assertArrayEquals(content, Arrays.copyOfRange(Files.readAllBytes(path), 10, content.length + 10));
    }

    /// As on tmpfs, which has nothing but its cache.
    @Test
    default void aWishThatTheFileSystemDoesNotKnowIsNoFailure() throws Exception {
        Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(memory), "no tmpfs");
        Path path = Files.createTempFile(memory, "tidemill", "");
        try (AsyncFile file = open(path, READ, WRITE, AsyncOption.DONT_CACHE)) {
            file.writeFully(memory("0123456789"), 0).await();
        }
        try (AsyncFile file = open(path, READ, WRITE, AsyncOption.DONT_CACHE)) {
            assertEquals(10, file.blocking().read(new byte[20], 0));
        }
        try (AsyncFile file = open(path, READ, WRITE, AsyncOption.DONT_CACHE)) {
            assertEquals(4, file.write(List.of(memory("ab"), memory("cd")), 0).await());
            assertEquals(10, file.read(new byte[20], 0).await());
            assertEquals("abcd456789", Files.readString(path));
        } finally {
            Files.delete(path);
        }
    }

    @Test
    default void aWholeFileThatIsNotToBeCachedIsNot() throws Exception {
        byte[] content = Workbench.bytes(new Random(1), 3_000_000);
        Path path = folder().resolve("whole");
        for (MemorySegment source : List.of(MemorySegment.ofArray(content), memory(content.length))) {
            source.copyFrom(MemorySegment.ofArray(content));
            writeWithoutCache(path, source);
            if (isDroppedHere(path)) { // in the end: somebody else may have had it written back meanwhile
                Waiting.until(() -> isWrittenWithoutCache(path, source), "what was written is dropped");
            }
            assertArrayEquals(content, Files.readAllBytes(path));
        }
        Path memory = Path.of("/dev/shm");
        if (!Files.isWritable(memory)) return;
        Path wish = Files.createTempFile(memory, "tidemill", "");
        try {
            AsyncFiles.write(
                            io(),
                            wish,
                            MemorySegment.ofArray(content),
                            CancellationToken.none(),
                            WRITE,
                            AsyncOption.DONT_CACHE)
                    .await();
            assertArrayEquals(content, Files.readAllBytes(wish));
        } finally {
            Files.delete(wish);
        }
    }

    private boolean isWrittenWithoutCache(Path path, MemorySegment source) {
        try {
            Files.delete(path); // what is in memory already stays there
            writeWithoutCache(path, source);
            try (FileChannel written = FileChannel.open(path, WRITE)) {
                written.force(false); // from here on it need not be in memory
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        return isAnywhereOutOfCache(path, source.byteSize());
    }

    private void writeWithoutCache(Path path, MemorySegment source) throws IOException, InterruptedException {
        AsyncFiles.write(io(), path, source, CancellationToken.none(), CREATE, AsyncOption.DONT_CACHE)
                .await();
    }

    private boolean isAnywhereOutOfCache(Path path, long length) {
        for (long position = length - 1; position > 0; position -= 200_000) {
            if (isOutOfCache(path, position)) return true;
        }
        return false;
    }

    private boolean isDroppedHere(Path path) {
        return LibC.isAvailable() && probe(path, 0, Fcntl.RWF_DONTCACHE) == 1;
    }

    /// Asked once for each position: the question has the system begin to read.
    private boolean isOutOfCache(Path path, long position) {
        return probe(path, position, Fcntl.RWF_NOWAIT) == -Errno.EAGAIN.number();
    }

    private long probe(Path path, long position, int flags) {
        long name = arena().allocateFrom(path.toString()).address();
        int fd = LibC.open(name, Fcntl.O_RDONLY | Fcntl.O_CLOEXEC, 0);
        long result = LibC.preadv2(fd, memory(1).address(), 1, position, flags);
        assertEquals(0, LibC.close(fd));
        return result;
    }

    @Test
    default void piecesThatCannotBeAreRefused() throws Exception {
        try (AsyncFile file = open(write("a", "0123456789"), READ, WRITE);
                Arena confined = Arena.ofConfined()) {
            MemorySegment closed;
            try (Arena gone = Arena.ofConfined()) {
                closed = gone.allocate(4);
            }
            MemorySegment readOnly = memory(4).asReadOnly();
            List<Executable> illegal = List.of(
                    () -> file.read(List.of(), 0).forget(),
                    () -> file.read(new ByteBuffer[0], 0).forget(),
                    () -> file.write(List.of(MemorySegment.ofArray(new byte[0])), 0)
                            .forget(),
                    () -> file.write(new ByteBuffer[] {ByteBuffer.allocate(0)}, 0)
                            .forget(),
                    () -> file.read(List.of(memory(1)), -1).forget(),
                    () -> file.readFully(List.of(memory(1), memory(1)), Long.MAX_VALUE - 1)
                            .forget(),
                    () -> file.readFully(
                                    new ByteBuffer[] {ByteBuffer.allocate(1).asReadOnlyBuffer()}, 0)
                            .forget(),
                    () -> file.blocking().read(List.of(readOnly), 0));
            for (Executable each : illegal) assertThrows(IllegalArgumentException.class, each);
            var e = assertThrows(
                    IllegalArgumentException.class,
                    () -> file.read(List.of(memory(1), readOnly), 0).forget());
            assertTrue(e.getMessage().startsWith("targets[1] is read-only: "), e::getMessage);
            assertThrows(
                    IllegalStateException.class,
                    () -> file.write(List.of(memory(1), closed), 0).forget());
            MemorySegment ofThisThread = confined.allocate(4);
            Task<Void> elsewhere =
                    Task.run(() -> file.write(List.of(ofThisThread), 0).forget());
            assertThrows(WrongThreadException.class, elsewhere::await);
        }
        try (AsyncFile file = open(folder().resolve("a"), READ)) {
            assertThrows(
                    NonWritableChannelException.class,
                    () -> file.write(List.of(memory(1)), 0).forget());
        }
        AsyncFile file = open(folder().resolve("a"), WRITE);
        assertThrows(
                NonReadableChannelException.class,
                () -> file.read(List.of(memory(1)), 0).forget());
        file.close();
        assertThrows(
                ClosedChannelException.class,
                () -> file.write(List.of(memory(1)), 0).await());
        assertThrows(ClosedChannelException.class, () -> file.blocking().write(List.of(memory(1)), 0));
    }

    @Test
    default void piecesThatWereCancelledBeforeAreLeftAlone() throws Exception {
        var source = new CancellationSource();
        source.cancel();
        Path path = write("a", "0123456789");
        try (AsyncFile file = open(path, READ, WRITE)) {
            List<MemorySegment> pieces = List.of(memory(2), memory(2));
            assertThrows(
                    CancellationException.class,
                    () -> file.read(pieces, 0, source.token()).await());
            assertThrows(
                    CancellationException.class,
                    () -> file.writeFully(pieces, 0, source.token()).await());
        }
        assertEquals("0123456789", Files.readString(path));
    }
}
