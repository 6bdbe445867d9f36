package dev.tidemill.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DELETE_ON_CLOSE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.Waiting;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Stat;
import dev.tidemill.linux.Statx;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// How files come to be, and how they go: with what permissions, what place, what name or none.
@Timeout(60)
interface CreationContract extends Workbench {

    private long names() throws Exception {
        try (Stream<Path> entries = Files.list(folder())) {
            return entries.count();
        }
    }

    private static void checkWritable(AsyncFile file) throws Exception {
        file.writeFully("data".getBytes(UTF_8), 0).await();
        byte[] read = new byte[4];
        file.readFully(read, 0).await();
        assertEquals("data", new String(read, UTF_8));
    }

    // Files that go when they are closed.

    @Test
    default void aFileThatIsDeletedWhenItIsClosed() throws Exception {
        Path made = folder().resolve("made");
        Path found = write("found", "x");
        for (Path path : new Path[] {made, found}) {
            try (AsyncFile file = open(path, READ, WRITE, CREATE, DELETE_ON_CLOSE)) {
                checkWritable(file);
            }
            assertFalse(Files.exists(path));
        }
        Path read = write("read", "x");
        open(read, READ, DELETE_ON_CLOSE).close();
        assertFalse(Files.exists(read));
        AsyncFiles.write(io(), made, memory("x"), CancellationToken.none(), CREATE, DELETE_ON_CLOSE)
                .await();
        assertFalse(Files.exists(made));
    }

    @Test
    default void aLinkIsNotFollowedToAFileThatIsToBeDeleted() throws Exception {
        Path target = write("target", "precious");
        Path link = Files.createSymbolicLink(folder().resolve("link"), target);
        assertThrows(FileSystemException.class, () -> open(link, READ, DELETE_ON_CLOSE));
        assertTrue(Files.isSymbolicLink(link));
        assertEquals("precious", Files.readString(target));
    }

    @Test
    default void aFileThatSomebodyHasLockedIsNotDeleted() throws Exception {
        Path path = write("a", "precious");
        try (AsyncFile owner = open(path, READ, WRITE);
                RangeLock _ = owner.lock(100, 1, false).await()) {
            assertThrows(FileLockedException.class, () -> open(path, WRITE, DELETE_ON_CLOSE, AsyncOption.EXCLUSIVE));
            assertEquals("precious", Files.readString(path));
        }
        open(path, WRITE, DELETE_ON_CLOSE, AsyncOption.EXCLUSIVE).close();
        assertFalse(Files.exists(path));
    }

    @Test
    default void aFileThatIsNotThereIsNotDeleted() {
        assertThrows(NoSuchFileException.class, () -> open(folder().resolve("missing"), READ, DELETE_ON_CLOSE));
    }

    // Permissions.

    @Test
    default void aFileIsMadeWithItsPermissions() throws Exception {
        Path path = folder().resolve("a");
        for (String permissions : new String[] {"rw-------", "r-x--x--x", "rw-r--r--"}) {
            FileAttribute<?> attribute =
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
            AsyncFile.open(io(), path, Set.of(WRITE, CREATE_NEW), CancellationToken.none(), attribute)
                    .await()
                    .close();
            assertEquals(permissions, PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
            Files.delete(path);
        }
    }

    @Test
    default void aFileThatIsThereKeepsItsPermissions() throws Exception {
        Path path = write("a", "x");
        var before = Files.getPosixFilePermissions(path);
        FileAttribute<?> attribute = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        AsyncFile.open(io(), path, Set.of(WRITE, CREATE), CancellationToken.none(), attribute)
                .await()
                .close();
        assertEquals(before, Files.getPosixFilePermissions(path));
    }

    @Test
    default void otherAttributesAreRefused() {
        FileAttribute<String> other = new FileAttribute<>() {
            @Override
            public String name() {
                return "user:color";
            }

            @Override
            public String value() {
                return "blue";
            }
        };
        var e = assertThrows(
                UnsupportedOperationException.class,
                () -> AsyncFile.open(
                        io(), folder().resolve("a"), Set.of(WRITE, CREATE), CancellationToken.none(), other));
        assertEquals(
                "attribute is not supported when a file is created: user:color; posix:permissions is", e.getMessage());
    }

    // Place.

    private long blocks(Path path) {
        MemorySegment status = arena().allocate(Statx.SIZE_OF_STRUCT);
        assertEquals(
                0,
                LibC.statx(
                        -100, arena().allocateFrom(path.toString()).address(), 0, Stat.STATX_BLOCKS, status.address()));
        return status.get(ValueLayout.JAVA_LONG, Statx.BLOCKS) * 512;
    }

    @Test
    default void placeIsSetAsideAndTheLengthStays() throws Exception {
        for (OpenOption how : new OpenOption[] {WRITE, AsyncOption.EXCLUSIVE}) {
            Path path = folder().resolve(how.toString());
            try (AsyncFile file = open(path, READ, WRITE, CREATE, how, AsyncOption.preallocate(1 << 20))) {
                assertEquals(0, file.size().await());
                if (LibC.isAvailable()) assertTrue(blocks(path) >= 1 << 20, () -> blocks(path) + " bytes");
                checkWritable(file);
            }
        }
        Path found = write("found", "x");
        open(found, READ, AsyncOption.preallocate(1 << 20)).close(); // says nothing without WRITE
        assertThrows(IllegalArgumentException.class, () -> AsyncOption.preallocate(0));
    }

    @Test
    default void aFileForWhichThereIsNoPlaceIsNotMade() throws Exception {
        needsSystemCalls("no place is set aside");
        Path path = folder().resolve("a");
        long tooMuch = 1L << 60;
        var e = assertThrows(
                FileSystemException.class, () -> open(path, WRITE, CREATE_NEW, AsyncOption.preallocate(tooMuch)));
        assertTrue(
                e.getMessage().startsWith(path + ": open to write with 1152921504606846976 bytes set aside failed: E"),
                e.getMessage());
        assertFalse(Files.exists(path));
        Path found = write("found", "x");
        assertThrows(FileSystemException.class, () -> open(found, WRITE, CREATE, AsyncOption.preallocate(tooMuch)));
        assertEquals("x", Files.readString(found));
    }

    @Test
    default void whatHasNoPlaceToSetAsideIsOpenedAllTheSame() throws Exception {
        open(Path.of("/dev/null"), WRITE, AsyncOption.preallocate(4096)).close();
    }

    // Temporary files.

    @Test
    default void aTemporaryFileHasANameOfItsOwn() throws Exception {
        Path first;
        try (AsyncFile one = temporary("report-", ".txt");
                AsyncFile other = temporary("report-", ".txt")) {
            first = one.path();
            String name = first.getFileName().toString();
            assertTrue(name.startsWith("report-") && name.endsWith(".txt"), name);
            assertNotEquals(first, other.path());
            assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(first)));
            checkWritable(one);
        }
        assertEquals("data", Files.readString(first));
        try (AsyncFile passing = temporary("", "", DELETE_ON_CLOSE)) {
            checkWritable(passing);
        }
        assertEquals(2, names());
        assertThrows(IllegalArgumentException.class, () -> temporary("../", ""));
        assertThrows(
                NoSuchFileException.class,
                () -> AsyncFile.temporary(
                                io(), folder().resolve("missing"), "a", "", Set.of(), CancellationToken.none())
                        .await());
    }

    private AsyncFile temporary(String prefix, String suffix, OpenOption... options) throws Exception {
        return AsyncFile.temporary(io(), folder(), prefix, suffix, Set.of(options), CancellationToken.none())
                .await();
    }

    // Files without a name.

    private AsyncFile anonymous() throws Exception {
        return AsyncFile.anonymous(io(), folder(), CancellationToken.none()).await();
    }

    @Test
    default void anAnonymousFileHasNoNameAndIsGoneWhenItIsClosed() throws Exception {
        try (AsyncFile file = anonymous()) {
            assertEquals(folder(), file.path());
            assertEquals(0, names());
            checkWritable(file);
            assertEquals(4, file.size().await());
        }
        assertEquals(0, names());
        assertThrows(
                NoSuchFileException.class,
                () -> AsyncFile.anonymous(io(), folder().resolve("missing"), CancellationToken.none())
                        .await());
        assertThrows(
                FileSystemException.class,
                () -> AsyncFile.anonymous(io(), write("a", "x"), CancellationToken.none())
                        .await());
    }

    @Test
    default void anAnonymousFileCanBeGivenAName() throws Exception {
        needsSystemCalls("an anonymous file can be given no name");
        Path name = folder().resolve("name");
        try (AsyncFile file = anonymous()) {
            checkWritable(file);
            file.linkTo(name).await();
            assertEquals("data", Files.readString(name));
            file.writeFully("DATA".getBytes(UTF_8), 0).await();
        }
        assertEquals("DATA", Files.readString(name));
        AsyncFile file = anonymous();
        var e = assertThrows(
                FileAlreadyExistsException.class, () -> file.linkTo(name).await());
        assertEquals(
                name + ": link to an anonymous file of " + folder() + " failed: EEXIST (File exists)", e.getMessage());
        assertThrows(
                NoSuchFileException.class,
                () -> file.linkTo(folder().resolve("missing").resolve("a")).await());
        file.close();
        Task<Void> closed = file.linkTo(folder().resolve("other"));
        assertThrows(ClosedChannelException.class, closed::await);
        assertEquals("DATA", Files.readString(name));
    }

    @Test
    default void withoutSystemCallsAnAnonymousFileKeepsHavingNoName() throws Exception {
        if (LibC.isAvailable()) return;
        try (AsyncFile file = anonymous()) {
            var e = assertThrows(
                    FileSystemException.class,
                    () -> file.linkTo(folder().resolve("name")).await());
            assertTrue(e.getMessage().contains("--enable-native-access"), e.getMessage());
        }
    }

    @Test
    default void aFileWithANameIsGivenNoOther() throws Exception {
        try (AsyncFile file = open(write("a", "x"))) {
            assertThrows(IllegalStateException.class, () -> file.linkTo(folder().resolve("b")));
        }
    }

    @Test
    default void aCancelledOpeningLeavesNoFileBehind() throws Exception {
        for (int round = 0; round < 100; round++) {
            Task<AsyncFile> opening = AsyncFile.anonymous(io(), folder(), CancellationToken.none());
            opening.cancel();
            if (opening.outcome() instanceof Outcome.Succeeded<AsyncFile>(AsyncFile file)) file.close();
        }
        Waiting.until(() -> io().pendingOperations() == 0, "the end of the calls");
        assertEquals(0, names());
    }
}
