package dev.tidemill.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tidemill.Backend;
import dev.tidemill.Tidemill;
import dev.tidemill.TidemillConfig;
import dev.tidemill.linux.LibC;
import dev.tidemill.task.TaskSource;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What a copy of a tree promises, on every engine.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
abstract class TreeCopyContract {

    private static final TreeCopy.Listener NOBODY = new TreeCopy.Listener() {};

    @TempDir
    private Path directory;

    private Tidemill io;
    private Path source;
    private Path target;

    abstract Backend backend();

    /// Whether the system's own calls are used, and not only what the JDK has.
    boolean hasSystemCalls() {
        return true;
    }

    @BeforeEach
    void startEngine() throws IOException {
        try {
            io = Tidemill.start(TidemillConfig.DEFAULT.withBackend(backend()));
        } catch (IllegalStateException e) {
            abort(e.getMessage()); // io_uring is not to be had here
        }
        source = directory.resolve("source");
        target = directory.resolve("target");
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        if (io == null) return;
        PartFiles.assertNone(directory);
        while (io.pendingOperations() > 0) Thread.onSpinWait(); // an operation is counted a moment longer than it takes
        io.close();
    }

    private TreeCopy start() {
        return start(CopySettings.DEFAULT, NOBODY);
    }

    private TreeCopy start(CopySettings settings, TreeCopy.Listener listener) {
        return TreeCopy.start(io, List.of(new TreeCopy.Root(source, target)), settings, listener, hasSystemCalls());
    }

    private Path write(Path path, String content) throws IOException {
        Files.createDirectories(path.getParent());
        return Files.writeString(path, content);
    }

    @Test
    void aCopyHasEverythingThatIsInItsSource() throws Exception {
        long seed = Entries.seed();
        Random random = new Random(seed);
        for (int i = 0; i < 5; i++) {
            source = directory.resolve("source " + i);
            target = directory.resolve("target " + i);
            Entries.plant(source, random, 100);
            Map<String, String> expected = Entries.look(source);
            CopySettings settings = CopySettings.DEFAULT
                    .withBlockBytes(4096) // some files through the engine, others not
                    .withJobs(1 + random.nextInt(8))
                    .withDurable(i == 4);
            try (TreeCopy copy = start(settings, NOBODY)) {
                TreeCopy.Summary summary = copy.await();
                assertThat(summary.files() + summary.directories()).isEqualTo(expected.size());
            }
            assertThat(Entries.look(target))
                    .as("-Dtidemill.test.seed=" + seed + " step " + i)
                    .isEqualTo(expected);
        }
    }

    @Test
    void namesAreBytes() throws Exception {
        Files.createDirectory(source);
        Path odd = Files.createDirectory(Entries.oddName(source, 0xFF));
        Files.writeString(Entries.oddName(odd, 0x80), "content");
        Files.createSymbolicLink(
                Entries.oddName(odd, 0x0A), Entries.oddName(odd, 0xFE).getFileName());
        try (TreeCopy copy = start()) {
            assertThat(copy.await().files()).isEqualTo(2);
        }
        Path copied = Entries.oddName(target, 0xFF);
        assertThat(Files.readString(Entries.oddName(copied, 0x80))).isEqualTo("content");
        assertThat(Files.readSymbolicLink(Entries.oddName(copied, 0x0A)))
                .isEqualTo(Entries.oddName(odd, 0xFE).getFileName());
    }

    @Test
    void timesBefore1970AreKept() throws Exception {
        assumeTrue(LibC.isAvailable(), "without system calls the JDK sets times");
        write(source.resolve("old"), "content");
        Process touch = new ProcessBuilder("touch", "-d", "1938-04-24 22:13:19.5 UTC", source + "/old")
                .inheritIO()
                .start();
        if (touch.waitFor() != 0) abort("touch(1) cannot set such a time here");
        try (TreeCopy copy = start()) {
            assertThat(copy.await().files()).isEqualTo(1);
        }
        assertThat(Files.getLastModifiedTime(target.resolve("old")).toInstant()).isEqualTo("1938-04-24T22:13:19.500Z");
    }

    @Test
    void aSingleFileIsATreeToo() throws Exception {
        write(source, "content");
        try (TreeCopy copy = start()) {
            TreeCopy.Summary summary = copy.await();
            assertThat(summary.files()).isEqualTo(1);
            assertThat(summary.bytes()).isEqualTo(7);
            assertThat(summary.directories()).isZero();
        }
        assertThat(Entries.describe(target)).isEqualTo(Entries.describe(source));
    }

    @Test
    void aLinkIsCopiedAsALinkAndReplacesWhatIsThere() throws Exception {
        Files.createSymbolicLink(source, Path.of("nowhere/at all"));
        Entries.touch(source, FileTime.fromMillis(1), FileTime.fromMillis(2));
        write(target, "old");
        try (TreeCopy copy = start()) {
            assertThat(copy.await().files()).isEqualTo(1);
        }
        assertThat(Entries.describe(target)).isEqualTo(Entries.describe(source));
    }

    @Test
    void aDirectoryThatIsThereIsAddedTo() throws Exception {
        write(source.resolve("both/new"), "new");
        write(source.resolve("both/replaced"), "after");
        write(target.resolve("both/replaced"), "before");
        write(target.resolve("both/kept"), "kept");
        Files.createSymbolicLink(target.resolve("both/new"), target.resolve("both/kept"));
        Entries.touch(source.resolve("both"), FileTime.fromMillis(5), FileTime.fromMillis(5));
        try (TreeCopy copy = start()) {
            assertThat(copy.await().files()).isEqualTo(2);
        }
        assertThat(target.resolve("both/new")).hasContent("new");
        assertThat(target.resolve("both/replaced")).hasContent("after");
        assertThat(target.resolve("both/kept")).hasContent("kept");
        assertThat(Files.getLastModifiedTime(target.resolve("both"))).isEqualTo(FileTime.fromMillis(5));
    }

    @Test
    void whatFailsIsListedAndTheRestGoesOn() throws Exception {
        for (int i = 0; i < 20; i++) write(source.resolve("directory " + i % 3 + "/file " + i), "content");
        Path here = Files.createDirectories(source.resolve("is the other one there"));
        Files.createDirectories(target);
        Files.writeString(target.resolve(here.getFileName()), "a file");
        write(source.resolve("is a directory there"), "content");
        Files.createDirectories(target.resolve("is a directory there"));
        write(source.resolve("is a file there/file"), "content");
        write(target.resolve("is a file there"), "old");
        Files.createSymbolicLink(target.resolve("directory 0"), Files.createDirectory(directory.resolve("elsewhere")));
        Set<Path> failed = new ConcurrentSkipListSet<>();
        Set<Path> copied = new ConcurrentSkipListSet<>();
        TreeCopy.Listener listener = new TreeCopy.Listener() {
            @Override
            public void copied(Path source, Path target) {
                copied.add(source);
            }

            @Override
            public void failed(FailedEntry entry) {
                failed.add(entry.source());
            }
        };
        try (TreeCopy copy = start(CopySettings.DEFAULT, listener)) {
            assertThatThrownBy(copy::await)
                    .isInstanceOf(FileSystemException.class)
                    .satisfies(e -> assertThat(e.getSuppressed()).hasSize(3));
            assertThat(copy.failures().stream().map(FailedEntry::source)).containsExactlyInAnyOrderElementsOf(failed);
            Progress end = copy.progress();
            assertThat(end.state()).isEqualTo(Progress.State.FAILED);
            assertThat(end.failedFiles()).isEqualTo(4);
            assertThat(end.files()).isEqualTo(13);
        }
        assertThat(failed)
                .containsExactlyInAnyOrder(
                        here,
                        source.resolve("is a directory there"),
                        source.resolve("is a file there"),
                        source.resolve("directory 0"));
        assertThat(copied).hasSize(13 + 3).contains(source, source.resolve("directory 1"));
        assertThat(directory.resolve("elsewhere")).isEmptyDirectory();
        assertThat(target.resolve("is a file there")).hasContent("old");
        assertThat(target.resolve("directory 2/file 17")).hasContent("content");
    }

    @Test
    void aFileThatIsGoneMeanwhileIsAFailureWithItsName() throws Exception {
        Files.createDirectory(source);
        Path missing = source.resolve("missing");
        try (TreeCopy copy = TreeCopy.start(
                io, List.of(new TreeCopy.Root(missing, target)), CopySettings.DEFAULT, NOBODY, hasSystemCalls())) {
            assertThatThrownBy(copy::await)
                    .isInstanceOf(NoSuchFileException.class)
                    .hasMessageContaining(missing.toString());
        }
    }

    @Test
    void aDirectoryIsNotCopiedIntoItself() throws Exception {
        write(source.resolve("a/b/file"), "content");
        Path link = Files.createSymbolicLink(directory.resolve("link"), source.resolve("a"));
        for (Path inside :
                List.of(source, source.resolve("a/copy"), link.resolve("copy"), source.resolve("./a/../x"))) {
            target = inside;
            try (TreeCopy copy = start()) {
                assertThatThrownBy(copy::await)
                        .isInstanceOf(FileSystemException.class)
                        .hasMessageContaining("not copied into itself");
            }
        }
        try (Stream<Path> all = Files.walk(source)) {
            assertThat(all).hasSize(4);
        }
    }

    @Test
    void filesAreNotCopiedOntoThemselves() throws Exception {
        write(source.resolve("file"), "content");
        Files.createDirectory(target);
        Files.createLink(target.resolve("file"), source.resolve("file"));
        try (TreeCopy copy = start()) {
            assertThatThrownBy(copy::await).hasMessageContaining("same file");
        }
        assertThat(source.resolve("file")).hasContent("content");
    }

    @Test
    void theSecondSourceOfOneTargetIsRefused() throws Exception {
        write(directory.resolve("a/file"), "of a");
        write(directory.resolve("b/file"), "of b");
        List<TreeCopy.Root> roots = List.of(
                new TreeCopy.Root(directory.resolve("a/file"), target),
                new TreeCopy.Root(directory.resolve("b/file"), target));
        try (TreeCopy copy = TreeCopy.start(io, roots, CopySettings.DEFAULT, NOBODY, hasSystemCalls())) {
            assertThatThrownBy(copy::await).hasMessageContaining("made just now");
        }
        assertThat(target).hasContent("of a");
    }

    @Test
    void aTargetWithoutADirectoryIsRefused() throws Exception {
        write(source.resolve("file"), "content");
        target = directory.resolve("nowhere/target");
        try (TreeCopy copy = start()) {
            assertThatThrownBy(copy::await).hasMessageContaining("there is no such directory");
        }
    }

    @Test
    void directoriesThatNobodyMayWriteAreCopied() throws Exception {
        write(source.resolve("locked/file"), "content");
        Entries.chmod(source.resolve("locked"), 0555);
        Map<String, String> expected = Entries.look(source);
        try (TreeCopy copy = start()) {
            assertThat(copy.await().files()).isEqualTo(1);
        }
        assertThat(Entries.look(target)).isEqualTo(expected);
        Entries.chmod(source.resolve("locked"), 0755); // so that it can be removed
        Entries.chmod(target.resolve("locked"), 0755);
    }

    @Test
    void aDeepTreeIsCopied() throws Exception {
        Path deepest = source;
        for (int i = 0; i < 200; i++) deepest = deepest.resolve("d");
        Files.createDirectories(deepest);
        Files.writeString(deepest.resolve("file"), "content");
        try (TreeCopy copy = start()) {
            assertThat(copy.await().directories()).isEqualTo(201);
        }
        assertThat(target.resolve(source.relativize(deepest)).resolve("file")).hasContent("content");
    }

    @Test
    void progressKnowsTheTotalsAtTheEndAndNeverHasTooLittle() throws Exception {
        long seed = Entries.seed();
        Random random = new Random(seed);
        Entries.plant(source, random, 300);
        List<Progress> seen = new ArrayList<>();
        try (TreeCopy copy = start()) {
            copy.onProgress(Duration.ofNanos(1), seen::add);
            assertThat(copy.await().bytes()).isPositive();
        }
        for (Progress progress : seen) {
            assertThat(progress.transferredBytes()).isLessThanOrEqualTo(progress.totalBytes());
            assertThat(progress.files()).isLessThanOrEqualTo(progress.totalFiles());
        }
        Progress last = seen.getLast();
        assertThat(last.isTotalKnown()).isTrue();
        assertThat(last.totalBytes()).isEqualTo(last.transferredBytes());
        assertThat(last.totalFiles()).isEqualTo(last.files());
        assertThat(last.state()).isEqualTo(Progress.State.SUCCEEDED);
    }

    @Test
    void aCancelledCopyKeepsWholeFilesAndLeavesNothingElse() throws Exception {
        byte[] content = Entries.bytes(new Random(5), 300_000);
        Files.createDirectory(source);
        for (int i = 0; i < 200; i++) Files.write(source.resolve("file " + i), content);
        TaskSource<Void> some = new TaskSource<>();
        TreeCopy.Listener listener = new TreeCopy.Listener() {
            @Override
            public void copied(Path source, Path target) {
                some.succeed(null);
            }
        };
        try (TreeCopy copy = start(CopySettings.DEFAULT.withBlockBytes(4096), listener)) {
            some.task().await();
            copy.cancel();
            assertThatThrownBy(copy::await)
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining("cancelled on request");
            Progress end = copy.progress();
            assertThat(end.state()).isEqualTo(Progress.State.CANCELLED);
            assertThat(end.transferredBytes()).isEqualTo(end.files() * content.length);
            assertThat(copy.failures()).isEmpty();
            try (Stream<Path> copied = Files.list(target)) {
                assertThat(copied)
                        .hasSize((int) end.files())
                        .allSatisfy(file -> assertThat(file).hasBinaryContent(content));
            }
        }
    }

    @Test
    void whatAListenerThrowsEndsTheCopy() throws Exception {
        for (int i = 0; i < 20; i++) write(source.resolve("file " + i), "content");
        IllegalStateException thrown = new IllegalStateException("of the listener");
        TreeCopy.Listener listener = new TreeCopy.Listener() {
            @Override
            public void copied(Path source, Path target) {
                throw thrown;
            }
        };
        try (TreeCopy copy = start(CopySettings.DEFAULT, listener)) {
            assertThatThrownBy(copy::await).isSameAs(thrown);
        }
    }

    @Test
    void filesThatAreBeingCopiedCanBeSeen() throws Exception {
        int bytes = 8 << 20;
        Files.createDirectory(source);
        Files.write(source.resolve("large"), new byte[bytes]);
        CopySettings slow = CopySettings.DEFAULT.withBytesPerSecond(1); // it stops behind its first block
        try (TreeCopy copy = start(slow, NOBODY)) {
            TaskSource<RunningFile> seen = new TaskSource<>();
            copy.onProgress(
                    Duration.ofMillis(1),
                    _ -> copy.running().stream()
                            .filter(file -> file.transferredBytes() > 0)
                            .forEach(seen::succeed));
            RunningFile file = seen.task().await();
            assertThat(file.source()).isEqualTo(source.resolve("large"));
            assertThat(file.totalBytes()).isEqualTo(bytes);
            copy.cancel();
            assertThat(copy.outcome()).isNotNull();
            assertThat(copy.running()).isEmpty();
        }
        assertThat(target.resolve("large")).doesNotExist();
    }

    @Test
    void whatAKilledProgramLeftIsRemovedAndNothingElse() throws Exception {
        write(source.resolve("sub/file"), "content");
        Path sub = Files.createDirectories(target.resolve("sub"));
        write(sub.resolve(".tidemill-abcdefgh.part"), "left behind");
        write(sub.resolve(".tidemill-abcdefg1.part"), "1 is not in the alphabet");
        write(sub.resolve(".tidemill-abcdefg.part"), "too short");
        write(directory.resolve(".tidemill-aaaaaaaa.part"), "beside the target");
        Files.createSymbolicLink(sub.resolve(".tidemill-linklink.part"), Path.of("nowhere"));
        Entries.chmod(write(sub.resolve(".tidemill-readonly.part"), "killed in the last moment"), 0444);
        Path own = Files.createDirectories(sub.resolve(".tidemill-director.part/not of ours"));
        write(source.resolve("sub/.tidemill-bbbbbbbb.part"), "not to be copied");
        try (TreeCopy copy = start()) {
            assertThat(copy.await().files()).isEqualTo(1);
        }
        try (Stream<Path> left = Files.list(sub)) {
            assertThat(left.map(path -> path.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "file", ".tidemill-abcdefg1.part", ".tidemill-abcdefg.part", ".tidemill-director.part");
        }
        assertThat(directory.resolve(".tidemill-aaaaaaaa.part")).doesNotExist();
        Files.delete(own);
        Files.delete(own.getParent());
        Files.delete(source.resolve("sub/.tidemill-bbbbbbbb.part"));
    }
}
