package dev.tidemill.engine.portable;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.FileKind;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.OpenMode.Flag;
import dev.tidemill.engine.Operation;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.EOFException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/// What is the same however files are reached. On Linux the JDK has a replacement for completion
/// ports.
@Timeout(60)
@ParameterizedClass
@EnumSource
class DriversTest extends EngineTest {

    private static final OpenMode WRITE = OpenMode.of(Flag.WRITE, Flag.CREATE);
    private static final OpenMode APPEND = OpenMode.of(Flag.WRITE, Flag.CREATE, Flag.APPEND);
    private static final OpenMode READ_APPEND = OpenMode.of(Flag.READ, Flag.WRITE, Flag.CREATE, Flag.APPEND);
    private static final OpenMode NEW = OpenMode.of(Flag.WRITE, Flag.CREATE_NEW).withPermissions(0640);
    private static final OpenMode EXCLUSIVE = READ_WRITE_CREATE.withExclusive(LOCKED);

    private final Driver driver;

    DriversTest(Driver driver) {
        this.driver = driver;
    }

    @BeforeEach
    void useDriver() {
        engine = new PortableEngine(settings(4, 1000), driver);
    }

    private Path file(String content) throws Exception {
        return Files.writeString(folder.resolve("file"), content);
    }

    @Test
    void readBehindTheEndReturnsZero() throws Exception {
        FileHandle file = open(file("0123456789"), OpenMode.READ);
        assertThat(read(file, arena.allocate(4), 10).await()).isZero();
        assertThat(read(file, heap("...."), 1000).await()).isZero();
        close(file);
    }

    @Test
    void aShortReadIsSeen() throws Exception {
        FileHandle file = open(file("0123456789"), OpenMode.READ);
        MemorySegment target = heap("abcdef");
        assertThat(read(file, target, 7).await()).isEqualTo(3);
        assertThat(text(target)).isEqualTo("789def");
        close(file);
    }

    @Test
    void anyReadEqualsTheSameSliceOfTheFile() throws Exception {
        long seed = Long.getLong("tidemill.test.seed", System.nanoTime());
        Random random = new Random(seed);
        byte[] content = new byte[1_000_000];
        random.nextBytes(content);
        FileHandle file = open(Files.write(folder.resolve("file"), content), OpenMode.READ);
        for (int i = 0; i < 200; i++) {
            String what = "-Dtidemill.test.seed=" + seed + " step " + i;
            int length = random.nextInt(600_000);
            int position = random.nextInt(1_100_000);
            MemorySegment target = random.nextBoolean()
                    ? MemorySegment.ofArray(new byte[length])
                    : Arena.ofAuto().allocate(length);
            int read = read(file, target, position).await();
            assertThat(read).as(what).isEqualTo(Math.clamp(content.length - position, 0, length));
            MemorySegment expected = MemorySegment.ofArray(content).asSlice(Math.min(position, content.length), read);
            assertThat(target.asSlice(0, read).mismatch(expected)).as(what).isEqualTo(-1);
        }
        close(file);
    }

    @Test
    void whatIsWrittenIsThere() throws Exception {
        byte[] content = new byte[20_000_000];
        new Random(1).nextBytes(content);
        for (boolean onHeap : new boolean[] {true, false}) {
            Path path = folder.resolve("f" + onHeap);
            FileHandle file = open(path, READ_WRITE_CREATE);
            MemorySegment source = MemorySegment.ofArray(content);
            if (!onHeap) source = arena.allocate(content.length).copyFrom(source);
            writeFully(file, source, 0).await();
            assertThat(engine.call(new Operation.Size(file))).isEqualTo(content.length);
            engine.call(new Operation.Sync(file, true));
            engine.call(new Operation.Sync(file, false));
            close(file);
            assertThat(path).hasBinaryContent(content);
        }
    }

    @Test
    void aFileThatEndsTooEarlySaysHowFarItCame() throws Exception {
        FileHandle file = open(file("0123456789"), OpenMode.READ);
        for (ByteBuffer target : new ByteBuffer[] {ByteBuffer.allocate(12), ByteBuffer.allocateDirect(12)}) {
            assertThatThrownBy(() -> readFully(file, target, 3).await())
                    .isInstanceOf(EOFException.class)
                    .hasMessageContaining("after 7");
            assertThat(target.position()).isEqualTo(7);
        }
        close(file);
    }

    @Test
    void appendingWritesAtTheEndWhereverItIsSaidTo() throws Exception {
        Path path = file("abc");
        for (boolean read : new boolean[] {false, true}) {
            FileHandle file = open(path, read ? READ_APPEND : APPEND);
            writeFully(file, heap("def"), 0).await();
            writeFully(file, arena.allocateFrom("ghi").asSlice(0, 3), 1).await();
            if (read) {
                MemorySegment target = heap("......");
                assertThat(read(file, target, 0).await()).isEqualTo(6);
                assertThat(text(target)).isEqualTo("abcdef");
            }
            close(file);
        }
        assertThat(path).hasContent("abcdefghidefghi");
    }

    @Test
    void truncatingMakesAFileShorterAndLonger() throws Exception {
        Path path = file("0123456789");
        for (boolean append : new boolean[] {false, true}) {
            FileHandle file = open(path, append ? APPEND : WRITE);
            engine.call(new Operation.Truncate(file, 3));
            assertThat(path).hasContent("012");
            engine.call(new Operation.Truncate(file, 300_000));
            close(file);
            byte[] expected = new byte[300_000];
            MemorySegment.copy(heap("012"), 0, MemorySegment.ofArray(expected), 0, 3);
            assertThat(path).hasBinaryContent(expected);
        }
    }

    @Test
    void creatingGivesThePermissionsAndCreatesOnce() throws Exception {
        Path path = folder.resolve("new");
        close(open(path, NEW));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-r-----");
        assertThatThrownBy(() -> open(path, NEW)).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> open(folder.resolve("none"), OpenMode.READ)).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void wholeFilesAreWrittenAndRead() throws Exception {
        NativePath path = NativePath.of(folder.resolve("whole"));
        for (MemorySegment source : new MemorySegment[] {
            heap(""), heap("hello"), arena.allocate(10_000_000), MemorySegment.ofArray(new byte[400_000])
        }) {
            engine.call(new Operation.WriteFile(path, OpenMode.REPLACE, source));
            assertThat(MemorySegment.ofArray(Files.readAllBytes(path.path())).mismatch(source))
                    .isEqualTo(-1);
            assertThat(MemorySegment.ofArray(engine.call(new Operation.ReadFile(path)))
                            .mismatch(source))
                    .isEqualTo(-1);
            byte[] read = engine.call(new Operation.ReadSmallFile(path));
            if (source.byteSize() < Operation.ReadSmallFile.LIMIT_BYTES) {
                assertThat(MemorySegment.ofArray(read).mismatch(source)).isEqualTo(-1);
            } else {
                assertThat(read).isSameAs(Operation.ReadSmallFile.TOO_LONG);
            }
        }
        assertThatThrownBy(() -> engine.call(new Operation.ReadSmallFile(NativePath.of(folder.resolve("none")))))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void anExclusiveFileIsRefusedToOthers() throws Exception {
        Path path = file("content");
        FileHandle owner = open(path, EXCLUSIVE);
        assertThatThrownBy(() -> open(path, EXCLUSIVE))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("locked");
        close(owner);
        close(open(path, EXCLUSIVE));
        assertThat(path).hasContent("content");
    }

    @Test
    void whatItWasNotOpenedForFails() throws Exception {
        FileHandle file = open(file("x"), OpenMode.READ);
        assertThatThrownBy(() -> writeFully(file, heap("y"), 0).await()).isInstanceOf(Exception.class);
        assertThatThrownBy(() -> writeFully(file, arena.allocate(1), 0).await()).isInstanceOf(Exception.class);
        close(file);
    }

    @Test
    void directoriesAreKnown() throws Exception {
        if (driver == Driver.COMPLETION_PORTS) return; // on Windows they cannot be opened
        FileHandle directory = open(folder, OpenMode.READ);
        assertThat(directory.kind()).isEqualTo(FileKind.DIRECTORY);
        close(directory);
    }

    @Test
    void streamsGiveWhatComes() throws Exception {
        Path path = fifo("fifo");
        Task<FileHandle> opening = opening(path, OpenMode.READ);
        FileHandle writer = open(path, WRITE);
        FileHandle reader = opening.await();
        assertThat(reader.kind()).isEqualTo(FileKind.STREAM);
        MemorySegment first = heap("..........");
        MemorySegment second = heap("..........");
        Task<Integer> firstRead = read(reader, first, 0);
        writeFully(writer, heap("hello"), 77).await();
        assertThat(firstRead.await()).isEqualTo(5);
        Task<Integer> secondRead = read(reader, second, 0);
        writeFully(writer, heap("again"), 0).await();
        assertThat(secondRead.await()).isEqualTo(5);
        assertThat(text(first) + text(second)).isEqualTo("hello.....again.....");
        close(writer);
        assertThat(read(reader, first, 0).await()).isZero();
        close(reader);
    }

    @Test
    void closingAStreamEndsItsReads() throws Exception {
        Path path = fifo("fifo");
        Task<FileHandle> opening = opening(path, OpenMode.READ);
        FileHandle writer = open(path, WRITE);
        FileHandle reader = opening.await();
        Task<Integer> first = read(reader, arena.allocate(1), 0);
        Task<Integer> second = read(reader, heap("x"), 0);
        close(reader);
        assertThatThrownBy(first::await).isInstanceOf(AsynchronousCloseException.class);
        assertThatThrownBy(second::await).isInstanceOf(AsynchronousCloseException.class);
        close(writer);
    }

    /// Through one open file, too.
    @Test
    void aReadThatWaitsDoesNotHoldUpTheWriteItWaitsFor() throws Exception {
        FileHandle both = open(fifo("fifo"), READ_WRITE_CREATE);
        for (int round = 0; round < 100; round++) {
            MemorySegment target = heap(".....");
            Task<Integer> read = read(both, target, 0);
            writeFully(both, heap("hello"), 0).await();
            assertThat(read.await()).isEqualTo(5);
            assertThat(text(target)).isEqualTo("hello");
        }
        close(both);
    }

    @Test
    void memoryOfAConfinedArenaIsUsedOrRefused() throws Exception {
        FileHandle file = open(file("0123456789"), OpenMode.READ);
        try (Arena confined = Arena.ofConfined()) {
            MemorySegment target = confined.allocate(10);
            if (driver == Driver.SYSTEM_CALLS) {
                assertThat(read(file, target, 0).await()).isEqualTo(10);
                assertThat(text(target)).isEqualTo("0123456789");
            } else {
                assertThatThrownBy(() -> read(file, target, 0).forget())
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("confined");
            }
        }
        close(file);
    }

    @Test
    void everyWaiterGetsAnExceptionOfItsOwn() throws Exception {
        Task<FileHandle> opening = opening(folder.resolve("none"), OpenMode.READ);
        Throwable first = catchThrowable(opening::await);
        Throwable second = catchThrowable(opening::await);
        assertThat(first).isInstanceOf(NoSuchFileException.class).hasMessageContaining("open to read failed");
        assertThat(second).isNotSameAs(first);
        assertThat(first.getStackTrace())
                .anyMatch(frame -> frame.getClassName().equals(getClass().getName()));
    }

    @Test
    void whateverIsCancelledTheMemoryIsLeftAloneWhenItIsOver() throws Exception {
        long seed = Long.getLong("tidemill.test.seed", System.nanoTime());
        Random random = new Random(seed);
        byte[] content = new byte[1_000_000];
        random.nextBytes(content);
        FileHandle file = open(Files.write(folder.resolve("file"), content), OpenMode.READ);
        List<byte[]> cancelled = new ArrayList<>();
        List<byte[]> left = new ArrayList<>();
        for (int round = 0; round < 30; round++) {
            String what = "-Dtidemill.test.seed=" + seed + " round " + round;
            List<Task<Integer>> tasks = new ArrayList<>();
            List<byte[]> targets = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                byte[] target = new byte[1 + random.nextInt(500_000)];
                targets.add(target);
                tasks.add(read(file, MemorySegment.ofArray(target), 0));
            }
            for (Task<Integer> task : tasks) if (random.nextBoolean()) task.cancel();
            for (int i = 0; i < tasks.size(); i++) {
                byte[] target = targets.get(i);
                if (tasks.get(i).outcome() instanceof Outcome.Cancelled) {
                    cancelled.add(target);
                    left.add(target.clone());
                } else {
                    int read = tasks.get(i).await();
                    assertThat(Arrays.mismatch(target, 0, read, content, 0, read))
                            .as(what)
                            .isEqualTo(-1);
                }
            }
        }
        close(file);
        engine.close();
        for (int i = 0; i < cancelled.size(); i++) {
            assertThat(cancelled.get(i)).as("-Dtidemill.test.seed=" + seed).isEqualTo(left.get(i));
        }
    }
}
