package dev.tidemill.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tidemill.Privileges;
import dev.tidemill.Waiting;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Trees that are removed.
@Timeout(value = 1, unit = TimeUnit.MINUTES)
interface DeleteTreeContract extends Workbench {

    private Task<Long> delete(Path root) {
        return AsyncFiles.deleteTree(io(), root, CancellationToken.none());
    }

    private static void fill(Path root, int directories, int files) throws IOException {
        for (int i = 0; i < directories; i++) {
            Path directory = Files.createDirectories(root.resolve("directory" + i));
            for (int j = 0; j < files; j++) Files.createFile(directory.resolve("file" + j));
        }
    }

    private static long entries(Path root) throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.count();
        }
    }

    @Test
    default void aTreeIsRemovedWithEverythingInIt() throws Exception {
        Path root = folder().resolve("root");
        fill(root, 20, 20);
        fill(root.resolve("directory7/below"), 3, 3);
        fifo("root/pipe");
        long before = entries(root);
        assertThat(delete(root).await()).isEqualTo(before);
        assertThat(root).doesNotExist();
    }

    @Test
    default void whatIsNoTreeIsRemovedAsWell() throws Exception {
        assertThat(delete(write("file", "x")).await()).isEqualTo(1);
        assertThat(delete(Files.createDirectory(folder().resolve("empty"))).await())
                .isEqualTo(1);
        assertThat(folder()).isEmptyDirectory();
    }

    @Test
    default void linksAreRemovedAndNotWhatTheyLeadTo() throws Exception {
        Path victim = folder().resolve("victim");
        fill(victim, 2, 2);
        Path root = Files.createDirectory(folder().resolve("root"));
        Files.createSymbolicLink(root.resolve("link"), victim);
        Files.createSymbolicLink(root.resolve("dangling"), Path.of("nowhere"));
        Path link = Files.createSymbolicLink(folder().resolve("link"), victim);
        assertThat(delete(root).await()).isEqualTo(3);
        assertThat(delete(link).await()).isEqualTo(1);
        assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(entries(victim)).isEqualTo(7);
    }

    @Test
    default void whatIsNotThereCannotBeRemoved() {
        assertThrows(
                NoSuchFileException.class,
                () -> delete(folder().resolve("nowhere")).await());
        assertThrows(
                NoSuchFileException.class,
                () -> delete(folder().resolve("nowhere/root")).await());
    }

    @Test
    default void aRootWithoutANameIsRefused() {
        for (String root : new String[] {"/", "", ".", "..", "a/..", "a/."}) {
            assertThatThrownBy(() -> delete(Path.of(root)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must end in a name");
        }
    }

    /// A directory that somebody works in cannot be removed, nor one with a file system in it.
    @Test
    default void whatCannotBeRemovedDoesNotKeepTheRest() throws Exception {
        Path root = folder().resolve("root");
        fill(root, 10, 10);
        Path kept = Files.createFile(
                Files.createDirectory(root.resolve("directory3a")).resolve("kept"));
        Path other = Files.createFile(
                Files.createDirectory(root.resolve("directory5a")).resolve("kept"));
        if (!keep(kept, true) | !keep(other, true)) {
            keep(kept, false);
            keep(other, false);
            org.junit.jupiter.api.Assumptions.abort("nothing can be made immutable here");
        }
        try {
            var thrown =
                    assertThrows(FileSystemException.class, () -> delete(root).await());
            assertThat(thrown.getSuppressed()).hasSize(1);
            assertThat(thrown.getMessage() + thrown.getSuppressed()[0].getMessage())
                    .contains(kept.toString(), other.toString());
            assertThat(entries(root)).isEqualTo(5); // the two, their directories, the root
            var failures = new ConcurrentLinkedQueue<IOException>();
            assertThat(AsyncFiles.deleteTree(io(), root, failures::add, CancellationToken.none())
                            .await())
                    .isZero();
            assertThat(failures).hasSize(2);
        } finally {
            keep(kept, false);
            keep(other, false);
        }
        assertThat(delete(root).await()).isEqualTo(5);
    }

    /// Of those whom permissions keep out of nothing by something stronger.
    private static boolean keep(Path path, boolean kept) throws IOException, InterruptedException {
        if (Privileges.openEverything()) return makeImmutable(path, kept);
        Files.setPosixFilePermissions(
                path.getParent(), PosixFilePermissions.fromString(kept ? "r-xr-xr-x" : "rwxr-xr-x"));
        return true;
    }

    private static boolean makeImmutable(Path path, boolean immutable) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder("chattr", immutable ? "+i" : "-i", path.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false; // no such command
        }
    }

    @Test
    default void aDeletionCanBeStopped() throws Exception {
        Path root = folder().resolve("root");
        fill(root, 20, 20);
        var source = new CancellationSource();
        source.cancel();
        for (int i = 0; i < 100; i++) {
            var late = AsyncFiles.deleteTree(io(), root, source.token());
            assertThrows(CancellationException.class, late::await);
        }
        Waiting.until(() -> io().pendingOperations() == 0, "the end of what was begun");
        assertThat(entries(root)).isEqualTo(421);
        Task<Long> deletion = delete(root);
        deletion.cancel();
        try {
            assertThat(deletion.await()).isEqualTo(421); // too late
        } catch (CancellationException e) {
            if (Files.exists(root)) delete(root).await();
        }
    }

    @Test
    default void twoWhoRemoveTheSameTreeDoNotHinderEachOther() throws Exception {
        Path root = folder().resolve("root");
        fill(root, 30, 20);
        Task<Long> one = delete(root);
        Task<Long> other = delete(root);
        long removed = 0;
        for (Task<Long> each : java.util.List.of(one, other)) {
            try {
                removed += each.await();
            } catch (NoSuchFileException e) {
                continue; // it came when all was over
            }
        }
        assertThat(removed).isLessThanOrEqualTo(631);
        assertThat(root).doesNotExist();
    }

    /// Somebody puts links to a tree that is none of ours in the place of directories, over and
    /// over, while the tree is removed.
    @Test
    default void whoPutsLinksInThePlaceOfDirectoriesLeadsNobodyAstray() throws Exception {
        Path victim = folder().resolve("victim");
        for (int i = 0; i < 20; i++) fill(victim.resolve("directory" + i), 3, 3);
        long before = entries(victim);
        for (int round = 0; round < 3; round++) {
            Path root = folder().resolve("root" + round);
            fill(root, 20, 0);
            for (int i = 0; i < 20; i++) fill(root.resolve("directory" + i), 3, 3);
            var over = new AtomicBoolean();
            Thread swapper = Thread.ofPlatform().start(() -> swap(root, victim, over));
            var failures = new ConcurrentLinkedQueue<IOException>();
            var _ = AsyncFiles.deleteTree(io(), root, failures::add, CancellationToken.none())
                    .await();
            over.set(true);
            swapper.join();
            assertThat(entries(victim)).isEqualTo(before);
            while (Files.exists(root, LinkOption.NOFOLLOW_LINKS)) {
                var _ = AsyncFiles.deleteTree(io(), root, failures::add, CancellationToken.none())
                        .await();
            }
            assertThat(entries(victim)).isEqualTo(before);
        }
    }

    private static void swap(Path root, Path victim, AtomicBoolean over) {
        Path aside = root.resolveSibling(root.getFileName() + ".aside");
        for (int i = 0; !over.get(); i = (i + 7) % 20) {
            Path directory = root.resolve("directory" + i);
            try {
                Files.move(directory, aside);
                Files.createSymbolicLink(directory, victim.resolve("directory" + i));
                Files.delete(directory);
                Files.move(aside, directory, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                putBack(aside, directory);
            }
        }
        try { // what is aside is not in the tree
            if (Files.exists(aside))
                Files.move(aside, Files.createDirectories(root).resolve("left"));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void putBack(Path aside, Path directory) {
        try {
            if (Files.exists(aside)) Files.move(aside, directory);
        } catch (IOException e) {
            Thread.onSpinWait(); // the directory it was in is gone
        }
    }

    @Test
    default void namesAreAnyBytesWhenTheyAreRemoved() throws Exception {
        needsSystemCalls("the JDK decides about names");
        Path root = Files.createDirectory(folder().resolve("root"));
        DeepTree.file(root, new byte[] {(byte) 0xFF, '\n'});
        DeepTree.file(root, "x".repeat(255).getBytes(StandardCharsets.US_ASCII));
        DeepTree.make(root, new byte[] {(byte) 0xFE}, 3);
        assertThat(delete(root).await()).isEqualTo(9);
    }
}
