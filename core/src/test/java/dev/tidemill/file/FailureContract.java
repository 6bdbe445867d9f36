package dev.tidemill.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.Fifos;
import dev.tidemill.linux.LibC;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Failures of the world: which exception it is, and that it names the file, what was tried, and
/// the numbers.
@Timeout(60)
interface FailureContract extends Workbench {

    /// @param after what the exception says after the path; without system calls it is what the JDK
    ///     says
    private static void says(Path path, String after, FileSystemException e) {
        assertEquals(path.toString(), e.getFile());
        if (LibC.isAvailable()) assertEquals(path + ": " + after, e.getMessage());
    }

    @Test
    default void aFileThatIsNotThere() throws Exception {
        Path path = folder().resolve("missing");
        String after = "open to read failed: ENOENT (No such file or directory)";
        says(path, after, assertThrows(NoSuchFileException.class, () -> open(path)));
        says(
                path,
                "open to read and write failed: ENOENT (No such file or directory)",
                assertThrows(NoSuchFileException.class, () -> open(path, READ, WRITE)));
        Path inside = path.resolve("inside");
        says(
                inside,
                "open to write failed: ENOENT (No such file or directory)",
                assertThrows(NoSuchFileException.class, () -> open(inside, WRITE, CREATE)));
    }

    @Test
    default void aFileThatIsThereAlready() throws Exception {
        Path path = write("a", "x");
        says(
                path,
                "open to write failed: EEXIST (File exists)",
                assertThrows(FileAlreadyExistsException.class, () -> open(path, WRITE, CREATE_NEW)));
    }

    @Test
    default void aFileThatIsUsedAsADirectory() throws Exception {
        Path path = write("a", "x").resolve("inside");
        says(
                path,
                "open to read failed: ENOTDIR (Not a directory)",
                assertThrows(FileSystemException.class, () -> open(path)));
    }

    @Test
    default void aDirectoryThatIsUsedAsAFile() throws Exception {
        says(
                folder(),
                "open to write failed: EISDIR (Is a directory)",
                assertThrows(FileSystemException.class, () -> open(folder(), WRITE)));
        needsSystemCalls("the JDK says only that it is a directory");
        try (AsyncFile directory = open(folder())) {
            says(
                    folder(),
                    "read of 8 bytes at 3 failed: EISDIR (Is a directory)",
                    assertThrows(
                            FileSystemException.class,
                            () -> directory.read(memory(8), 3).await()));
        }
    }

    @Test
    default void aSocketThatIsUsedAsAFile() throws Exception {
        Path path = folder().resolve("s"); // a name of at most 108 bytes
        try (var socket = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            socket.bind(UnixDomainSocketAddress.of(path));
            var opened = assertThrows(FileSystemException.class, () -> open(path, WRITE));
            says(path, "open to write failed: ENXIO (No such device or address)", opened);
            var written = assertThrows(
                    FileSystemException.class,
                    () -> AsyncFiles.write(io(), path, memory(4), CancellationToken.none(), WRITE)
                            .await());
            says(path, "write of a file of 4 bytes failed: ENXIO (No such device or address)", written);
        }
    }

    @Test
    default void linksThatLeadNowhere() throws Exception {
        Path one = folder().resolve("one");
        Path other = folder().resolve("other");
        Files.createSymbolicLink(one, other);
        Files.createSymbolicLink(other, one);
        says(
                one,
                "open to read failed: ELOOP (Too many levels of symbolic links)",
                assertThrows(FileSystemException.class, () -> open(one)));
    }

    /// Not even by a privileged user.
    @Test
    default void aFileThatMayNotBeOpened() {
        Path path = Path.of("/proc/sys/kernel/ostype");
        says(
                path,
                "open to write failed: EACCES (Permission denied)",
                assertThrows(AccessDeniedException.class, () -> open(path, WRITE)));
    }

    @Test
    default void aDiskThatIsFull() throws Exception {
        Path full = Path.of("/dev/full");
        String reason =
                " failed: " + (LibC.isAvailable() ? "ENOSPC (No space left on device)" : "No space left on device");
        try (AsyncFile file = open(full, WRITE)) {
            var e = assertThrows(
                    FileSystemException.class,
                    () -> file.write(memory(1000), 77).await());
            var all = assertThrows(
                    FileSystemException.class,
                    () -> file.writeFully(new byte[1000], 77).await());
            assertEquals("/dev/full: write of 1000 bytes" + reason, e.getMessage());
            assertEquals("/dev/full: write of 1000 bytes" + reason, all.getMessage());
        }
        for (OpenOption[] options : new OpenOption[][] {{WRITE}, {}}) {
            Task<Void> whole = AsyncFiles.write(io(), full, memory("some"), CancellationToken.none(), options);
            var e = assertThrows(FileSystemException.class, whole::await);
            assertEquals("/dev/full: write of a file of 4 bytes" + reason, e.getMessage());
        }
    }

    @Test
    default void aFileThatWouldBeTooLarge() throws Exception {
        needsSystemCalls("the JDK refuses some of it in its own words");
        Path path = write("a", "x");
        try (AsyncFile file = open(path, WRITE)) {
            long position = Long.MAX_VALUE - 4096;
            var e = assertThrows(
                    FileSystemException.class,
                    () -> file.write(memory(8), position).await());
            says(
                    path,
                    "write of 8 bytes at " + position
                            + " failed: EFBIG (File too large); see `ulimit -f` and the largest file of this file"
                            + " system",
                    e);
            var truncate = assertThrows(
                    FileSystemException.class,
                    () -> file.truncate(Long.MAX_VALUE).await());
            assertTrue(
                    truncate.getMessage().startsWith(path + ": truncate to 9223372036854775807 bytes failed: E"),
                    truncate.getMessage());
        }
        assertEquals("x", Files.readString(path));
    }

    @Test
    default void aPipeThatNobodyReadsAnyMore() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        Path path = fifo("fifo");
        AsyncFile reader = open(path, READ);
        try (AsyncFile writer = open(path, WRITE)) {
            reader.close();
            says(
                    path,
                    "write of 4 bytes failed: EPIPE (Broken pipe)",
                    assertThrows(
                            FileSystemException.class,
                            () -> writer.writeFully(memory("lost"), 0).await()));
        }
    }

    /// As on a disk that gets full.
    @Test
    default void aFileOfWhichAPartWasWritten() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        Path path = fifo("fifo");
        MemorySegment[] sources = {memory(1 << 20), MemorySegment.ofArray(new byte[1 << 20])};
        for (MemorySegment source : sources) {
            AsyncFile reader = open(path, READ);
            Task<Void> write = AsyncFiles.write(io(), path, source, CancellationToken.none(), WRITE);
            Fifos.untilHolds(path, Fifos.CAPACITY);
            reader.close();
            says(
                    path,
                    "write of a file of 1048576 bytes failed: EPIPE (Broken pipe), after 65536 bytes were written",
                    assertThrows(FileSystemException.class, write::await));
        }
    }

    @Test
    default void aPipeCannotBeForcedOrCut() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        Path path = fifo("fifo");
        try (AsyncFile file = open(path, READ, WRITE)) {
            says(
                    path,
                    "fsync failed: EINVAL (Invalid argument)",
                    assertThrows(
                            FileSystemException.class, () -> file.force(true).await()));
            says(
                    path,
                    "fdatasync failed: EINVAL (Invalid argument)",
                    assertThrows(
                            FileSystemException.class, () -> file.force(false).await()));
            says(
                    path,
                    "truncate to 5 bytes failed: EINVAL (Invalid argument)",
                    assertThrows(
                            FileSystemException.class, () -> file.truncate(5).await()));
        }
    }

    // The exception is the waiter's own.

    @Test
    default void theStackTraceShowsWhoWaited() throws Exception {
        Task<AsyncFile> open = AsyncFile.open(io(), folder().resolve("missing"));
        var mine = assertThrows(NoSuchFileException.class, () -> waitHere(open));
        assertTrue(
                Arrays.stream(mine.getStackTrace())
                        .anyMatch(frame -> frame.getMethodName().equals("waitHere")),
                () -> "not in " + Arrays.toString(mine.getStackTrace()));
        var again = assertThrows(NoSuchFileException.class, () -> waitHere(open));
        assertNotSame(mine, again);
        assertEquals(mine.getMessage(), again.getMessage());
        var wrapped = assertThrows(ExecutionException.class, open::get);
        assertSame(NoSuchFileException.class, wrapped.getCause().getClass());
    }

    private static AsyncFile waitHere(Task<AsyncFile> open) throws IOException, InterruptedException {
        return open.await();
    }

    @Test
    default void theStackTraceOfABlockingCallShowsTheCaller() throws Exception {
        try (AsyncFile full = open(Path.of("/dev/full"), WRITE)) {
            var e = assertThrows(IOException.class, () -> writeHere(full));
            assertTrue(
                    Arrays.stream(e.getStackTrace())
                            .anyMatch(frame -> frame.getMethodName().equals("writeHere")),
                    () -> "not in " + Arrays.toString(e.getStackTrace()));
        }
    }

    private static void writeHere(AsyncFile file) throws IOException, InterruptedException {
        file.blocking().write(ByteBuffer.wrap("x".getBytes(UTF_8)), 0);
    }
}
