package dev.tidemill.file;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.OtherEngines;
import dev.tidemill.Tidemill;
import dev.tidemill.engine.Faults;
import dev.tidemill.engine.Faults.Call;
import dev.tidemill.linux.Errno;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Whatever error the system gives, at whatever call: the exception is the right one, and names the
/// file, what was tried, the numbers, and how far it came.
abstract class ErrnoContract extends EngineFixture {

    /// More than any engine transfers by one call, and than a caller copies from the page cache.
    private static final int MANY_PIECES = 20 * 1024 * 1024;

    final Faults faults = new Faults();

    private Path path;
    private Path missing;
    private AsyncFile file;
    private AsyncFile other;
    private AsyncFile directory; // no byte of it is ever in the page cache, so every read is the engine's
    private byte[] content;

    @Override
    Tidemill start() {
        return OtherEngines.faulty(config(), faults);
    }

    @BeforeEach
    void openFiles() throws Exception {
        content = Workbench.bytes(new Random(1), MANY_PIECES);
        path = write("file", content);
        missing = folder().resolve("missing");
        file = open(path, READ, WRITE);
        other = open(write("other", ""), READ, WRITE);
        directory = open(folder());
    }

    @AfterEach
    void closeFiles() throws IOException {
        file.close();
        other.close();
        directory.close();
    }

    /// One way to make a call.
    ///
    /// @param action what the exception calls it
    private record Attempt(Path subject, String action, Executable body) {}

    private List<Attempt> attempts(Call call) {
        MemorySegment memory = memory(8);
        byte[] bytes = new byte[8];
        List<MemorySegment> pieces = List.of(memory, MemorySegment.ofArray(bytes));
        return switch (call) {
            case OPEN ->
                List.of(
                        new Attempt(missing, "open to read", () -> open(missing)),
                        new Attempt(missing, "open to write", () -> open(missing, WRITE, CREATE)),
                        new Attempt(
                                missing, "open to write", () -> open(missing, WRITE, CREATE, AsyncOption.EXCLUSIVE)),
                        new Attempt(missing, "read of the whole file", () -> readWhole(missing)),
                        new Attempt(missing, "write of a file of 8 bytes", () -> writeWhole(missing)));
            case READ ->
                List.of(
                        read(() -> directory.read(memory, 3).await()),
                        read(() -> directory.read(bytes, 3).await()),
                        read(() -> directory.readFully(memory, 3).await()),
                        read(() ->
                                directory.readFully(ByteBuffer.wrap(bytes), 3).await()),
                        read(blocking(() -> directory.blocking().read(memory, 3))),
                        read(blocking(() -> directory.blocking().readFully(bytes, 3))),
                        read(this::readBatch),
                        readPieces(() -> directory.read(pieces, 3).await()),
                        readPieces(() -> directory.readFully(buffers(), 3).await()),
                        readPieces(blocking(() -> directory.blocking().readFully(pieces, 3))),
                        new Attempt(folder(), "read of the whole file", () -> readWhole(folder())));
            case WRITE ->
                List.of(
                        write(() -> file.write(memory, 3).await()),
                        write(() -> file.write(bytes, 3).await()),
                        write(() -> file.writeFully(memory, 3).await()),
                        write(() -> file.writeFully(ByteBuffer.wrap(bytes), 3).await()),
                        write(blocking(() -> file.blocking().writeFully(memory, 3))),
                        writePieces(() -> file.write(pieces, 3).await()),
                        writePieces(() -> file.writeFully(buffers(), 3).await()),
                        writePieces(blocking(() -> file.blocking().writeFully(pieces, 3))),
                        new Attempt(missing, "write of a file of 8 bytes", () -> writeWhole(missing)));
            case FSYNC ->
                both(
                        "fsync",
                        onItsOwn(file -> file.force(true).await()),
                        onItsOwn(file -> file.blocking().force(true)));
            case FDATASYNC ->
                both(
                        "fdatasync",
                        onItsOwn(file -> file.force(false).await()),
                        onItsOwn(file -> file.blocking().force(false)));
            case WRITE_BACK ->
                both(
                        "write-back of 5 bytes at 3",
                        onItsOwn(file -> file.writeBack(3, 5).await()),
                        onItsOwn(file -> file.blocking().writeBack(3, 5)));
            case ADVISE ->
                both(
                        "advice WILL_NEED of 5 bytes at 3",
                        () -> file.advise(Advice.WILL_NEED, 3, 5).await(),
                        () -> file.blocking().advise(Advice.WILL_NEED, 3, 5));
            case SEEK ->
                List.of(
                        new Attempt(path, "search for the next data from 3 on", () -> {
                            long _ = file.nextData(3).await();
                        }),
                        new Attempt(path, "search for the next hole from 3 on", () -> {
                            long _ = file.blocking().nextHole(3);
                        }),
                        new Attempt(path, "search for data in the range of 5 bytes at 3", () -> {
                            var _ = file.blocking().extents(3, 5);
                        }));
            case TRUNCATE ->
                both(
                        "truncate to 5 bytes",
                        () -> file.truncate(5).await(),
                        () -> file.blocking().truncate(5));
            case ALLOCATE ->
                List.of(
                        new Attempt(
                                path,
                                "allocation of 5 bytes",
                                () -> file.allocate(5).await()),
                        new Attempt(
                                path,
                                "allocation of 5 bytes",
                                () -> file.blocking().allocate(5)),
                        new Attempt(
                                path,
                                "allocation of 5 bytes at 3",
                                () -> file.allocate(3, 5).await()),
                        new Attempt(
                                path,
                                "hole of 5 bytes at 3",
                                () -> file.punchHole(3, 5).await()),
                        new Attempt(
                                path,
                                "hole of 5 bytes at 3",
                                () -> file.blocking().punchHole(3, 5)),
                        new Attempt(
                                path,
                                "zeroing of 5 bytes at 3",
                                () -> file.zero(3, 5).await()),
                        new Attempt(
                                path,
                                "zeroing of 5 bytes at 3",
                                () -> file.blocking().zero(3, 5)));
            case LOCK ->
                List.of(
                        lock("exclusive", () -> file.lock(3, 5, false).await()),
                        lock("shared", () -> file.tryLock(3, 5, true).await()),
                        lock("shared", () -> file.blocking().lock(3, 5, true)),
                        lock(
                                "exclusive",
                                blocking(() ->
                                        file.blocking().tryLock(3, 5, false).close())));
            case COPY ->
                List.of(
                        copy(() -> file.copyTo(3, 5, other, 4).await()),
                        copy(() -> file.blocking().copyTo(3, 5, other, 4)),
                        copy(blocking(() -> file.blocking().copyTo(3, 5, other, 4))));
            case SIZE ->
                List.of( // not on this platform thread, which asks the system itself
                        new Attempt(path, "size", () -> file.size().await()),
                        new Attempt(path, "size", blocking(() -> file.blocking().size())));
            case CLOSE -> List.of(new Attempt(missing, "write of a file of 8 bytes", () -> writeWhole(missing)));
        };
    }

    /// With a file of its own, because a file remembers what it could not bring to the device.
    private Executable onItsOwn(Use use) {
        return () -> {
            AsyncFile own = open(path, READ, WRITE);
            try {
                use.of(own);
            } finally {
                var _ = own.closing().outcome(); // it says the same again
            }
        };
    }

    @FunctionalInterface
    private interface Use {
        void of(AsyncFile file) throws IOException, InterruptedException;
    }

    private Attempt read(Executable body) {
        return new Attempt(folder(), "read of 8 bytes at 3", body);
    }

    private Attempt write(Executable body) {
        return new Attempt(path, "write of 8 bytes at 3", body);
    }

    private Attempt readPieces(Executable body) {
        return new Attempt(folder(), "read of 16 bytes in 2 pieces at 3", body);
    }

    private Attempt writePieces(Executable body) {
        return new Attempt(path, "write of 16 bytes in 2 pieces at 3", body);
    }

    private Attempt lock(String how, Executable body) {
        return new Attempt(path, how + " lock of 5 bytes at 3", body);
    }

    private Attempt copy(Executable body) {
        return new Attempt(path, "copy of 5 bytes from 3 on to " + other.path() + " at 4", body);
    }

    private static ByteBuffer[] buffers() {
        return new ByteBuffer[] {ByteBuffer.allocateDirect(8), ByteBuffer.allocate(8)};
    }

    private List<Attempt> both(String action, Executable task, Executable blocking) {
        return List.of(
                new Attempt(path, action, task),
                new Attempt(path, action, blocking),
                new Attempt(path, action, blocking(blocking)));
    }

    /// On a virtual thread: a platform thread makes some calls itself.
    private static Executable blocking(Executable body) {
        return () -> Task.run(() -> {
                    try {
                        body.execute();
                    } catch (IOException | InterruptedException e) {
                        throw e;
                    } catch (Throwable e) {
                        throw new AssertionError(e);
                    }
                })
                .await();
    }

    private void readWhole(Path path) throws IOException, InterruptedException {
        var _ = AsyncFiles.readAllBytes(io(), path, CancellationToken.none()).await();
    }

    private void writeWhole(Path path) throws IOException, InterruptedException {
        AsyncFiles.write(io(), path, MemorySegment.ofArray(new byte[8]), CancellationToken.none())
                .await();
    }

    private void readBatch() throws IOException, InterruptedException {
        try (var batch = new ReadBatch()) {
            for (BatchRead read : batch.add(directory, 3, 8).submit()) {
                var _ = read.await();
            }
        }
    }

    /// What close(2) can say: a file that is not closed because of it stays open.
    private static final List<Errno> OF_CLOSE = List.of(Errno.EIO, Errno.ENOSPC, Errno.EDQUOT);

    /// They say that the file system cannot do that, and so does the value.
    private static final List<Errno> UNSUPPORTED = List.of(Errno.EOPNOTSUPP, Errno.ENOSYS);

    /// They say that somebody else has it locked.
    private static final List<Errno> LOCKED = List.of(Errno.EAGAIN, Errno.EACCES);

    /// They say that the system cannot copy between these files; then their bytes are read and
    /// written.
    private static final List<Errno> NOT_COPIED_BY_THE_SYSTEM =
            List.of(Errno.EXDEV, Errno.EINVAL, Errno.EOPNOTSUPP, Errno.ENOSYS, Errno.EPERM, Errno.ETXTBSY);

    /// All there are, but those after which a call is made again.
    private static List<Errno> errors(Call call) {
        if (call == Call.CLOSE) return OF_CLOSE;
        return IntStream.range(1, 134)
                .mapToObj(Errno::of)
                .filter(errno -> !errno.equals(Errno.EINTR))
                .filter(errno -> call != Call.OPEN || !errno.equals(Errno.ENXIO)) // a pipe that nobody reads
                .filter(errno -> call != Call.LOCK || !LOCKED.contains(errno))
                .filter(errno -> call != Call.COPY || !NOT_COPIED_BY_THE_SYSTEM.contains(errno))
                .filter(errno -> call != Call.ALLOCATE || !UNSUPPORTED.contains(errno))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void everyErrorIsReportedAsWhatItIs(Call call) {
        for (Attempt attempt : attempts(call)) {
            for (Errno errno : errors(call)) {
                faults.failNext(call, errno);
                String what = errno + " at " + call + " of " + attempt;
                var e = assertThrows(FileSystemException.class, attempt.body, what);
                assertTrue(faults.areOver(), what);
                assertSame(kind(errno), e.getClass(), what);
                assertEquals(attempt.subject.toString(), e.getFile(), what);
                String expected = attempt.subject + ": " + attempt.action + " failed: " + errno
                        + (call == Call.CLOSE ? ", after 8 bytes were written" : "");
                assertEquals(expected, e.getMessage().split("; ", 2)[0], what); // behind it is what helps
            }
        }
    }

    private static Class<? extends FileSystemException> kind(Errno errno) {
        return switch (errno.name()) {
            case "ENOENT" -> NoSuchFileException.class;
            case "EACCES", "EPERM", "EROFS" -> AccessDeniedException.class;
            case "EEXIST" -> FileAlreadyExistsException.class;
            default -> FileSystemException.class;
        };
    }

    /// The system says it once, to one.
    @Test
    void whatCouldNotBeBroughtToTheDeviceIsSaidForEver() throws Exception {
        List<Use> firsts = List.of(
                file -> file.force(true).await(),
                file -> file.blocking().force(false),
                file -> file.writeBack(0, 5).await());
        List<Call> calls = List.of(Call.FSYNC, Call.FDATASYNC, Call.WRITE_BACK);
        List<String> names = List.of("fsync", "fdatasync", "write-back of 5 bytes at 0");
        for (int i = 0; i < firsts.size(); i++) {
            AsyncFile file = open(path, READ, WRITE);
            Use first = firsts.get(i);
            faults.failNext(calls.get(i), Errno.EIO);
            assertThrows(FileSystemException.class, () -> first.of(file));
            String expected = path + ": an earlier " + names.get(i) + " failed: EIO (Input/output error);"
                    + " nobody knows what of the file is on the device";
            file.writeFully(memory(8), 0).await(); // goes on, as in the system
            List<Executable> later = List.of(
                    () -> file.force(true).await(),
                    () -> file.force(false).await(),
                    () -> file.writeBack(0, 1).await(),
                    () -> file.blocking().force(true),
                    () -> file.blocking().writeBack(0, 1),
                    file::close,
                    file::close,
                    () -> file.closing().await());
            for (Executable each : later) {
                var e = assertThrows(FileSystemException.class, each);
                assertEquals(expected, e.getMessage());
                assertEquals(path.toString(), e.getFile());
            }
            assertThrows(
                    java.nio.channels.ClosedChannelException.class,
                    () -> file.force(true).await());
        }
    }

    /// That tells nothing about what was written.
    @Test
    void whatHasNothingToBringToTheDeviceIsForgotten() throws Exception {
        for (Errno errno : List.of(Errno.EINVAL, Errno.EROFS, Errno.EOPNOTSUPP)) {
            faults.failNext(Call.FSYNC, errno);
            assertThrows(FileSystemException.class, () -> file.force(true).await());
            file.force(true).await();
        }
        try (AsyncFile fifo = open(fifo("fifo"), READ, WRITE)) {
            faults.failNext(Call.FSYNC, Errno.EIO);
            assertThrows(FileSystemException.class, () -> fifo.force(true).await());
        }
    }

    @Test
    void aWriteThatFailsInTheMiddleSaysHowFarItCame() throws Exception {
        ByteBuffer heap = ByteBuffer.wrap(content);
        ByteBuffer direct = ByteBuffer.allocateDirect(MANY_PIECES).put(content).flip();
        for (ByteBuffer source : List.of(heap, direct)) {
            for (boolean waits : new boolean[] {false, true}) {
                source.clear();
                file.truncate(0).await();
                faults.failAfter(2, Call.WRITE, Errno.ENOSPC);
                Executable write = waits
                        ? blocking(() -> file.blocking().writeFully(source, 7))
                        : () -> file.writeFully(source, 7).await();
                var e = assertThrows(FileSystemException.class, write);
                long written = Files.size(path) - 7;
                assertTrue(written > 0 && written < MANY_PIECES, () -> "written: " + written);
                assertEquals(
                        path + ": write of 20971520 bytes at 7 failed: ENOSPC (No space left on device), after "
                                + written + " bytes were written",
                        e.getMessage());
                assertEquals(written, source.position());
            }
        }
    }

    @Test
    void aReadThatFailsInTheMiddleSaysHowFarItCame() throws Exception {
        for (ByteBuffer target : List.of(ByteBuffer.allocate(MANY_PIECES), ByteBuffer.allocateDirect(MANY_PIECES))) {
            faults.failAfter(1, Call.READ, Errno.EIO);
            var e = assertThrows(
                    FileSystemException.class, () -> file.readFully(target, 0).await());
            int read = target.position();
            assertTrue(read > 0 && read < MANY_PIECES, () -> "read: " + read);
            assertEquals(
                    path + ": read of 20971520 bytes at 0 failed: EIO (Input/output error), after " + read
                            + " bytes were read",
                    e.getMessage());
            byte[] bytes = new byte[read];
            target.flip().get(bytes);
            assertArrayEquals(Arrays.copyOf(content, read), bytes);
        }
    }

    @Test
    void piecesThatFailInTheMiddleSayHowFarTheyCame() throws Exception {
        ByteBuffer[] sources = {
            ByteBuffer.wrap(content, 0, 5_000_000),
            ByteBuffer.allocateDirect(MANY_PIECES - 5_000_000)
                    .put(content, 5_000_000, MANY_PIECES - 5_000_000)
                    .flip()
        };
        file.truncate(0).await();
        faults.failAfter(3, Call.WRITE, Errno.ENOSPC);
        var e = assertThrows(
                FileSystemException.class, () -> file.writeFully(sources, 7).await());
        long written = Files.size(path) - 7;
        assertTrue(written > 0 && written < MANY_PIECES, () -> "written: " + written);
        assertEquals(
                path + ": write of 20971520 bytes in 2 pieces at 7 failed: ENOSPC (No space left on device), after "
                        + written + " bytes were written",
                e.getMessage());
        assertEquals(written, sources[0].position() + sources[1].position());
        for (ByteBuffer source : sources) source.clear();
        sources[0].limit(5_000_000);
        file.truncate(0).await();
        faults.failAfter(1, Call.WRITE, Errno.ENOSPC);
        long some = file.write(sources, 0).await();
        assertTrue(faults.areOver());
        assertEquals(some, sources[0].position() + sources[1].position());
        assertEquals(some, Files.size(path));
    }

    /// As a system call does it: what was transferred is the result, and the next call meets the
    /// error again.
    @Test
    void aTransferThatNeedNotBeWholeGivesWhatCameBeforeTheError() throws Exception {
        ByteBuffer target = ByteBuffer.allocate(MANY_PIECES);
        faults.failAfter(1, Call.READ, Errno.EIO);
        assertEquals(file.read(target, 0).await(), target.position());
        assertTrue(faults.areOver());
        ByteBuffer source = ByteBuffer.wrap(content);
        file.truncate(0).await();
        faults.failAfter(1, Call.WRITE, Errno.ENOSPC);
        assertEquals(file.write(source, 0).await(), source.position());
        assertTrue(faults.areOver());
        assertEquals(source.position(), Files.size(path));
    }

    @Test
    void aReadOfABatchThatFailsHarmsNoOther() throws Exception {
        try (var batch = new ReadBatch()) {
            batch.add(file, 100, 50).add(directory, 0, 8).add(file, 0, 4);
            faults.failNext(Call.READ, Errno.EIO);
            for (BatchRead read : batch.submit()) {
                if (read.file() == directory) {
                    var e = assertThrows(FileSystemException.class, read::await);
                    assertEquals(folder() + ": read of 8 bytes at 0 failed: EIO (Input/output error)", e.getMessage());
                } else {
                    int from = (int) read.position();
                    byte[] expected = Arrays.copyOfRange(content, from, from + (int) read.length());
                    assertEquals(-1, read.await().mismatch(MemorySegment.ofArray(expected)));
                }
            }
        }
    }

    /// What could not be made together is made alone.
    @Test
    void aFailureOfJoinedTransfersIsThatOfOne() throws Exception {
        try (var batch = new ReadBatch().joinWithin(10)) {
            batch.add(directory, 0, 8).add(directory, 10, 8); // no byte of it is in the page cache
            faults.failNext(Call.READ, Errno.EIO);
            for (BatchRead read : batch.submit()) {
                var e = assertThrows(FileSystemException.class, read::await);
                String expected = folder() + ": read of 8 bytes at " + read.position() + " failed: EISDIR";
                assertTrue(e.getMessage().startsWith(expected), e::getMessage);
            }
            assertTrue(faults.areOver());
        }
        try (var batch = new WriteBatch().joinAdjacent()) {
            batch.add(file, 8, memory(8)).add(file, 0, memory(8));
            faults.failNext(Call.WRITE, Errno.ENOSPC);
            for (BatchWrite write : batch.submit()) write.await();
            assertTrue(faults.areOver());
        }
        assertArrayEquals(new byte[16], Arrays.copyOf(Files.readAllBytes(path), 16));
    }

    /// What was read is right, whatever closing says.
    @Test
    void aFileThatWasOnlyReadIsClosedWithoutComplaint() throws Exception {
        Path maps = Path.of("/proc/self/maps"); // never in the page cache
        faults.failNext(Call.CLOSE, Errno.EIO);
        byte[] read =
                AsyncFiles.readAllBytes(io(), maps, CancellationToken.none()).await();
        assertTrue(faults.areOver());
        assertTrue(read.length > 0);
    }

    /// Past the page cache the end of the file need not be where a block ends. What comes behind it
    /// before the rest is asked for cannot be read from there.
    @Test
    void aDirectReadThatMetTheEndMetIt() throws Exception {
        Path path = write("odd", Arrays.copyOf(content, 5_000));
        MemorySegment memory = arena().allocate(8192, 4096);
        try (AsyncFile direct = open(path, READ, AsyncOption.DIRECT)) {
            for (Executable read : List.<Executable>of(
                    () -> direct.readFully(memory, 0).await(),
                    () -> direct.readFully(new byte[8192], 0).await(),
                    blocking(() -> direct.blocking().readFully(memory, 0)))) {
                faults.failAfter(1, Call.READ, Errno.EINVAL);
                var e = assertThrows(EOFException.class, read);
                assertTrue(faults.areOver());
                assertEquals(
                        path + ": read of 8192 bytes at 0 failed: the file ends after 5000 of them", e.getMessage());
            }
        }
    }

    @Test
    void whoFailedToLockHasNoLock() throws Exception {
        try (AsyncFile rival = open(path, READ, WRITE)) {
            for (Errno errno : List.of(Errno.ENOLCK, Errno.EIO)) {
                faults.failNext(Call.LOCK, errno);
                assertThrows(FileSystemException.class, () -> file.lock().await());
                rival.tryLock().await().close();
                file.tryLock().await().close();
            }
        }
    }

    /// It is tried now and then.
    @Test
    void whoWaitsForALockLearnsThatThereWillBeNone() throws Exception {
        try (AsyncFile rival = open(path, READ, WRITE);
                FileChannel program = FileChannel.open(path, READ, WRITE)) {
            try (FileLock _ = program.lock()) { // the library does not know of it
                faults.failAfter(3, Call.LOCK, Errno.ENOLCK);
                var e = assertThrows(
                        FileSystemException.class, () -> rival.lock().await());
                assertEquals(
                        path + ": exclusive lock of the whole file failed: ENOLCK (No locks available)",
                        e.getMessage().split("; ", 2)[0]);
            }
            file.lock().await().close();
        }
    }

    @Test
    void aCopyThatFailsInTheMiddleSaysHowFarItCame() throws Exception {
        faults.failAfter(1, Call.COPY, Errno.EIO);
        var e = assertThrows(
                FileSystemException.class,
                () -> file.copyTo(7, Long.MAX_VALUE, other, 0).await());
        long copied = other.size().await();
        assertTrue(copied > 0 && copied < MANY_PIECES - 7, () -> "copied: " + copied);
        assertEquals(
                path + ": copy of everything from 7 on to " + other.path()
                        + " at 0 failed: EIO (Input/output error), after " + copied + " bytes were copied",
                e.getMessage());
        assertArrayEquals(Arrays.copyOfRange(content, 7, 7 + (int) copied), Files.readAllBytes(other.path()));
    }

    @Test
    void whatTheSystemCannotCopyIsReadAndWritten() throws Exception {
        for (Errno errno : NOT_COPIED_BY_THE_SYSTEM) {
            for (int copiedBefore = 0; copiedBefore < 2; copiedBefore++) {
                other.truncate(0).await();
                faults.failAfter(copiedBefore, Call.COPY, errno);
                assertEquals(
                        MANY_PIECES, file.copyTo(0, Long.MAX_VALUE, other, 0).await());
                assertTrue(faults.areOver());
                assertArrayEquals(content, Files.readAllBytes(other.path()));
            }
        }
    }

    @Test
    void aCopyOfBytesThatFailSaysWhichOnes() throws Exception {
        for (Call call : List.of(Call.READ, Call.WRITE)) {
            try (AsyncFile appended = open(folder().resolve("appended"), WRITE, CREATE, APPEND)) { // by bytes alone
                faults.failAfter(2, call, Errno.ENOSPC);
                var e = assertThrows(
                        FileSystemException.class,
                        () -> file.copyTo(0, Long.MAX_VALUE, appended, 0).await());
                long copied = Files.size(appended.path());
                assertTrue(copied > 0 && copied < MANY_PIECES, () -> "copied: " + copied);
                assertEquals(
                        path + ": copy of everything from 0 on to " + appended.path()
                                + " at 0 failed: ENOSPC (No space left on device), after " + copied
                                + " bytes were copied",
                        e.getMessage());
            }
            Files.delete(folder().resolve("appended"));
        }
    }
}
