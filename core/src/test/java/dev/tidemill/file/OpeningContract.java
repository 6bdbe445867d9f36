package dev.tidemill.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.SYNC;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.tidemill.Waiting;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Opening files.
@Timeout(60)
interface OpeningContract extends Workbench {

    @Test
    default void withoutOptionsAFileIsOpenedToRead() throws Exception {
        try (AsyncFile file = open(write("a", "hello"))) {
            MemorySegment target = memory(5);
            assertEquals(5, file.read(target, 0).await());
            assertEquals("hello", Workbench.text(target));
            assertTrue(file.isOpen());
            assertEquals(folder().resolve("a"), file.path());
            assertEquals(folder().resolve("a").toString(), file.toString());
        }
    }

    /// All 256 sets of eight options, on a file that is there and on one that is not.
    @Test
    default void everySetOfOptionsDoesWhatFileChannelDoes() throws Exception {
        List<OpenOption> options = List.of(READ, WRITE, APPEND, TRUNCATE_EXISTING, CREATE, CREATE_NEW, SPARSE, DSYNC);
        for (int bits = 0; bits < 1 << options.size(); bits++) {
            Set<OpenOption> set = new HashSet<>();
            for (int i = 0; i < options.size(); i++) if ((bits & 1 << i) != 0) set.add(options.get(i));
            for (boolean exists : new boolean[] {true, false}) {
                String model = afterUse("model", exists, path -> useChannel(path, set));
                String ours = afterUse("ours", exists, path -> useFile(path, set));
                assertEquals(model, ours, () -> set + (exists ? " on a file that is there" : " on a new file"));
            }
        }
    }

    private String afterUse(String name, boolean exists, Use use) throws Exception {
        Path path = folder().resolve(name);
        Files.deleteIfExists(path);
        if (exists) Files.writeString(path, "0123456789");
        String result;
        try {
            result = use.of(path);
        } catch (IOException | RuntimeException e) {
            result = e.getClass().getSimpleName();
        }
        return result + "; in it: " + (Files.exists(path) ? Files.readString(path) : "nothing");
    }

    @FunctionalInterface
    interface Use {
        String of(Path path) throws Exception;
    }

    private static String useChannel(Path path, Set<OpenOption> options) throws Exception {
        try (FileChannel channel = FileChannel.open(path, options)) {
            return outcome(() -> channel.write(ByteBuffer.wrap("abc".getBytes(UTF_8)), 2)) + " written, "
                    + outcome(() -> Math.max(0, channel.read(ByteBuffer.allocate(5), 1))) + " read";
        }
    }

    private String useFile(Path path, Set<OpenOption> options) throws Exception {
        try (AsyncFile file = open(path, options.toArray(new OpenOption[0]))) {
            return outcome(() -> file.write("abc".getBytes(UTF_8), 2).await()) + " written, "
                    + outcome(() -> file.read(new byte[5], 1).await()) + " read";
        }
    }

    private static String outcome(Callable<Integer> call) throws Exception {
        try {
            return call.call().toString();
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName();
        }
    }

    @Test
    default void whatCannotBeTogetherIsRefusedByName() {
        Path path = folder().resolve("never");
        var readAppend = assertThrows(IllegalArgumentException.class, () -> open(path, READ, APPEND));
        assertEquals("READ and APPEND cannot be used together", readAppend.getMessage());
        var appendTruncate =
                assertThrows(IllegalArgumentException.class, () -> open(path, APPEND, TRUNCATE_EXISTING, CREATE));
        assertEquals("APPEND and TRUNCATE_EXISTING cannot be used together", appendTruncate.getMessage());
        var exclusiveRead =
                assertThrows(IllegalArgumentException.class, () -> open(path, READ, CREATE, AsyncOption.EXCLUSIVE));
        assertEquals("EXCLUSIVE needs WRITE", exclusiveRead.getMessage());
        OpenOption foreign = new OpenOption() {
            @Override
            public String toString() {
                return "FOREIGN";
            }
        };
        var unknown = assertThrows(UnsupportedOperationException.class, () -> open(path, foreign));
        assertEquals("option is not supported: FOREIGN", unknown.getMessage());
        assertFalse(Files.exists(path));
    }

    @Test
    default void aPathOfAnotherFileSystemIsRefused() throws Exception {
        Path jar = folder().resolve("a.zip");
        try (var zip = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
            var e = assertThrows(ProviderMismatchException.class, () -> open(zip.getPath("inside")));
            assertTrue(e.getMessage().contains("inside"), e.getMessage());
        }
    }

    @Test
    default void aFileThatIsCreatedHasThePermissionsThatTheJdkGives() throws Exception {
        Path model = Files.createFile(folder().resolve("model"));
        open(folder().resolve("ours"), WRITE, CREATE).close();
        open(folder().resolve("new"), WRITE, CREATE_NEW).close();
        assertEquals(Files.getPosixFilePermissions(model), Files.getPosixFilePermissions(folder().resolve("ours")));
        assertEquals(Files.getPosixFilePermissions(model), Files.getPosixFilePermissions(folder().resolve("new")));
    }

    @Test
    default void aNewFileMustNotBeThere() throws Exception {
        Path path = write("a", "there");
        var e = assertThrows(FileAlreadyExistsException.class, () -> open(path, WRITE, CREATE_NEW));
        assertEquals(path.toString(), e.getFile());
        assertEquals("there", Files.readString(path));
    }

    @Test
    default void whatIsSynchronousIsWrittenAllTheSame() throws Exception {
        for (StandardOpenOption option : List.of(SYNC, DSYNC)) {
            Path path = folder().resolve(option.name());
            try (AsyncFile file = open(path, WRITE, CREATE, option)) {
                file.writeFully("safe".getBytes(UTF_8), 0).await();
            }
            assertEquals("safe", Files.readString(path));
        }
    }

    @Test
    default void whatIsAppendedGoesToTheEndWhateverThePosition() throws Exception {
        Path path = write("log", "one,");
        try (AsyncFile file = open(path, APPEND)) {
            file.writeFully("two,".getBytes(UTF_8), 0).await();
            assertEquals(6, file.write("three,".getBytes(UTF_8), 1_000_000).await());
        }
        assertEquals("one,two,three,", Files.readString(path));
    }

    // Links and names.

    @Test
    default void aSymbolicLinkIsFollowedUnlessTheOptionsSayOtherwise() throws Exception {
        Path link = Files.createSymbolicLink(folder().resolve("link"), write("a", "content"));
        try (AsyncFile file = open(link, READ)) {
            assertEquals(7, file.size().await());
        }
        var e = assertThrows(FileSystemException.class, () -> open(link, READ, NOFOLLOW_LINKS));
        assertTrue(e.getMessage().contains(link.toString()), e.getMessage());
        var created = assertThrows(FileSystemException.class, () -> open(link, WRITE, CREATE, NOFOLLOW_LINKS));
        assertTrue(created.getMessage().contains(link.toString()), created.getMessage());
    }

    @Test
    default void aNameIsAnyBytes() throws Exception {
        needsSystemCalls("the JDK decides about names");
        for (String escaped : List.of("%FF%FE", "a%20b%25%0A", "%C3%A4%E2%82%AC%F0%9F%8C%8A", "%C3", "%80abc")) {
            Path path = Path.of(URI.create(folder().toUri() + escaped));
            try (AsyncFile file = open(path, WRITE, CREATE_NEW)) {
                file.writeFully(escaped.getBytes(UTF_8), 0).await();
            }
            try (AsyncFile file = open(path)) {
                byte[] read = new byte[escaped.length()];
                file.readFully(read, 0).await();
                assertArrayEquals(escaped.getBytes(UTF_8), read);
            }
            List<URI> names = new ArrayList<>();
            try (var files = Files.list(folder())) {
                files.forEach(each -> names.add(each.toUri()));
            }
            assertEquals(List.of(path.toUri()), names, "the name of the file on disk");
            Files.delete(path);
        }
    }

    @Test
    default void aRelativePathStartsAtTheWorkingDirectory() throws Exception {
        Path absolute = write("a", "here");
        Path relative = Path.of("").toAbsolutePath().relativize(absolute);
        try (AsyncFile file = open(relative)) {
            assertEquals(4, file.size().await());
            assertEquals(relative, file.path());
        }
    }

    @Test
    default void aNameOfTheMostBytesIsOpenedAndOneMoreIsTooLong() throws Exception {
        Path longest = folder().resolve("n".repeat(255));
        open(longest, WRITE, CREATE).close();
        assertTrue(Files.exists(longest));
        var e = assertThrows(FileSystemException.class, () -> open(folder().resolve("n".repeat(256)), WRITE, CREATE));
        assertTrue(e.getMessage().contains("ENAMETOOLONG") || e.getMessage().contains("too long"), e.getMessage());
    }

    /// Longer than what the kernel ever looks at, and longer than the memory that an engine has for
    /// names.
    @Test
    default void aPathThatIsMuchTooLongIsRefusedAndHarmsNobody() throws Exception {
        Path innocent = write("innocent", "x".repeat(10_000));
        for (int bytes : new int[] {4_095, 4_096, 4_097, 300_000, 10_000_000}) {
            Path path = Path.of("/" + "n".repeat(bytes - 1));
            Task<String> read = AsyncFiles.readString(io(), innocent, UTF_8, CancellationToken.none());
            var e = assertThrows(FileSystemException.class, () -> open(path));
            assertTrue(
                    e instanceof NoSuchFileException
                            || e.getMessage().contains("ENAMETOOLONG")
                            || e.getMessage().contains("too long"),
                    () -> "a path of " + bytes + " bytes: " + e.getReason());
            assertEquals("x".repeat(10_000), read.await());
        }
    }

    @Test
    default void aDirectoryIsOpenedToBeSynchronizedButNotToBeRead() throws Exception {
        try (AsyncFile directory = open(folder(), READ)) {
            directory.force(true).await();
            var e = assertThrows(
                    IOException.class, () -> directory.read(new byte[1], 0).await());
            assertTrue(e.getMessage().contains("irectory"), e.getMessage());
        }
        assertThrows(IOException.class, () -> open(folder(), WRITE));
    }

    // Exclusive use.

    @Test
    default void anExclusiveFileIsLockedBeforeItIsTruncated() throws Exception {
        Path path = write("a", "precious");
        try (AsyncFile owner = open(path, WRITE, AsyncOption.EXCLUSIVE)) {
            var e = assertThrows(
                    FileLockedException.class,
                    () -> open(path, WRITE, CREATE, TRUNCATE_EXISTING, AsyncOption.EXCLUSIVE));
            assertEquals(path.toString(), e.getFile());
            assertTrue(e.getMessage().startsWith(path.toString()), e.getMessage());
            assertTrue(e.getMessage().contains("locked"), e.getMessage());
            Task<Void> whole =
                    AsyncFiles.write(io(), path, memory("x"), CancellationToken.none(), CREATE, AsyncOption.EXCLUSIVE);
            assertThrows(FileLockedException.class, whole::await);
            assertEquals("precious", Files.readString(path));
            owner.writeFully("P".getBytes(UTF_8), 0).await();
        }
        assertEquals("Precious", Files.readString(path));
        try (AsyncFile next = open(path, WRITE, CREATE, TRUNCATE_EXISTING, AsyncOption.EXCLUSIVE)) {
            assertEquals(0, next.size().await());
            next.writeFully("new".getBytes(UTF_8), 0).await();
        }
        assertEquals("new", Files.readString(path));
    }

    @Test
    default void theLockIsThereForEverybodyAndGoesWhenTheFileIsClosed() throws Exception {
        needsSystemCalls("the lock is one of the JDK's, which keeps others of this process out by an exception");
        Path path = write("a", "x");
        try (FileChannel other = FileChannel.open(path, WRITE)) {
            try (AsyncFile file = open(path, READ, WRITE, AsyncOption.EXCLUSIVE)) {
                assertNull(other.tryLock());
                assertEquals(1, file.size().await());
            }
            try (FileLock lock = other.tryLock()) {
                assertNotNull(lock);
                assertThrows(FileLockedException.class, () -> open(path, WRITE, AsyncOption.EXCLUSIVE));
            }
        }
    }

    // Past the page cache.

    @Test
    default void aDirectFileTransfersWhatIsAligned() throws Exception {
        needsSystemCalls("DIRECT is refused");
        Path path = folder().resolve("direct");
        MemorySegment blocks = arena().allocate(64 * 1024, 4096);
        for (long i = 0; i < blocks.byteSize(); i++) blocks.set(ValueLayout.JAVA_BYTE, i, (byte) i);
        try (AsyncFile file = openDirect(path, READ, WRITE, CREATE)) {
            file.writeFully(blocks, 4096).await();
            assertEquals(4096 + 64 * 1024, file.size().await());
            MemorySegment back = arena().allocate(64 * 1024, 4096);
            file.readFully(back, 4096).await();
            assertEquals(-1, blocks.mismatch(back));
            byte[] heap = new byte[8192]; // through a buffer of the library, which is aligned
            assertEquals(8192, file.read(heap, 8192).await());
            assertEquals(-1, blocks.asSlice(4096, 8192).mismatch(MemorySegment.ofArray(heap)));
            assertEquals(4096, file.blocking().read(back.asSlice(0, 4096), 0));
        }
    }

    /// Not every file system has direct transfers.
    default AsyncFile openDirect(Path path, OpenOption... options) throws Exception {
        Set<OpenOption> all = new HashSet<>(List.of(options));
        all.add(AsyncOption.DIRECT);
        try {
            return open(path, all.toArray(new OpenOption[0]));
        } catch (FileSystemException e) {
            assumeFalse(e.getMessage().contains("EINVAL"), "no direct transfers on the file system of " + path);
            throw e;
        }
    }

    // What may wait.

    @Test
    default void openingAPipeToReadWaitsForNoWriter() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        Path path = fifo("fifo");
        try (AsyncFile reader = open(path, READ)) {
            var read = reader.read(new byte[4], 0);
            try (AsyncFile writer = open(path, WRITE)) {
                writer.writeFully("data".getBytes(UTF_8), 0).await();
                assertEquals(4, read.await());
            }
        }
    }

    @Test
    default void openingAPipeToWriteWaitsForAReader() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        Path path = fifo("fifo");
        Task<AsyncFile> opening = AsyncFile.open(io(), path, WRITE);
        Task<Void> whole = AsyncFiles.write(io(), path, memory("data"), CancellationToken.none(), WRITE);
        open(write("a", "x")).close(); // what comes later is done meanwhile
        assertFalse(opening.isDone());
        assertFalse(whole.isDone());
        try (AsyncFile reader = open(path, READ);
                AsyncFile writer = opening.await()) {
            whole.await();
            writer.writeFully("more".getBytes(UTF_8), 0).await();
            byte[] read = new byte[8];
            reader.readFully(read, 0).await();
            assertEquals("datamore", new String(read, UTF_8));
        }
    }

    /// As it is without options, which would make the file if it were not there.
    @Test
    default void aWholeFileGoesIntoAPipeThatIsThere() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        Path path = fifo("fifo");
        Task<Void> first = AsyncFiles.write(io(), path, memory("data"), CancellationToken.none());
        open(write("a", "x")).close(); // what comes later is done meanwhile
        assertFalse(first.isDone());
        Waiting.until(() -> io().pendingOperations() == 1, () -> io().pendingOperations() + " are pending");
        try (AsyncFile reader = open(path, READ)) {
            first.await();
            AsyncFiles.write(io(), path, memory("more"), CancellationToken.none())
                    .await();
            byte[] read = new byte[8];
            reader.readFully(read, 0).await();
            assertEquals("datamore", new String(read, UTF_8));
        }
        assertEquals(0, io().pendingOperations());
    }

    @Test
    default void aWholeFileForAPipeCanBeCancelled() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        for (int round = 0; round < 100; round++) {
            Path path = fifo("fifo" + round);
            Task<Void> whole = AsyncFiles.write(io(), path, memory("never"), CancellationToken.none());
            if (round % 2 == 0) open(folder()).close(); // it has begun by then
            for (int i = 0; i < 50 * round; i++) Thread.onSpinWait();
            whole.cancel();
            assertTrue(whole.outcome() instanceof Outcome.Cancelled<?>, whole::toString);
            AsyncFile reader = open(path, READ); // for a call that goes on on the portable engine
            Waiting.until(() -> io().pendingOperations() == 0, "the end of the calls");
            reader.close();
        }
    }

    @Test
    default void aWholeFileIsMadeWhereALinkLeads() throws Exception {
        Path target = folder().resolve("target");
        Path link = Files.createSymbolicLink(folder().resolve("link"), target);
        for (String content : List.of("made", "replaced")) {
            AsyncFiles.write(io(), link, memory(content), CancellationToken.none())
                    .await();
            assertTrue(Files.isSymbolicLink(link));
            assertEquals(content, Files.readString(target));
        }
        assertThrows(
                FileAlreadyExistsException.class,
                () -> AsyncFiles.write(io(), link, memory("x"), CancellationToken.none(), WRITE, CREATE_NEW)
                        .await());
    }

    @Test
    default void whoWaitsForAReaderOfAPipeHoldsUpNobody() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        List<Path> pipes = new ArrayList<>();
        List<Task<AsyncFile>> openings = new ArrayList<>();
        for (int i = 0; i < 40; i++) { // more than there are threads of the kernel for files
            pipes.add(fifo("fifo" + i));
            openings.add(AsyncFile.open(io(), pipes.getLast(), WRITE));
        }
        try (AsyncFile other = open(folder().resolve("a"), WRITE, CREATE)) {
            other.writeFully(new byte[100_000], 0).await();
            other.force(false).await();
        }
        for (Task<AsyncFile> opening : openings) assertFalse(opening.isDone());
        for (int i = pipes.size() - 1; i >= 0; i--) {
            AsyncFile reader = open(pipes.get(i), READ);
            openings.get(i).await().close();
            reader.close();
        }
    }

    @Test
    default void whoWaitsForAReaderOfAPipeCanBeCancelled() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        for (int round = 0; round < 100; round++) {
            Path path = fifo("fifo" + round);
            List<Task<?>> waiting = List.of(
                    AsyncFile.open(io(), path, WRITE),
                    AsyncFiles.write(io(), path, memory("never"), CancellationToken.none(), WRITE));
            if (round % 2 == 0) open(folder()).close(); // they have begun by then
            for (Task<?> task : waiting) task.cancel();
            for (Task<?> task : waiting) assertTrue(task.outcome() instanceof Outcome.Cancelled<?>, task::toString);
            AsyncFile reader = open(path, READ); // for a call that goes on on the portable engine
            Waiting.until(() -> io().pendingOperations() == 0, "the end of the calls");
            reader.close();
        }
    }

    @Test
    default void aFileThatWasOpenedThoughNobodyWantsItAnyMoreIsClosed() throws Exception {
        Path path = write("a", "x");
        List<Task<AsyncFile>> opens = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            Task<AsyncFile> open = AsyncFile.open(io(), path, READ);
            open.cancel();
            opens.add(open);
        }
        for (Task<AsyncFile> open : opens) {
            switch (open.outcome()) {
                case Outcome.Succeeded<AsyncFile>(AsyncFile file) -> file.close(); // it was too late
                case Outcome.Cancelled<AsyncFile> _ -> assertTrue(open.isCancelled());
                case Outcome.Failed<AsyncFile>(var failure) -> throw new AssertionError(failure.toException());
            }
        }
    }
}
