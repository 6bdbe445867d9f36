package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.Backend;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Copies to, from and inside archives, which are file systems of another provider (jdk.zipfs).
@Timeout(value = 1, unit = TimeUnit.MINUTES)
class ArchiveTest {

    private static final FileTime EARLY = FileTime.from(1_000_000_000, TimeUnit.SECONDS);
    private static final FileTime LATE = FileTime.from(1_000_000_100, TimeUnit.SECONDS);
    private static final CopySettings SMALL_BLOCKS = CopySettings.DEFAULT.withBlockBytes(4096);

    @TempDir
    private Path directory;

    private Tidemill io;
    private FileSystem archive;

    @BeforeEach
    void openArchive() throws IOException {
        io = Tidemill.start(TidemillConfig.DEFAULT.withBackend(Backend.PORTABLE));
        archive = open("archive.zip", Map.of("create", "true"));
    }

    private FileSystem open(String name, Map<String, ?> settings) throws IOException {
        return FileSystems.newFileSystem(directory.resolve(name), settings);
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        if (archive.isOpen()) PartFiles.assertNone(archive.getPath("/"));
        archive.close();
        PartFiles.assertNone(directory);
        io.close();
    }

    private Path in(String path) {
        return archive.getPath(path);
    }

    private long copy(Path source, Path target, CopySettings settings) throws Exception {
        try (Copy copy = Copy.start(io, source, target, settings)) {
            return copy.await();
        }
    }

    private TreeCopy.Summary copyTree(Path source, Path target, CopySettings settings) throws Exception {
        List<TreeCopy.Root> roots = List.of(new TreeCopy.Root(source, target));
        try (TreeCopy copy = TreeCopy.start(io, roots, settings, new TreeCopy.Listener() {})) {
            TreeCopy.Summary summary = copy.await();
            Progress end = copy.progress();
            assertThat(end.files()).isEqualTo(end.totalFiles());
            if (!settings.dryRun()) assertThat(end.transferredBytes()).isEqualTo(end.totalBytes());
            return summary;
        }
    }

    private static Map<String, String> look(Path root) throws IOException {
        Map<String, String> seen = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(root)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                String content = Files.isDirectory(path) ? "directory" : Files.readString(path);
                long seconds = Files.getLastModifiedTime(path).to(TimeUnit.SECONDS);
                if (!path.equals(root)) seen.put(root.relativize(path).toString(), seconds + " " + content);
            }
        }
        return seen;
    }

    private Path plant() throws IOException {
        long seed = Entries.seed();
        Random random = new Random(seed);
        Path source = Files.createDirectory(directory.resolve("source"));
        for (int i = 0; i < 60; i++) {
            Path folder =
                    Files.createDirectories(source.resolve("directory " + i % 7).resolve("" + i % 3));
            Path file = folder.resolve("file " + i + " \u00e4");
            Files.writeString(file, "text ".repeat(random.nextInt(5000)));
            Files.setLastModifiedTime(file, FileTime.from(1_000_000_000L + 2L * i, TimeUnit.SECONDS));
        }
        Files.writeString(source.resolve("empty"), "");
        Files.createDirectory(source.resolve("nothing in it"));
        return source;
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aTreeGoesIntoAnArchiveAndComesBack(boolean isVerified) throws Exception {
        Path source = plant();
        Map<String, String> expected = look(source);
        CopySettings settings = SMALL_BLOCKS.withVerified(isVerified).withJobs(4);
        assertThat(copyTree(source, in("/tree"), settings).files()).isEqualTo(61);
        assertThat(look(in("/tree"))).isEqualTo(expected);
        archive.close();
        archive = open("archive.zip", Map.of());
        assertThat(copyTree(in("/tree"), directory.resolve("back"), settings).files())
                .isEqualTo(61);
        assertThat(look(directory.resolve("back"))).isEqualTo(expected);
        assertThat(copyTree(in("/tree"), in("/again"), settings).files()).isEqualTo(61);
        assertThat(look(in("/again"))).isEqualTo(expected);
    }

    @Test
    void theRootOfAnArchiveIsADirectoryAsOthersAre() throws Exception {
        Path source = plant();
        copyTree(source, in("/"), CopySettings.DEFAULT);
        copyTree(in("/"), directory.resolve("back"), CopySettings.DEFAULT);
        assertThat(look(directory.resolve("back"))).isEqualTo(look(source));
    }

    @Test
    void aFileOutOfAnArchiveMayBeDurableAndHasThePermissionsOfANewOne() throws Exception {
        Files.write(in("/large"), new byte[3_000_000]);
        Path target = directory.resolve("target");
        assertThat(copy(in("/large"), target, CopySettings.DEFAULT.withDurable(true)))
                .isEqualTo(3_000_000);
        assertThat(target).hasSize(3_000_000);
        Path fresh = Files.createFile(directory.resolve("fresh"));
        assertThat(Entries.mode(target)).isEqualTo(Entries.mode(fresh));
    }

    @Test
    void aDurableCopyInAnArchiveIsRefused() throws Exception {
        Path source = Files.writeString(directory.resolve("source"), "content");
        CopySettings settings = CopySettings.DEFAULT.withDurable(true);
        assertThatThrownBy(() -> copy(source, in("/target"), settings))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("durable");
        assertThatThrownBy(() -> copyTree(source, in("/target"), settings))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("durable");
        assertThat(in("/target")).doesNotExist();
    }

    @Test
    void blocksAreNotSharedWithAnArchive() throws Exception {
        Path source = Files.writeString(directory.resolve("source"), "content");
        assertThatThrownBy(() -> copy(source, in("/target"), CopySettings.DEFAULT.withSharing(Sharing.REQUIRED)))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("cannot share blocks");
    }

    @ParameterizedTest
    @EnumSource(Existing.class)
    void whatIsThereBecomesWhatTheSettingSays(Existing existing) throws Exception {
        Path source = Files.createDirectory(directory.resolve("source"));
        Path target = Files.createDirectory(in("/target"));
        for (String name : List.of("older", "newer", "same", "equal")) {
            Files.setLastModifiedTime(Files.writeString(source.resolve(name), "source"), EARLY);
            String content = name.equals("equal") ? "source" : "target";
            Files.writeString(target.resolve(name), content);
            Files.setLastModifiedTime(
                    target.resolve(name), name.equals("newer") || name.equals("equal") ? LATE : EARLY);
        }
        Files.setLastModifiedTime(source.resolve("older"), LATE);
        Files.writeString(source.resolve("new"), "source");
        List<String> replaced = switch (existing) {
            case REPLACE, UPDATE_CONTENT -> List.of("older", "newer", "same", "new");
            case UPDATE -> List.of("older", "new");
            case UPDATE_DIFFERENT -> List.of("older", "newer", "new");
            case KEEP, REFUSE -> List.of("new");
        };
        CopySettings settings = CopySettings.DEFAULT.withExisting(existing);
        if (existing == Existing.REFUSE) {
            assertThatThrownBy(() -> copyTree(source, target, settings))
                    .isInstanceOf(FileAlreadyExistsException.class)
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(3));
        } else {
            assertThat(copyTree(source, target, settings).files()).isEqualTo(5);
        }
        for (String name : List.of("older", "newer", "same", "new")) {
            assertThat(target.resolve(name)).hasContent(replaced.contains(name) ? "source" : "target");
        }
        boolean isEqualKept = existing == Existing.KEEP || existing == Existing.REFUSE || existing == Existing.UPDATE;
        assertThat(Files.getLastModifiedTime(target.resolve("equal"))).isEqualTo(isEqualKept ? LATE : EARLY);
    }

    @Test
    void whatIsReplacedIsKeptUnderAnotherName() throws Exception {
        Path source = Files.writeString(directory.resolve("source"), "new");
        Files.writeString(in("/file"), "old");
        Files.writeString(in("/file~"), "oldest");
        copy(source, in("/file"), CopySettings.DEFAULT.withBackupSuffix("~"));
        assertThat(in("/file")).hasContent("new");
        assertThat(in("/file~")).hasContent("old");
    }

    @Test
    void theFilterIsAskedForPathsOfTheSystem() throws Exception {
        Files.createDirectories(in("/tree/a/b"));
        Files.createDirectory(in("/tree/c"));
        Files.writeString(in("/tree/a/b/x.c"), "x");
        Files.writeString(in("/tree/a/b/x.o"), "x");
        Files.writeString(in("/tree/c/y.c"), "y");
        ConcurrentLinkedQueue<Path> asked = new ConcurrentLinkedQueue<>();
        PathFilter filter = (path, isDirectory) -> {
            asked.add(path);
            return isDirectory ? !path.equals(Path.of("c")) : !path.toString().endsWith(".o");
        };
        Path target = directory.resolve("target");
        assertThat(copyTree(in("/tree"), target, CopySettings.DEFAULT.withFilter(filter))
                        .files())
                .isEqualTo(1);
        assertThat(target.resolve("a/b/x.c")).hasContent("x");
        assertThat(target.resolve("c")).doesNotExist();
        assertThat(asked)
                .containsExactlyInAnyOrder(
                        Path.of("a"), Path.of("c"), Path.of("a/b"), Path.of("a/b/x.c"), Path.of("a/b/x.o"));
    }

    @Test
    void aDryRunWritesNothing() throws Exception {
        Path source = plant();
        Files.createDirectory(in("/target"));
        Files.writeString(in("/target/empty"), "not empty");
        Map<String, String> before = look(in("/"));
        assertThat(copyTree(source, in("/target"), CopySettings.DEFAULT.withDryRun(true))
                        .files())
                .isEqualTo(61);
        assertThat(look(in("/"))).isEqualTo(before);
    }

    /// An archive has neither links nor attributes of users; that is told by entry.
    @Test
    void whatAnArchiveCannotHaveIsToldAndTheRestGoesOn() throws Exception {
        Path source = Files.createDirectory(directory.resolve("source"));
        Path link = Files.createSymbolicLink(source.resolve("link"), Path.of("file"));
        Path file = Files.writeString(source.resolve("file"), "content");
        Files.createLink(source.resolve("other"), file);
        Path attributed = Files.writeString(source.resolve("attributed"), "content");
        Files.setAttribute(attributed, "user:name", java.nio.ByteBuffer.wrap(new byte[] {1}));
        List<TreeCopy.Root> roots = List.of(new TreeCopy.Root(source, in("/target")));
        try (TreeCopy copy = TreeCopy.start(io, roots, CopySettings.DEFAULT, new TreeCopy.Listener() {})) {
            assertThatThrownBy(copy::await).isInstanceOf(FileSystemException.class);
            assertThat(copy.failures()).extracting(FailedEntry::source).containsExactlyInAnyOrder(link, attributed);
            assertThat(copy.failures().toString()).contains("no symbolic links").contains("user.name");
            assertThat(copy.progress().files()).isEqualTo(3);
        }
        for (String name : List.of("file", "other", "attributed")) {
            assertThat(in("/target/" + name)).hasContent("content");
        }
        CopySettings withoutAttributes = CopySettings.DEFAULT
                .withAttributes(EnumSet.of(Attribute.TIMES))
                .withFilter((path, _) -> !path.endsWith("link"));
        copyTree(source, in("/target"), withoutAttributes);
    }

    @Test
    void permissionsAreKeptWhereAnArchiveHasThem() throws Exception {
        try (FileSystem posix = open("posix.zip", Map.of("create", "true", "enablePosixFileAttributes", "true"))) {
            Path source = Files.writeString(directory.resolve("source"), "content");
            Files.setPosixFilePermissions(source, PosixFilePermissions.fromString("rwxr-x--x"));
            copy(source, posix.getPath("/file"), CopySettings.DEFAULT);
            assertThat(Files.getPosixFilePermissions(posix.getPath("/file")))
                    .isEqualTo(PosixFilePermissions.fromString("rwxr-x--x"));
            Path back = directory.resolve("back");
            copy(posix.getPath("/file"), back, CopySettings.DEFAULT);
            assertThat(Entries.mode(back)).isEqualTo(0751);
        }
    }

    /// Two names that are no text would be one.
    @Test
    void aNameThatIsNoTextIsAFailureAndNotAnotherName() throws Exception {
        Path source = Files.createDirectory(directory.resolve("source"));
        Path odd = Files.writeString(Entries.oddName(source, 0xFF), "1");
        Files.writeString(source.resolve("plain"), "2");
        List<TreeCopy.Root> roots = List.of(new TreeCopy.Root(source, in("/target")));
        try (TreeCopy copy = TreeCopy.start(io, roots, CopySettings.DEFAULT, new TreeCopy.Listener() {})) {
            assertThatThrownBy(copy::await).hasMessageContaining("no name on the file system of the target");
            assertThat(copy.failures()).extracting(FailedEntry::source).containsExactly(odd);
        }
        try (Stream<Path> copied = Files.list(in("/target"))) {
            assertThat(copied.map(Path::toString)).containsExactly("/target/plain");
        }
    }

    @Test
    void aCancelledCopyLeavesNothing() throws Exception {
        Path source = Files.write(directory.resolve("source"), new byte[4 << 20]);
        try (Copy copy = Copy.start(io, source, in("/target"), SMALL_BLOCKS.withBytesPerSecond(1))) {
            TransferTest.awaitBytes(copy, 4096);
            copy.cancel();
            assertThatThrownBy(copy::await).isInstanceOf(java.util.concurrent.CancellationException.class);
        }
        assertThat(in("/target")).doesNotExist();
    }

    @Test
    void whatAnotherProgramLeftIsRemoved() throws Exception {
        Files.writeString(in("/.tidemill-abcdefgh.part"), "left behind");
        Path source = Files.writeString(directory.resolve("source"), "content");
        copy(source, in("/target"), CopySettings.DEFAULT);
        assertThat(in("/.tidemill-abcdefgh.part")).doesNotExist();
        assertThat(in("/target")).hasContent("content");
    }

    @Test
    void anArchiveThatIsOnlyReadRefusesToBeWritten() throws Exception {
        Files.writeString(in("/file"), "old");
        archive.close();
        archive = open("archive.zip", Map.of("accessMode", "readOnly"));
        Path source = Files.writeString(directory.resolve("source"), "new");
        assertThatThrownBy(() -> copy(source, in("/file"), CopySettings.DEFAULT))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("read-only");
        assertThatThrownBy(() -> copyTree(source, in("/file"), CopySettings.DEFAULT))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("read-only");
        assertThat(in("/file")).hasContent("old");
    }

    @Test
    void aClosedArchiveIsAFailureOfTheFile() throws Exception {
        Files.writeString(in("/file"), "old");
        archive.close();
        assertThatThrownBy(() -> copy(in("/file"), directory.resolve("target"), CopySettings.DEFAULT))
                .isInstanceOf(FileSystemException.class)
                .hasMessageContaining("closed");
    }
}
