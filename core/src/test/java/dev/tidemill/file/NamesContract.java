package dev.tidemill.file;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardCopyOption.COPY_ATTRIBUTES;
import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.Tidemill;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.NonBlockingThread;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.nio.file.CopyOption;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Names and attributes: what `java.nio.file.Files` says of them, side by side with it.
@Timeout(60)
interface NamesContract extends Workbench {

    CancellationToken NONE = CancellationToken.none();

    // What there is.

    /// One of each kind, and what is none.
    private List<Path> oneOfEach() throws Exception {
        Path folder = Files.createDirectory(folder().resolve("one of each"));
        Path file = Files.writeString(folder.resolve("file.txt"), "0123456789");
        Files.createDirectory(folder.resolve("directory"));
        Files.createSymbolicLink(folder.resolve("link"), Path.of("file.txt"));
        Files.createSymbolicLink(folder.resolve("link to directory"), Path.of("directory"));
        Files.createSymbolicLink(folder.resolve("dangling"), Path.of("nothing"));
        Files.createSymbolicLink(folder.resolve("loop"), Path.of("loop"));
        Files.createLink(folder.resolve(".hidden"), file);
        Files.setPosixFilePermissions(
                Files.createFile(folder.resolve("private")), PosixFilePermissions.fromString("r-x-w---x"));
        List<Path> paths = new ArrayList<>();
        try (var listed = Files.list(folder)) {
            listed.forEach(paths::add);
        }
        paths.add(folder.resolve("missing"));
        paths.add(folder.resolve("file.txt").resolve("inside"));
        paths.add(folder.resolve("dangling").resolve("inside"));
        paths.add(folder.resolve("directory").resolve("..").resolve("link"));
        paths.add(folder.resolve("x".repeat(256)));
        paths.add(folder.resolve("long/".repeat(1_000)));
        paths.add(fifo("fifo"));
        paths.add(Path.of(""));
        paths.add(Path.of("/"));
        paths.add(Path.of("/dev/null"));
        paths.add(Path.of("/proc/self/stat"));
        return paths;
    }

    List<LinkOption[]> FOLLOWING = List.of(new LinkOption[0], new LinkOption[] {NOFOLLOW_LINKS});

    @Test
    default void whatAFileIsSaysTheSameAsTheJdk() throws Exception {
        for (Path path : oneOfEach()) {
            SideBySide.same(
                    path + ": isSymbolicLink",
                    () -> Files.isSymbolicLink(path),
                    () -> AsyncFiles.isSymbolicLink(io(), path, NONE));
            SideBySide.same(path + ": size", () -> Files.size(path), () -> AsyncFiles.size(io(), path, NONE));
            SideBySide.same(
                    path + ": isReadable", () -> Files.isReadable(path), () -> AsyncFiles.isReadable(io(), path, NONE));
            SideBySide.same(
                    path + ": isWritable", () -> Files.isWritable(path), () -> AsyncFiles.isWritable(io(), path, NONE));
            SideBySide.same(
                    path + ": isExecutable",
                    () -> Files.isExecutable(path),
                    () -> AsyncFiles.isExecutable(io(), path, NONE));
            SideBySide.same(
                    path + ": isHidden", () -> Files.isHidden(path), () -> AsyncFiles.isHidden(io(), path, NONE));
            SideBySide.same(
                    path + ": readSymbolicLink",
                    () -> Files.readSymbolicLink(path),
                    () -> AsyncFiles.readSymbolicLink(io(), path, NONE));
            SideBySide.same(
                    path + ": store",
                    () -> Files.getFileStore(path).name(),
                    () -> AsyncFiles.getFileStore(io(), path, NONE).thenApply(store -> store.name()));
            SideBySide.same(
                    path + ": content type",
                    () -> Optional.ofNullable(Files.probeContentType(path)),
                    () -> AsyncFiles.probeContentType(io(), path, NONE));
            for (LinkOption[] options : FOLLOWING) whatAFileIsSaysTheSameAsTheJdk(path, options);
        }
    }

    private void whatAFileIsSaysTheSameAsTheJdk(Path path, LinkOption... options) throws Exception {
        String at = path + " " + List.of(options) + ": ";
        SideBySide.same(
                at + "exists", () -> Files.exists(path, options), () -> AsyncFiles.exists(io(), path, NONE, options));
        SideBySide.same(
                at + "notExists",
                () -> Files.notExists(path, options),
                () -> AsyncFiles.notExists(io(), path, NONE, options));
        SideBySide.same(
                at + "isRegularFile",
                () -> Files.isRegularFile(path, options),
                () -> AsyncFiles.isRegularFile(io(), path, NONE, options));
        SideBySide.same(
                at + "isDirectory",
                () -> Files.isDirectory(path, options),
                () -> AsyncFiles.isDirectory(io(), path, NONE, options));
        SideBySide.same(
                at + "time",
                () -> Files.getLastModifiedTime(path, options),
                () -> AsyncFiles.getLastModifiedTime(io(), path, NONE, options));
        SideBySide.same(
                at + "permissions",
                () -> Files.getPosixFilePermissions(path, options),
                () -> AsyncFiles.getPosixFilePermissions(io(), path, NONE, options));
        SideBySide.same(
                at + "owner",
                () -> Files.getOwner(path, options),
                () -> AsyncFiles.getOwner(io(), path, NONE, options));
        SideBySide.same(
                at + "real path",
                () -> path.toRealPath(options),
                () -> AsyncFiles.toRealPath(io(), path, NONE, options));
        SideBySide.same(
                at + "basic attributes",
                () -> basic(Files.readAttributes(path, BasicFileAttributes.class, options)),
                () -> AsyncFiles.readAttributes(io(), path, BasicFileAttributes.class, NONE, options)
                        .thenApply(NamesContract::basic));
        SideBySide.same(
                at + "status",
                () -> basic(Files.readAttributes(path, BasicFileAttributes.class, options)),
                () -> AsyncFiles.status(io(), path, NONE, options).thenApply(NamesContract::basic));
        SideBySide.same(
                at + "POSIX attributes",
                () -> posix(Files.readAttributes(path, PosixFileAttributes.class, options)),
                () -> AsyncFiles.readAttributes(io(), path, PosixFileAttributes.class, NONE, options)
                        .thenApply(NamesContract::posix));
        for (String names : List.of("size,lastModifiedTime", "posix:permissions,owner", "unix:nlink,mode", "no:such")) {
            SideBySide.same(
                    at + names,
                    () -> Files.readAttributes(path, names, options),
                    () -> AsyncFiles.readAttributes(io(), path, names, NONE, options));
        }
        SideBySide.same(
                at + "unix:uid",
                () -> Files.getAttribute(path, "unix:uid", options),
                () -> AsyncFiles.getAttribute(io(), path, "unix:uid", NONE, options));
    }

    /// A file of the kernel is another at each look, but for its kind.
    private static List<Object> basic(BasicFileAttributes all) {
        return List.of(
                all.isRegularFile(),
                all.isDirectory(),
                all.isSymbolicLink(),
                all.isOther(),
                all.size(),
                all.lastModifiedTime(),
                all.creationTime(),
                String.valueOf(all.fileKey()));
    }

    private static List<Object> posix(PosixFileAttributes all) {
        return List.of(basic(all), all.permissions(), all.owner(), all.group());
    }

    @Test
    default void aStatusTellsWhatTheKernelDoes() throws Exception {
        Path path = write("a", "0123456789");
        Files.createLink(folder().resolve("b"), path);
        FileStatus status = AsyncFiles.status(io(), path, NONE).await();
        Map<String, Object> unix = Files.readAttributes(path, "unix:*");
        assertEquals(unix.get("mode"), status.mode());
        assertEquals(unix.get("ino"), status.inode());
        assertEquals(unix.get("dev"), status.device());
        assertEquals(unix.get("rdev"), status.specialDevice());
        assertEquals(2L, status.links());
        assertEquals(unix.get("nlink"), (int) status.links());
        assertEquals(unix.get("uid"), status.userId());
        assertEquals(unix.get("gid"), status.groupId());
        assertEquals(unix.get("ctime"), status.changeTime());
        assertEquals(unix.get("creationTime"), status.birthTime().orElse(status.creationTime()));
        assertEquals(unix.get("permissions"), status.permissions());
        assertFalse(status.isImmutable() || status.isAppendOnly());
        FileStatus other = AsyncFiles.status(io(), folder().resolve("b"), NONE).await();
        assertEquals(status.fileKey(), other.fileKey());
        assertNotEquals(
                status.fileKey(),
                AsyncFiles.status(io(), folder(), NONE).await().fileKey());
        assertEquals("-" + PosixFilePermissions.toString(status.permissions()) + " 10 bytes", status.toString());
        Map<String, Object> device = Files.readAttributes(Path.of("/dev/null"), "unix:rdev");
        assertEquals(
                device.get("rdev"),
                AsyncFiles.status(io(), Path.of("/dev/null"), NONE).await().specialDevice());
    }

    @Test
    default void aStatusFromAnyThreadIsTheSame() throws Exception {
        Path path = write("a", "0123456789");
        List<Task<FileStatus>> asked = new ArrayList<>();
        final class Caller extends Thread implements NonBlockingThread {
            @Override
            public void run() {
                asked.add(AsyncFiles.status(io(), path, NONE));
            }
        }
        var caller = new Caller();
        caller.start();
        caller.join();
        asked.add(AsyncFiles.status(io(), path, NONE));
        asked.add(Task.run(() -> AsyncFiles.status(io(), path, NONE).await()));
        for (int i = 0; i < 1_000; i++) asked.add(AsyncFiles.status(io(), path, NONE));
        for (Task<FileStatus> status : asked) assertEquals(10, status.await().size());
    }

    // Setting.

    @Test
    default void timesAreSetToTheNanosecond() throws Exception {
        Path path = write("a", "x");
        FileTime modified = FileTime.from(Instant.parse("2001-02-03T04:05:06.123456789Z"));
        FileTime accessed = FileTime.from(Instant.parse("2030-01-02T03:04:05.000000001Z"));
        assertEquals(
                path, AsyncFiles.setTimes(io(), path, modified, accessed, NONE).await());
        FileStatus status = AsyncFiles.status(io(), path, NONE).await();
        assertEquals(modified, status.lastModifiedTime());
        assertEquals(accessed, status.lastAccessTime());
        FileTime before1970 = FileTime.from(Instant.parse("1969-12-31T23:59:58Z"));
        assertEquals(
                path,
                AsyncFiles.setLastModifiedTime(io(), path, before1970, NONE).await());
        status = AsyncFiles.status(io(), path, NONE).await();
        assertEquals(before1970, status.lastModifiedTime());
        assertEquals(accessed, status.lastAccessTime());
    }

    /// The JDK takes the second of 1970 that is nearest to such a time.
    @Test
    default void timesBefore1970HaveTheirFraction() throws Exception {
        needsSystemCalls("the JDK sets times");
        Path path = write("a", "x");
        Path link = Files.createSymbolicLink(folder().resolve("link"), path);
        FileTime modified = FileTime.from(Instant.parse("1969-12-31T23:59:58.123456789Z"));
        FileTime accessed = FileTime.from(Instant.parse("1910-01-02T03:04:05.999999999Z"));
        assertEquals(
                path, AsyncFiles.setTimes(io(), path, modified, accessed, NONE).await());
        assertTimes(modified, accessed, path);
        FileTime other = FileTime.from(Instant.parse("1950-01-01T00:00:00.5Z"));
        assertEquals(
                path, AsyncFiles.setLastModifiedTime(io(), path, other, NONE).await());
        assertTimes(other, accessed, path);
        for (String view : List.of("", "basic:", "posix:", "unix:")) {
            FileTime next =
                    FileTime.from(Instant.parse("1940-01-01T00:00:00.25Z").plusNanos(view.length()));
            AsyncFiles.setAttribute(io(), path, view + "lastModifiedTime", next, NONE)
                    .await();
            AsyncFiles.setAttribute(io(), path, view + "lastAccessTime", next, NONE)
                    .await();
            assertTimes(next, next, path);
        }
        FileTime ofFile = Files.getLastModifiedTime(path);
        AsyncFiles.setTimes(io(), link, modified, accessed, NONE, NOFOLLOW_LINKS)
                .await();
        assertTimes(modified, accessed, link, NOFOLLOW_LINKS);
        AsyncFiles.setTimes(io(), path, null, null, NONE).await();
        assertEquals(ofFile, AsyncFiles.getLastModifiedTime(io(), path, NONE).await());
    }

    private void assertTimes(FileTime modified, FileTime accessed, Path path, LinkOption... options) throws Exception {
        FileStatus status = AsyncFiles.status(io(), path, NONE, options).await();
        assertEquals(modified, status.lastModifiedTime());
        assertEquals(accessed, status.lastAccessTime());
    }

    @Test
    default void aDirectoryIsMadeWithPermissions() throws Exception {
        var onlyOwner = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
        Path path = folder().resolve("d");
        assertEquals(
                path, AsyncFiles.createDirectory(io(), path, NONE, onlyOwner).await());
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(path)));
    }

    @Test
    default void usersGiveFilesAttributes() throws Exception {
        Path path = write("a", "x");
        byte[] value = {0, 1, (byte) 0xFF};
        try {
            Files.setAttribute(path, "user:probe", value);
        } catch (FileSystemException e) {
            abort("this file system has no user attributes: " + e);
        }
        assertEquals(
                path,
                AsyncFiles.setUserAttribute(io(), path, "mine", value, NONE).await());
        assertArrayEquals(value, (byte[])
                AsyncFiles.getAttribute(io(), path, "user:mine", NONE).await());
        Map<String, byte[]> all = AsyncFiles.userAttributes(io(), path, NONE).await();
        assertEquals(Set.of("probe", "mine"), all.keySet());
        assertArrayEquals(value, all.get("mine"));
        assertEquals(
                path, AsyncFiles.deleteUserAttribute(io(), path, "mine", NONE).await());
        assertEquals(
                Set.of("probe"),
                AsyncFiles.userAttributes(io(), path, NONE).await().keySet());
        assertThrows(
                FileSystemException.class,
                () -> AsyncFiles.deleteUserAttribute(io(), path, "mine", NONE).await());
    }

    @Test
    default void whatSetsAttributesDoesAsTheJdkDoes() throws Exception {
        var twins = new SideBySide(folder());
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString("rw-r-x--x");
        FileTime time = FileTime.fromMillis(1_000_000_000_123L);
        for (String name : List.of("file", "directory", "link", "missing", "file/inside")) {
            twins.same(
                    name,
                    folder -> Files.setPosixFilePermissions(folder.resolve(name), permissions),
                    folder -> AsyncFiles.setPosixFilePermissions(io(), folder.resolve(name), permissions, NONE));
            twins.same(
                    name,
                    folder -> Files.setLastModifiedTime(folder.resolve(name), time),
                    folder -> AsyncFiles.setLastModifiedTime(io(), folder.resolve(name), time, NONE));
            twins.same(
                    name,
                    folder -> Files.setOwner(folder.resolve(name), Files.getOwner(folder)),
                    folder -> AsyncFiles.setOwner(io(), folder.resolve(name), Files.getOwner(folder), NONE));
            twins.same(
                    name,
                    folder -> Files.setAttribute(folder.resolve(name), "posix:permissions", permissions),
                    folder -> AsyncFiles.setAttribute(
                            io(), folder.resolve(name), "posix:permissions", permissions, NONE));
            twins.same(
                    name,
                    folder -> Files.setAttribute(folder.resolve(name), "basic:size", 5L),
                    folder -> AsyncFiles.setAttribute(io(), folder.resolve(name), "basic:size", 5L, NONE));
        }
    }

    // Making and removing.

    @Test
    default void whatIsMadeIsMadeAsTheJdkDoes() throws Exception {
        var twins = new SideBySide(folder());
        var attribute = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx--x---"));
        for (String name : List.of(
                "new", "file", "directory", "link", "dangling", "missing/inside", "file/inside", "new/inside", "")) {
            twins.same(
                    name + " file",
                    folder -> Files.createFile(folder.resolve(name + "file")),
                    folder -> AsyncFiles.createFile(io(), folder.resolve(name + "file"), NONE));
            twins.same(
                    name + " file with permissions",
                    folder -> Files.createFile(folder.resolve(name + "p"), attribute),
                    folder -> AsyncFiles.createFile(io(), folder.resolve(name + "p"), NONE, attribute));
            twins.same(
                    name + " directory",
                    folder -> Files.createDirectory(folder.resolve(name)),
                    folder -> AsyncFiles.createDirectory(io(), folder.resolve(name), NONE));
            twins.same(
                    name + " directory with permissions",
                    folder -> Files.createDirectory(folder.resolve(name + "d"), attribute),
                    folder -> AsyncFiles.createDirectory(io(), folder.resolve(name + "d"), NONE, attribute));
            twins.same(
                    name + " directories",
                    folder -> Files.createDirectories(folder.resolve(name).resolve("a/b")),
                    folder -> AsyncFiles.createDirectories(
                            io(), folder.resolve(name).resolve("a/b"), NONE));
            twins.same(
                    name + " symbolic link",
                    folder -> Files.createSymbolicLink(folder.resolve(name + "s"), Path.of("../" + name)),
                    folder -> AsyncFiles.createSymbolicLink(
                            io(), folder.resolve(name + "s"), Path.of("../" + name), NONE));
            twins.same(
                    name + " symbolic link with permissions",
                    folder -> Files.createSymbolicLink(folder.resolve(name + "sp"), Path.of("x"), attribute),
                    folder -> AsyncFiles.createSymbolicLink(
                            io(), folder.resolve(name + "sp"), Path.of("x"), NONE, attribute));
            twins.same(
                    name + " link",
                    folder -> Files.createLink(folder.resolve(name), folder.resolve("file")),
                    folder -> AsyncFiles.createLink(io(), folder.resolve(name), folder.resolve("file"), NONE));
            twins.same(
                    name + " link to",
                    folder -> Files.createLink(folder.resolve(name + "l"), folder.resolve(name)),
                    folder -> AsyncFiles.createLink(io(), folder.resolve(name + "l"), folder.resolve(name), NONE));
        }
    }

    @Test
    default void whatIsRemovedIsRemovedAsTheJdkDoes() throws Exception {
        var twins = new SideBySide(folder());
        for (String name : List.of(
                "full", "full/inside", "full", "missing", "file/inside", "file", "directory", "link", "dangling", "")) {
            twins.same(
                    "deletion if it exists: " + name,
                    folder -> Files.deleteIfExists(folder.resolve(name + "2")),
                    folder -> AsyncFiles.deleteIfExists(io(), folder.resolve(name + "2"), NONE));
            twins.same(
                    "deletion: " + name,
                    folder -> {
                        Files.delete(folder.resolve(name));
                        return null;
                    },
                    folder -> AsyncFiles.delete(io(), folder.resolve(name), NONE));
            twins.same(
                    "deletion once more: " + name,
                    folder -> Files.deleteIfExists(folder.resolve(name)),
                    folder -> AsyncFiles.deleteIfExists(io(), folder.resolve(name), NONE));
        }
    }

    List<CopyOption[]> COPYING = List.of(
            new CopyOption[0],
            new CopyOption[] {REPLACE_EXISTING},
            new CopyOption[] {ATOMIC_MOVE},
            new CopyOption[] {REPLACE_EXISTING, NOFOLLOW_LINKS},
            new CopyOption[] {COPY_ATTRIBUTES, REPLACE_EXISTING});

    @Test
    default void whatIsMovedAndCopiedIsSoAsTheJdkDoes() throws Exception {
        List<String> names = List.of("file", "same", "directory", "full", "dangling", "missing");
        int number = 0;
        for (CopyOption[] options : COPYING) {
            var twins = new SideBySide(folder().resolve("t" + number++));
            for (String from : names) {
                for (String to : names) {
                    String what = from + " to " + to + " " + List.of(options);
                    twins.again();
                    twins.same(
                            "copy " + what,
                            folder -> Files.copy(folder.resolve(from), folder.resolve(to), options),
                            folder -> AsyncFiles.copy(io(), folder.resolve(from), folder.resolve(to), NONE, options));
                    twins.again();
                    twins.same(
                            "move " + what,
                            folder -> Files.move(folder.resolve(from), folder.resolve(to), options),
                            folder -> AsyncFiles.move(io(), folder.resolve(from), folder.resolve(to), NONE, options));
                }
            }
        }
    }

    @Test
    default void betweenFileSystemsAMoveIsACopyUnlessItIsToBeOneStep() throws Exception {
        Path memory = Path.of("/dev/shm");
        assumeTrue(Files.isWritable(memory), "there is no file system in memory");
        Path elsewhere = Files.createTempDirectory(memory, "tidemill-names-");
        try {
            Path source = write("a", "content");
            SideBySide.same(
                    "one step",
                    () -> Files.move(source, elsewhere.resolve("b"), ATOMIC_MOVE),
                    () -> AsyncFiles.move(io(), source, elsewhere.resolve("b"), NONE, ATOMIC_MOVE));
            assertEquals(
                    elsewhere.resolve("b"),
                    AsyncFiles.move(io(), source, elsewhere.resolve("b"), NONE).await());
            assertEquals("content", Files.readString(elsewhere.resolve("b")));
            assertFalse(Files.exists(source));
        } finally {
            Files.deleteIfExists(elsewhere.resolve("b"));
            Files.delete(elsewhere);
        }
    }

    @Test
    default void temporaryOnesAreNewAndOnlyForTheirOwner() throws Exception {
        Path file =
                AsyncFiles.createTempFile(io(), folder(), "pre", ".suf", NONE).await();
        assertTrue(file.getFileName().toString().startsWith("pre")
                && file.toString().endsWith(".suf"));
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        Path directory =
                AsyncFiles.createTempDirectory(io(), folder(), null, NONE).await();
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)));
        assertNotEquals(
                file,
                AsyncFiles.createTempFile(io(), folder(), "pre", ".suf", NONE).await());
        Path inDefault = AsyncFiles.createTempFile(io(), null, null, NONE).await();
        Path directoryInDefault =
                AsyncFiles.createTempDirectory(io(), "tidemill-test-", NONE).await();
        assertEquals(Path.of(System.getProperty("java.io.tmpdir")), inDefault.getParent());
        assertTrue(AsyncFiles.deleteIfExists(io(), inDefault, NONE).await());
        AsyncFiles.delete(io(), directoryInDefault, NONE).await();
        Path missing = folder().resolve("missing");
        assertThrows(
                NoSuchFileException.class,
                () -> AsyncFiles.createTempDirectory(io(), missing, "x", NONE).await());
    }

    @Test
    default void filesAreComparedAsTheJdkDoes() throws Exception {
        var twins = new SideBySide(folder());
        List<String> names = List.of("file", "file2", "same", "link", "directory", "missing", "dangling");
        for (String one : names) {
            for (String other : names) {
                twins.same(
                        one + " the same file as " + other,
                        folder -> Files.isSameFile(folder.resolve(one), folder.resolve(other)),
                        folder -> AsyncFiles.isSameFile(io(), folder.resolve(one), folder.resolve(other), NONE));
                twins.same(
                        one + " differs from " + other,
                        folder -> Files.mismatch(folder.resolve(one), folder.resolve(other)),
                        folder -> AsyncFiles.mismatch(io(), folder.resolve(one), folder.resolve(other), NONE));
            }
        }
    }

    // Names.

    /// A name of these bytes, which need not be text.
    private Path named(String percentEncoded) {
        return Path.of(URI.create(folder().toUri() + percentEncoded));
    }

    @Test
    default void namesAreBytes() throws Exception {
        for (String bytes : List.of("%FF", "a%FFb", "%C3%A4", "%EF%BF%BD", "%0A", "%FE".repeat(255), "x".repeat(255))) {
            Path path = named(bytes);
            assertFalse(AsyncFiles.exists(io(), path, NONE).await(), bytes);
            assertEquals(path, AsyncFiles.createDirectory(io(), path, NONE).await());
            assertTrue(Files.isDirectory(path), bytes);
            assertTrue(AsyncFiles.isDirectory(io(), path, NONE).await(), bytes);
            Path target = named("%FD" + (bytes.length() < 255 ? bytes : ""));
            assertEquals(target, AsyncFiles.move(io(), path, target, NONE).await());
            assertFalse(Files.exists(path), bytes);
            AsyncFiles.delete(io(), target, NONE).await();
            assertFalse(Files.exists(target), bytes);

            Files.writeString(path, bytes);
            assertEquals(
                    (long) bytes.length(), AsyncFiles.size(io(), path, NONE).await());
            assertEquals(target, AsyncFiles.createLink(io(), target, path, NONE).await());
            assertTrue(AsyncFiles.isSameFile(io(), path, target, NONE).await());
            Path link = folder().resolve("link");
            Path relative = path.getFileName();
            assertEquals(
                    link,
                    AsyncFiles.createSymbolicLink(io(), link, relative, NONE).await());
            assertEquals(relative, AsyncFiles.readSymbolicLink(io(), link, NONE).await());
            assertEquals(
                    path.toRealPath(), AsyncFiles.toRealPath(io(), link, NONE).await());
            for (Path each : List.of(path, target, link)) {
                assertTrue(AsyncFiles.deleteIfExists(io(), each, NONE).await(), bytes);
            }
        }
    }

    // Waiting.

    @Test
    default void whatIsCancelledBeforeItBeginsDoesNothing() throws Exception {
        var source = new CancellationSource();
        source.cancel("no");
        Path path = write("a", "x");
        List<Task<?>> tasks = List.of(
                AsyncFiles.delete(io(), path, source.token()),
                AsyncFiles.move(io(), path, folder().resolve("b"), source.token()),
                AsyncFiles.createDirectory(io(), folder().resolve("c"), source.token()),
                AsyncFiles.status(io(), path, source.token()),
                AsyncFiles.copy(io(), path, folder().resolve("d"), source.token()));
        for (Task<?> task : tasks) assertThrows(CancellationException.class, task::await);
        try (var left = Files.list(folder())) {
            assertEquals(List.of(path), left.toList());
        }
    }

    @Test
    default void manyNamesAtOnceAreEachTheirOwn() throws Exception {
        int count = 2_000;
        List<Task<Path>> made = new ArrayList<>();
        for (int i = 0; i < count; i++) made.add(AsyncFiles.createDirectory(io(), folder().resolve("d" + i), NONE));
        Tasks.whenAll(made).await();
        List<Task<Boolean>> removed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            removed.add(AsyncFiles.deleteIfExists(io(), folder().resolve((i % 10 == 9 ? "missing" : "d") + i), NONE));
        }
        for (int i = 0; i < count; i++) assertEquals(i % 10 != 9, removed.get(i).await(), "number " + i);
        try (var left = Files.list(folder())) {
            assertEquals(count / 10, left.count());
        }
    }

    @Test
    default void aClosedEngineRefusesNames() throws Exception {
        Tidemill closed = Tidemill.start(config());
        closed.close();
        Path path = write("a", "x");
        List<Task<?>> tasks = List.of(
                AsyncFiles.status(closed, path, NONE),
                AsyncFiles.exists(closed, path, NONE),
                AsyncFiles.delete(closed, path, NONE),
                AsyncFiles.getOwner(closed, path, NONE));
        for (Task<?> task : tasks) assertThrows(ClosedChannelException.class, task::await);
        assertTrue(Files.exists(path));
    }

    /// Whoever it comes from: the system, the JDK, or a walk.
    @Test
    default void eachWaiterHasAnExceptionOfItsOwn() throws Exception {
        Path missing = folder().resolve("missing");
        try (var list = AsyncFiles.list(io(), missing, NONE)) {
            List<Task<?>> tasks = List.of(
                    AsyncFiles.delete(io(), missing, NONE),
                    AsyncFiles.copy(io(), missing, folder().resolve("copy"), NONE),
                    AsyncFiles.getOwner(io(), missing, NONE),
                    AsyncFiles.watch(io(), missing, NONE),
                    list.nextEntries());
            for (Task<?> task : tasks) {
                var one = assertThrows(NoSuchFileException.class, task::await, task.toString());
                var other = assertThrows(NoSuchFileException.class, task::await, task.toString());
                assertNotSame(one, other, task.toString());
                assertEquals(missing.toString(), one.getFile());
                assertTrue(
                        List.of(one.getStackTrace()).stream()
                                .anyMatch(frame -> frame.getMethodName().equals("eachWaiterHasAnExceptionOfItsOwn")),
                        "where " + task + " is awaited");
            }
        }
    }

    @Test
    default void aFailureOfANameSaysWhatWasTried() throws Exception {
        Path missing = folder().resolve("missing");
        Task<Path> link = AsyncFiles.createLink(io(), folder().resolve("l"), missing, NONE);
        var failure = assertThrows(NoSuchFileException.class, link::await);
        assertTrue(failure.getMessage().contains("link to " + missing + " failed"), failure.getMessage());
        assertEquals(missing.toString(), failure.getOtherFile());
        assertTrue(link.toString().contains("link to"), link.toString());
    }
}
