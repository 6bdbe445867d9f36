package dev.tidemill.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.Leftovers;
import dev.tidemill.Tidemill;
import dev.tidemill.Waiting;
import dev.tidemill.directory.DirectoryChange;
import dev.tidemill.directory.DirectoryChange.Kind;
import dev.tidemill.directory.DirectoryWatch;
import dev.tidemill.engine.ChangeQueue;
import dev.tidemill.engine.NativePath;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Directories that are watched.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
interface WatchContract extends Workbench {

    private DirectoryWatch watch(Path directory) throws IOException, InterruptedException {
        return AsyncFiles.watch(io(), directory, CancellationToken.none()).await();
    }

    private DirectoryWatch watchTree(Path root) throws IOException, InterruptedException {
        return AsyncFiles.watchTree(io(), root, CancellationToken.none()).await();
    }

    /// A file of `/proc/sys` tells all of it to its first read, or nothing.
    private static int limit(String name) throws IOException {
        return Integer.parseInt(
                Files.readAllLines(Path.of("/proc/sys/fs/inotify", name)).getFirst());
    }

    /// Takes changes until it is that one.
    private static DirectoryChange awaitChange(DirectoryWatch watch, Kind kind, Path path) throws Exception {
        for (; ; ) {
            DirectoryChange change = watch.next().await();
            if (change.kind() == kind && change.path().equals(path)) return change;
        }
    }

    @Test
    default void whatHappensInADirectoryIsToldInItsOrder() throws Exception {
        try (DirectoryWatch watch = watch(folder())) {
            Path file = write("file", "");
            assertThat(watch.awaitNext().toString()).contains("CREATED", file.toString());
            Files.writeString(file, "x");
            awaitChange(watch, Kind.MODIFIED, file);
            Files.delete(file);
            awaitChange(watch, Kind.DELETED, file);
        }
    }

    @Test
    default void whoWaitedBeforeIsToldAsWell() throws Exception {
        try (DirectoryWatch watch = watch(folder())) {
            Task<DirectoryChange> one = watch.next();
            Task<DirectoryChange> other = watch.next();
            Path a = Files.createDirectory(folder().resolve("a"));
            Path b = Files.createDirectory(folder().resolve("b"));
            assertThat(Set.of(one.await().path(), other.await().path())).isEqualTo(Set.of(a, b));
        }
    }

    @Test
    default void aMoveIsOneChange() throws Exception {
        needsSystemCalls("the JDK tells a move as two changes");
        Path from = write("from", "x");
        Path outside = Files.createDirectory(folder().resolve("outside"));
        try (DirectoryWatch watch = watch(folder())) {
            Path to = Files.move(from, folder().resolve("to"));
            assertEquals(new DirectoryChange(Kind.MOVED, to, from), watch.awaitNext());
            Path gone = Files.move(to, outside.resolve("gone"));
            assertEquals(new DirectoryChange(Kind.DELETED, to, null), watch.awaitNext());
            Path back = Files.move(gone, folder().resolve("back"));
            assertEquals(new DirectoryChange(Kind.CREATED, back, null), watch.awaitNext());
        }
    }

    @Test
    default void aTreeIsWatchedWithWhatIsMadeLater() throws Exception {
        Path root = Files.createDirectory(folder().resolve("root"));
        Files.createDirectories(root.resolve("a/b"));
        try (DirectoryWatch watch = watchTree(root)) {
            Path deep = Files.writeString(root.resolve("a/b/file"), "x");
            awaitChange(watch, Kind.CREATED, deep);
            Path made = Files.createDirectories(root.resolve("x/y/z"));
            awaitChange(watch, Kind.CREATED, made);
            Path late = Files.writeString(made.resolve("late"), "x");
            awaitChange(watch, Kind.CREATED, late);
        }
    }

    @Test
    default void aDirectoryThatIsMovedIsWatchedUnderItsNewName() throws Exception {
        needsSystemCalls("the JDK tells a move as two changes");
        Path root = Files.createDirectory(folder().resolve("root"));
        Path from = Files.createDirectories(root.resolve("from/below")).getParent();
        try (DirectoryWatch watch = watchTree(root)) {
            Path to = Files.move(from, root.resolve("to"));
            assertEquals(new DirectoryChange(Kind.MOVED, to, from), watch.awaitNext());
            Path file = Files.createDirectory(to.resolve("below/directory"));
            assertEquals(new DirectoryChange(Kind.CREATED, file, null), watch.awaitNext());
            Files.move(to, folder().resolve("outside"));
            assertEquals(new DirectoryChange(Kind.DELETED, to, null), watch.awaitNext());
            Files.createDirectory(folder().resolve("outside/below/unseen"));
            Path seen = Files.createDirectory(root.resolve("seen"));
            assertEquals(new DirectoryChange(Kind.CREATED, seen, null), watch.awaitNext());
        }
    }

    @Test
    default void nothingOfADirectoryThatFillsWhileItIsNewIsMissed() throws Exception {
        Path root = Files.createDirectory(folder().resolve("root"));
        try (DirectoryWatch watch = watchTree(root)) {
            Set<Path> missing = new HashSet<>();
            for (int i = 0; i < 20; i++) {
                Path directory = Files.createDirectories(root.resolve("d" + i + "/e/f"));
                for (int j = 0; j < 5; j++) missing.add(Files.createFile(directory.resolve("file" + j)));
            }
            while (!missing.isEmpty()) {
                DirectoryChange change = watch.awaitNext();
                if (change.kind() == Kind.CREATED) missing.remove(change.path());
            }
        }
    }

    @Test
    default void aDirectoryThatIsGoneIsTheLastChange() throws Exception {
        Path root = Files.createDirectory(folder().resolve("root"));
        try (DirectoryWatch watch = watch(root)) {
            Files.delete(root);
            awaitChange(watch, Kind.DELETED, root);
            assertThrows(NoSuchFileException.class, () -> watch.next().await());
            assertThat(watch.iterator().hasNext()).isFalse();
        }
    }

    @Test
    default void whatIsNoDirectoryCannotBeWatched() throws Exception {
        Path file = write("file", "x");
        assertThrows(NotDirectoryException.class, () -> watch(file));
        assertThrows(NoSuchFileException.class, () -> watch(folder().resolve("nowhere")));
    }

    @Test
    default void whoCancelsLosesNoChange() throws Exception {
        try (DirectoryWatch watch = watch(folder())) {
            for (int i = 0; i < 20; i++) {
                var source = new CancellationSource();
                Task<DirectoryChange> cancelled = watch.next(source.token());
                Path path = folder().resolve("name" + i);
                Thread maker = Thread.ofVirtual().start(() -> {
                    try {
                        Files.createDirectory(path);
                    } catch (IOException e) {
                        throw new java.io.UncheckedIOException(e);
                    }
                });
                source.cancel();
                maker.join();
                DirectoryChange change;
                try {
                    change = cancelled.await();
                } catch (CancellationException e) {
                    change = watch.next().await();
                }
                assertEquals(path, change.path());
            }
        }
    }

    @Test
    default void closingEndsWhoWaits() throws Exception {
        DirectoryWatch watch = watch(folder());
        Task<DirectoryChange> waiting = watch.next();
        Task<Integer> loop = Task.run(() -> {
            int count = 0;
            for (var _ : watch) count++;
            return count;
        });
        watch.close();
        assertThrows(ClosedChannelException.class, waiting::await);
        assertEquals(0, loop.await());
        assertThrows(ClosedChannelException.class, () -> watch.next().await());
        watch.close();
    }

    @Test
    default void tooManyChangesAreAnOverflow() throws Exception {
        needsSystemCalls("the JDK has another bound");
        int bound = limit("max_queued_events");
        org.junit.jupiter.api.Assumptions.assumeTrue(bound <= 20_000, "too many changes are kept here");
        try (DirectoryWatch watch = watch(folder())) {
            Path one = folder().resolve("one");
            Path other = folder().resolve("other");
            Files.createFile(one);
            for (int i = 0; i <= bound / 3; i++) { // four halves of moves each
                Files.move(one, other);
                Files.move(other, one);
            }
            while (watch.awaitNext().kind() != Kind.OVERFLOW) continue;
            Path after = Files.createDirectory(folder().resolve("after"));
            awaitChange(watch, Kind.CREATED, after);
        }
    }

    @Test
    default void namesOfAnyBytesAreTold() throws Exception {
        needsSystemCalls("the JDK decides about names");
        try (DirectoryWatch watch = watch(folder())) {
            DeepTree.file(folder(), new byte[] {(byte) 0xFF, 'a'});
            Path path = watch.awaitNext().path();
            assertThat(path).exists();
            DeepTree.file(folder(), "n".repeat(255).getBytes(StandardCharsets.US_ASCII));
            awaitChange(watch, Kind.CREATED, folder().resolve("n".repeat(255)));
        }
    }

    /// Deeper than a thread's stack, and than any path.
    @Test
    default void aTreeOfAnyDepthIsWatched() throws Exception {
        needsSystemCalls("no path leads there");
        Path root = Files.createDirectory(folder().resolve("root"));
        int depth = Math.min(5_000, limit("max_user_watches") / 2);
        DeepTree.make(root, new byte[] {'d'}, depth);
        try (DirectoryWatch watch = watchTree(root)) {
            Path made = Files.createDirectories(root.resolve("d/d/made"));
            awaitChange(watch, Kind.CREATED, made);
            // what comes with a directory is told in the order of a walk, the deepest in the end
            Path moved = folder().resolve("other");
            DeepTree.make(Files.createDirectory(moved), "e".getBytes(StandardCharsets.UTF_8), 2_500);
            Files.move(moved, root.resolve("moved"));
            int deepest = 0;
            while (deepest < 2_500) {
                Path path = watch.awaitNext().path();
                if (path.endsWith("e")) deepest = Math.max(deepest, path.getNameCount() - root.getNameCount() - 1);
            }
        }
        AsyncFiles.deleteTree(io(), root, CancellationToken.none()).await();
    }

    @Test
    default void whoWaitsIsInterruptedAlsoWhileANewDirectoryIsLookedAt() throws Exception {
        needsSystemCalls("the JDK looks at once");
        Path root = Files.createDirectory(folder().resolve("root"));
        Path moved = Files.createDirectory(folder().resolve("moved"));
        for (int i = 0; i < 2_000; i++) Files.createFile(moved.resolve("f" + i));
        try (DirectoryWatch watch = watchTree(root)) {
            Files.move(moved, root.resolve("moved"));
            Path after = Files.createDirectory(root.resolve("after"));
            Set<Path> missing = new HashSet<>();
            for (int i = 0; i < 2_000; i++) missing.add(root.resolve("moved/f" + i));
            missing.add(after);
            while (!missing.isEmpty()) { // whoever is interrupted, and however often, nothing is lost
                Thread.currentThread().interrupt();
                try {
                    missing.remove(watch.awaitNext().path());
                } catch (InterruptedException e) {
                    missing.remove(watch.awaitNext().path());
                }
                var _ = Thread.interrupted();
            }
        }
    }

    @Test
    default void aWatchThatNobodyClosesIsClosedWhenNobodyCanReachIt() throws Exception {
        needsSystemCalls("the JDK's watches are not ours to close");
        long before = queues();
        watchAndForget();
        Waiting.until(
                () -> {
                    System.gc();
                    return queues() == before;
                },
                "the watch is closed");
    }

    private void watchAndForget() throws Exception {
        DirectoryWatch watch = watch(folder());
        assertThat(watch.toString()).contains("watch");
    }

    private static long queues() {
        return Leftovers.descriptors().values().stream()
                .filter("anon_inode:inotify"::equals)
                .count();
    }

    /// A second close would close what has got the number meanwhile.
    @Test
    default void anEngineThatIsClosedJustThenClosesNothingTwice() throws Exception {
        needsSystemCalls("the JDK closes its watches");
        for (int i = 0; i < 50; i++) {
            Tidemill other = Tidemill.start(config());
            ChangeQueue queue = ChangeQueue.open(other.engine(), NativePath.of(folder()));
            Task<Void> closed = queue.file().close(other.engine());
            other.close();
            closed.await();
        }
    }

    @Test
    default void manyWatchesNeedNoThread() throws Exception {
        needsSystemCalls("the JDK has a thread for each watch");
        int limit = limit("max_user_instances");
        int count = Math.min(100, limit / 4);
        var watches = new java.util.ArrayList<DirectoryWatch>();
        var changes = new java.util.ArrayList<Task<DirectoryChange>>();
        for (int i = 0; i < count; i++) {
            watches.add(watch(folder()));
            changes.add(watches.get(i).next());
        }
        int threads = Thread.getAllStackTraces().size();
        assertThat(threads).isLessThan(60);
        Path made = Files.createDirectory(folder().resolve("made"));
        for (Task<DirectoryChange> change : changes)
            assertEquals(made, change.await().path());
        watches.forEach(DirectoryWatch::close);
        Waiting.until(() -> io().pendingOperations() == 0, () -> "still pending");
    }
}
