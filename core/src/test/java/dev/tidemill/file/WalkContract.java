package dev.tidemill.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.Leftovers;
import dev.tidemill.Waiting;
import dev.tidemill.directory.DirectoryEntry;
import dev.tidemill.directory.DirectoryEntry.Type;
import dev.tidemill.directory.PathStream;
import dev.tidemill.directory.WalkSettings;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Lists of directories, walks through trees.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
interface WalkContract extends Workbench {

    private PathStream walk(Path root, WalkSettings settings) {
        return AsyncFiles.walk(io(), root, settings, CancellationToken.none());
    }

    private PathStream list(Path directory) {
        return AsyncFiles.list(io(), directory, CancellationToken.none());
    }

    private PathStream find(String glob) {
        return AsyncFiles.find(
                io(), folder(), glob, WalkSettings.DEFAULT.withDirectories(true), CancellationToken.none());
    }

    private static Set<Path> all(PathStream paths) {
        Set<Path> all = new TreeSet<>();
        try (var _ = paths) {
            for (Path path : paths)
                assertThat(all.add(path)).as("%s twice", path).isTrue();
        }
        return all;
    }

    private Path tree() throws IOException {
        Path root = Files.createDirectory(folder().resolve("root"));
        for (int i = 0; i < 30; i++) {
            Path directory = Files.createDirectories(root.resolve("a" + i % 3).resolve("b" + i % 5));
            Files.writeString(directory.resolve("file" + i), "content of " + i);
        }
        Files.createDirectory(root.resolve("empty"));
        Files.createSymbolicLink(root.resolve("link"), Path.of("a0"));
        return root;
    }

    private static Set<Path> asTheJdk(Path root, boolean directories) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            Set<Path> all = new TreeSet<>(paths.toList());
            all.remove(root);
            if (!directories) all.removeIf(path -> Files.isDirectory(path, java.nio.file.LinkOption.NOFOLLOW_LINKS));
            return all;
        }
    }

    @Test
    default void aWalkGivesWhatIsBelow() throws Exception {
        Path root = tree();
        assertThat(all(walk(root, WalkSettings.DEFAULT))).isEqualTo(asTheJdk(root, false));
        assertThat(all(walk(root, WalkSettings.DEFAULT.withDirectories(true)))).isEqualTo(asTheJdk(root, true));
    }

    @Test
    default void aMillionFilesInFixedMemoryAsTheGuideHasIt() throws Exception {
        Path root = tree();
        Files.delete(root.resolve("link"));
        var index = new ConcurrentLinkedQueue<String>();
        try (var paths = walk(root, WalkSettings.DEFAULT)) {
            Tasks.forEach(
                            paths,
                            256,
                            path -> AsyncFiles.readString(io(), path, StandardCharsets.UTF_8, CancellationToken.none())
                                    .thenAccept(index::add))
                    .await();
        }
        assertThat(index).hasSize(30).contains("content of 29");
    }

    @Test
    default void aDirectoryComesBeforeWhatIsInItAndThatBeforeItsNeighbours() throws Exception {
        Path root = tree();
        List<Path> given = new ArrayList<>();
        try (var paths = walk(root, WalkSettings.DEFAULT.withDirectories(true))) {
            for (Path path : paths) given.add(path);
        }
        for (int i = 1; i < given.size(); i++) {
            Path parent = given.get(i).getParent();
            Path before = given.get(i - 1);
            assertThat(before.equals(parent) || before.startsWith(parent))
                    .as("%s then %s", before, given.get(i))
                    .isTrue();
        }
    }

    @Test
    default void aListGivesTheNamesOfOneDirectory() throws Exception {
        Path root = tree();
        try (Stream<Path> names = Files.list(root)) {
            assertThat(all(list(root))).isEqualTo(new TreeSet<>(names.toList()));
        }
        assertThat(all(list(root.resolve("empty")))).isEmpty();
        assertThat(all(list(root.resolve("link"))))
                .allMatch(path -> path.startsWith(root.resolve("link")))
                .hasSize(5);
    }

    @Test
    default void entriesSayWhatTheyAre() throws Exception {
        Path root = tree();
        fifo("root/pipe");
        Files.createSymbolicLink(root.resolve("dangling"), Path.of("nowhere"));
        Map<String, String> types = new TreeMap<>();
        try (var entries = list(root)) {
            for (DirectoryEntry entry : entries.entries()) {
                types.put(entry.path().getFileName().toString(), entry.type() + " " + entry.depth());
            }
        }
        assertThat(types)
                .containsEntry("a0", "DIRECTORY 1")
                .containsEntry("link", "SYMBOLIC_LINK 1")
                .containsEntry("dangling", "SYMBOLIC_LINK 1")
                .containsEntry("pipe", "OTHER 1");
    }

    @Test
    default void aWalkGoesAsDeepAsItIsTold() throws Exception {
        Path root = tree();
        WalkSettings two = WalkSettings.DEFAULT.withDirectories(true).withMaxDepth(2);
        try (Stream<Path> paths = Files.walk(root, 2)) {
            assertThat(all(walk(root, two))).hasSize((int) paths.count() - 1);
        }
        assertThatThrownBy(() -> WalkSettings.DEFAULT.withMaxDepth(0)).hasMessage("maxDepth is 0; must be at least 1");
    }

    @Test
    default void directoriesThatAreNotWantedAreNotEntered() throws Exception {
        Path root = tree();
        WalkSettings some =
                WalkSettings.DEFAULT.withEnters(entry -> !entry.path().endsWith("a1"));
        assertThat(all(walk(root, some)))
                .hasSize(21)
                .noneMatch(path -> path.toString().contains("a1"));
    }

    @Test
    default void linksAreFollowedIfAskedForAndLoopsAreNot() throws Exception {
        Path root = tree();
        Files.createSymbolicLink(root.resolve("a1/up"), root);
        Files.createSymbolicLink(root.resolve("dangling"), Path.of("nowhere"));
        List<Path> loops = new ArrayList<>();
        WalkSettings following = WalkSettings.DEFAULT.withFollowLinks(true).withFailed(entry -> {
            assertThat(entry.failure()).get().isInstanceOf(FileSystemLoopException.class);
            loops.add(entry.path());
        });
        Set<Path> found = all(walk(root, following));
        assertThat(loops).containsExactly(root.resolve("a1/up"));
        assertThat(found).hasSize(30 + 10 + 1).contains(root.resolve("link/b0/file0"), root.resolve("dangling"));
    }

    @Test
    default void whatIsNoDirectoryCannotBeListed() throws Exception {
        Path file = write("file", "x");
        for (var expected : Map.of(
                        file, NotDirectoryException.class, folder().resolve("nowhere"), NoSuchFileException.class)
                .entrySet()) {
            try (var names = list(expected.getKey())) {
                var thrown = assertThrows(
                        UncheckedIOException.class, () -> names.iterator().hasNext());
                assertThat(thrown.getCause()).isInstanceOf(expected.getValue());
            }
            try (var names = list(expected.getKey())) {
                assertThrows(expected.getValue(), () -> names.nextEntries().await());
            }
        }
    }

    @Test
    default void manyNamesComeInPieces() throws Exception {
        Path many = Files.createDirectory(folder().resolve("many"));
        for (int i = 0; i < 2_500; i++) Files.createFile(many.resolve("name-" + i));
        int count = 0;
        int pieces = 0;
        try (var names = list(many)) {
            for (List<DirectoryEntry> piece = names.nextEntries().await();
                    !piece.isEmpty();
                    piece = names.nextEntries().await()) {
                count += piece.size();
                pieces++;
            }
            assertThat(names.nextEntries().await()).isEmpty();
        }
        assertThat(count).isEqualTo(2_500);
        assertThat(pieces).isGreaterThan(1);
        assertThat(all(list(many))).hasSize(2_500);
        assertThat(AsyncFiles.deleteTree(io(), many, CancellationToken.none()).await())
                .isEqualTo(2_501);
    }

    @Test
    default void aWalkThatIsClosedGivesNoMore() throws Exception {
        PathStream paths = walk(tree(), WalkSettings.DEFAULT);
        paths.close();
        Iterator<Path> each = paths.iterator();
        int found = 0;
        while (each.hasNext()) {
            each.next();
            found++;
        }
        assertThat(found).isIn(0, 31); // one piece may have been found before
        assertThatThrownBy(paths::iterator).isInstanceOf(IllegalStateException.class);
        paths.close();
    }

    @Test
    default void whatIsRemovedDuringTheWalkIsNoFailure() throws Exception {
        for (String name : List.of("", "below")) { // the root itself, and a directory in it
            Path root = folder().resolve("root");
            Path many = Files.createDirectories(root.resolve(name));
            for (int i = 0; i < 12_000; i++) Files.createFile(many.resolve("f" + i));
            try (PathStream paths = walk(root, WalkSettings.DEFAULT)) {
                int found = paths.nextEntries().await().size(); // and two pieces ahead at most
                assertThat(AsyncFiles.deleteTree(io(), many, CancellationToken.none())
                                .await())
                        .isEqualTo(12_001);
                for (DirectoryEntry entry : paths.entries()) {
                    assertThat(entry.failure()).isEmpty();
                    found++;
                }
                assertThat(found).isBetween(1, 12_000);
            }
        }
    }

    @Test
    default void aWalkThatNobodyClosesIsClosedWhenNobodyCanReachIt() throws Exception {
        Path many = Files.createDirectory(folder().resolve("many"));
        for (int i = 0; i < 8_000; i++) Files.createFile(many.resolve("f" + i));
        walkAndForget(many);
        Waiting.until(
                () -> {
                    System.gc();
                    return !Leftovers.descriptors().containsValue(many.toString());
                },
                "the directory is closed");
    }

    private void walkAndForget(Path root) throws Exception {
        PathStream paths = AsyncFiles.walk(io(), root, WalkSettings.DEFAULT, CancellationToken.none());
        assertThat(paths.nextEntries().await()).isNotEmpty();
        assertThat(Leftovers.descriptors()).containsValue(root.toString());
    }

    @Test
    default void aWalkIsCancelledByItsToken() throws Exception {
        var source = new CancellationSource();
        source.cancel();
        try (var paths = AsyncFiles.walk(io(), tree(), WalkSettings.DEFAULT, source.token())) {
            assertThrows(CancellationException.class, () -> paths.iterator().hasNext());
        }
    }

    @Test
    default void whoWaitsForAWalkCanBeInterrupted() throws Exception {
        try (var paths = walk(tree(), WalkSettings.DEFAULT.withEnters(_ -> {
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
            return true;
        }))) {
            Iterator<Path> each = paths.iterator();
            Thread.currentThread().interrupt();
            try {
                while (each.hasNext()) each.next();
            } catch (CancellationException e) {
                assertThat(e).hasMessageContaining("interrupt");
            }
            var _ = Thread.interrupted();
        }
    }

    @Test
    default void whatThePredicateThrowsEndsTheWalk() throws Exception {
        try (var paths = walk(tree(), WalkSettings.DEFAULT.withEnters(_ -> {
            throw new IllegalStateException("no");
        }))) {
            assertThatThrownBy(() -> paths.iterator().hasNext()).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    default void namesAreAnyBytesAndOfAnyLength() throws Exception {
        needsSystemCalls("the JDK decides about names");
        Path root = Files.createDirectory(folder().resolve("root"));
        byte[] longest = "x".repeat(255).getBytes(StandardCharsets.US_ASCII);
        byte[] strange = {(byte) 0xFF, 'a', (byte) 0xC3, '%', '\n', (byte) 0x80};
        DeepTree.file(root, longest);
        DeepTree.file(root, strange);
        DeepTree.file(root, "grün".getBytes(StandardCharsets.UTF_8));
        Set<Path> found = all(walk(root, WalkSettings.DEFAULT));
        assertThat(found).hasSize(3).allMatch(Files::exists);
        try (Stream<Path> names = Files.list(root)) {
            assertThat(found).isEqualTo(new TreeSet<>(names.toList()));
        }
        for (Path path : found) {
            assertThat(AsyncFiles.readAllBytes(io(), path, CancellationToken.none())
                            .await())
                    .isEmpty();
        }
    }

    @Test
    default void treesAreDeeperThanAnyPath() throws Exception {
        needsSystemCalls("the JDK knows no directory whose path is too long");
        Path root = Files.createDirectory(folder().resolve("deep"));
        DeepTree.make(root, "d".repeat(200).getBytes(StandardCharsets.US_ASCII), 100);
        DeepTree.make(root, "e".getBytes(StandardCharsets.US_ASCII), 1_000);
        try (var entries = walk(root, WalkSettings.DEFAULT.withDirectories(true))) {
            int files = 0;
            int deepest = 0;
            Path longest = root;
            for (DirectoryEntry entry : entries.entries()) {
                assertThat(entry.failure()).isEmpty();
                if (entry.type() == Type.FILE) files++;
                deepest = Math.max(deepest, entry.depth());
                Path path = entry.path();
                if (path.toString().length() > longest.toString().length()) longest = path;
            }
            assertThat(files).isEqualTo(1_100);
            assertThat(deepest).isEqualTo(1_001);
            assertThat(longest.toString().length()).isGreaterThan(4_096);
            assertThat(all(list(longest.getParent()))).contains(longest); // no system call takes that path
            assertThat(AsyncFiles.deleteTree(io(), longest.getParent(), CancellationToken.none())
                            .await())
                    .isEqualTo(2);
        }
        assertThat(AsyncFiles.deleteTree(io(), root, CancellationToken.none()).await())
                .isEqualTo(2_199);
        assertThat(root).doesNotExist();
    }

    @Test
    default void patternsFindWhatMatches() throws Exception {
        Path root = tree();
        assertThat(all(find("*/a?"))).isEqualTo(Set.of(root.resolve("a0"), root.resolve("a1"), root.resolve("a2")));
        assertThat(all(find("**/file{1,2}"))).hasSize(2);
        assertThat(all(find("**/root"))).containsExactly(root);
        assertThat(all(find("nothing*"))).isEmpty();
        assertThrows(java.util.regex.PatternSyntaxException.class, () -> all(find("[")));
    }

    @Test
    default void aRelativeRootGivesRelativePaths() throws Exception {
        try (var paths = AsyncFiles.list(io(), Path.of(""), CancellationToken.none())) {
            for (Path path : paths) {
                assertThat(path.getNameCount()).isEqualTo(1);
                assertThat(path.isAbsolute()).isFalse();
            }
        }
    }
}
