package dev.tidemill.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.Tidemill;
import dev.tidemill.Waiting;
import dev.tidemill.task.Cancellation.Reach;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ProviderMismatchException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The same for many names at once.
@Timeout(60)
interface NameBatchContract extends Workbench {

    private CancellationToken none() {
        return CancellationToken.none();
    }

    private static <T> Exception failure(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Failed<T>(var failure) -> failure.toException();
            default -> throw new AssertionError("no failure: " + outcome);
        };
    }

    private static <T> T value(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Succeeded<T>(var value) -> value;
            case Outcome.Failed<T>(var failure) -> throw new AssertionError(failure.toException());
            case Outcome.Cancelled<T>(var cancellation) -> throw new AssertionError(cancellation.toException());
        };
    }

    /// Empty files in some directories, in an order that changes the directory often.
    private List<Path> files(int count, Random random) throws IOException {
        List<Path> paths = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Path directory = Files.createDirectories(folder().resolve("d" + random.nextInt(5)));
            paths.add(Files.createFile(directory.resolve("f" + i)));
        }
        return paths;
    }

    @Test
    default void statusesComeInTheOrderOfThePaths() throws Exception {
        long seed = Workbench.seed();
        var random = new Random(seed);
        List<Path> paths = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            switch (random.nextInt(10)) {
                case 0 -> paths.add(folder().resolve("missing" + i));
                case 1 -> paths.add(Path.of("/proc/self/status")); // on another mount
                default -> paths.add(Files.writeString(folder().resolve("f" + i), "x".repeat(i % 100)));
            }
        }
        List<Outcome<FileStatus>> outcomes =
                AsyncFiles.statuses(io(), paths, none()).await();
        assertThat(outcomes).hasSameSizeAs(paths);
        for (int i = 0; i < outcomes.size(); i++) {
            Path path = paths.get(i);
            String what = "seed " + seed + ", " + path;
            if (path.startsWith("/proc")) {
                assertThat(value(outcomes.get(i)).isRegularFile()).as(what).isTrue();
            } else if (path.getFileName().toString().startsWith("missing")) {
                assertThat(failure(outcomes.get(i)))
                        .as(what)
                        .isInstanceOfSatisfying(
                                NoSuchFileException.class,
                                e -> assertThat(e.getFile()).isEqualTo(path.toString()));
            } else {
                assertThat(value(outcomes.get(i)).size()).as(what).isEqualTo(i % 100);
            }
        }
        assertThatThrownBy(() -> outcomes.set(0, outcomes.get(1))).isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    default void aStatusIsThatOfTheFileAlone() throws Exception {
        Path file = write("file", "0123");
        Path directory = Files.createDirectory(folder().resolve("directory"));
        List<Path> paths = List.of(
                file,
                directory,
                Files.createSymbolicLink(folder().resolve("link"), file),
                Files.createSymbolicLink(folder().resolve("dangling"), Path.of("nothing")),
                Files.createSymbolicLink(folder().resolve("loop"), Path.of("loop")),
                fifo("fifo"),
                file.resolve("inside"),
                Files.createFile(folder().resolve("x".repeat(255))),
                folder().resolve("x".repeat(256)),
                folder().resolve("long/".repeat(1_000)),
                Files.createFile(Path.of(URI.create(folder().toUri() + "%FF%0A%C3%A4"))),
                Path.of(""),
                Path.of("/"),
                file);
        for (LinkOption[] options : List.of(new LinkOption[0], new LinkOption[] {LinkOption.NOFOLLOW_LINKS})) {
            List<Outcome<FileStatus>> outcomes =
                    AsyncFiles.statuses(io(), paths, none(), options).await();
            for (int i = 0; i < paths.size(); i++) {
                Path path = paths.get(i);
                switch (AsyncFiles.status(io(), path, none(), options).outcome()) {
                    case Outcome.Succeeded<FileStatus>(var alone) -> {
                        FileStatus status = value(outcomes.get(i));
                        assertThat(status).hasToString(alone.toString());
                        assertThat(status.fileKey()).as("%s", path).isEqualTo(alone.fileKey());
                        assertThat(status.lastModifiedTime()).isEqualTo(alone.lastModifiedTime());
                    }
                    case Outcome.Failed<FileStatus>(var alone) -> {
                        Exception expected = alone.toException();
                        assertThat(failure(outcomes.get(i)))
                                .hasSameClassAs(expected)
                                .hasMessage(expected.getMessage());
                    }
                    case Outcome.Cancelled<FileStatus> cancelled -> throw new AssertionError(cancelled);
                }
            }
        }
    }

    @Test
    default void whatCannotBeRemovedKeepsNoOtherFromBeingRemoved() throws Exception {
        Path full = Files.createDirectory(folder().resolve("full"));
        Path inside = Files.createFile(full.resolve("inside"));
        Path link = Files.createSymbolicLink(folder().resolve("link"), full);
        Path empty = Files.createDirectory(folder().resolve("empty"));
        List<Path> paths = new ArrayList<>(List.of(full, folder().resolve("missing"), link, empty));
        for (int i = 0; i < 1_000; i++) paths.add(write("f" + i, "x"));
        List<Outcome<Void>> outcomes = AsyncFiles.deleteAll(io(), paths, none()).await();
        assertThat(failure(outcomes.get(0)))
                .isInstanceOfSatisfying(
                        DirectoryNotEmptyException.class,
                        e -> assertThat(e.getFile()).isEqualTo(full.toString()));
        assertThat(failure(outcomes.get(1))).isInstanceOf(NoSuchFileException.class);
        assertThat(outcomes.subList(2, outcomes.size())).allMatch(Outcome.Succeeded.class::isInstance);
        try (var left = Files.list(folder())) {
            assertThat(left).containsExactly(full);
        }
        assertThat(inside).exists();
    }

    @Test
    default void ofOneNameThatIsGivenOftenOneIsRemoved() throws Exception {
        Path path = write("a", "x");
        List<Outcome<Void>> outcomes = AsyncFiles.deleteAll(io(), Collections.nCopies(500, path), none())
                .await();
        assertThat(outcomes).filteredOn(Outcome.Succeeded.class::isInstance).hasSize(1);
        assertThat(outcomes)
                .filteredOn(Outcome.Failed.class::isInstance)
                .hasSize(499)
                .allMatch(outcome -> failure(outcome) instanceof NoSuchFileException);
    }

    @Test
    default void ofNoNamesThereIsNothingToSay() throws Exception {
        assertThat(AsyncFiles.statuses(io(), List.of(), none()).await()).isEmpty();
        assertThat(AsyncFiles.deleteAll(io(), List.of(), none()).await()).isEmpty();
    }

    @Test
    default void namesThatAreNoneAreRefusedBeforeAnythingIsDone() throws Exception {
        Path path = write("a", "x");
        Path other = FileSystems.getFileSystem(URI.create("jrt:/")).getPath("/modules");
        assertThatThrownBy(() -> AsyncFiles.deleteAll(io(), List.of(path, other), none()))
                .isInstanceOf(ProviderMismatchException.class)
                .hasMessageContaining("/modules");
        assertThatThrownBy(() -> AsyncFiles.deleteAll(io(), Arrays.asList(path, null), none()))
                .isInstanceOf(NullPointerException.class);
        assertThat(path).exists();
    }

    @Test
    default void aListThatIsChangedMeanwhileDoesNotMatter() throws Exception {
        List<Path> paths = files(1_000, new Random(1));
        List<Path> given = new ArrayList<>(paths);
        Task<List<Outcome<Void>>> task = AsyncFiles.deleteAll(io(), given, none());
        given.clear();
        assertThat(task.await()).hasSize(1_000);
        assertThat(paths).noneMatch(Files::exists);
    }

    @Test
    default void ofABatchThatIsCancelledBeforeNothingIsBegun() throws Exception {
        var source = new CancellationSource();
        source.cancel("no");
        Path path = write("a", "x");
        Task<List<Outcome<Void>>> task =
                AsyncFiles.deleteAll(io(), List.of(path, folder().resolve("b")), source.token());
        for (Outcome<Void> outcome : task.await()) {
            assertThat(outcome).isInstanceOfSatisfying(Outcome.Cancelled.class, cancelled -> {
                assertThat(cancelled.cancellation().reach()).isEqualTo(Reach.NEVER_STARTED);
                assertThat(cancelled.cancellation().toException())
                        .isInstanceOf(CancellationException.class)
                        .hasMessageContaining(folder().toString())
                        .hasMessageContaining("before it was started");
            });
        }
        assertThat(path).exists();
    }

    @Test
    default void whenItIsCancelledTheListSaysWhatWasRemoved() throws Exception {
        long seed = Workbench.seed();
        var random = new Random(seed);
        for (int round = 0; round < 5; round++) {
            List<Path> paths = files(2_000, random);
            Task<List<Outcome<Void>>> task = AsyncFiles.deleteAll(io(), paths, none());
            Path last = paths.get(random.nextInt(paths.size())); // gone at any time
            Waiting.until(() -> Files.notExists(last) || task.isDone(), "a file is removed");
            task.cancel();
            List<Outcome<Void>> outcomes = task.await();
            Waiting.until(() -> io().pendingOperations() == 0, "the last call has ended");
            for (int i = 0; i < paths.size(); i++) {
                String what = "seed " + seed + ", round " + round + ", " + paths.get(i);
                switch (outcomes.get(i)) {
                    case Outcome.Succeeded<Void> _ ->
                        assertThat(paths.get(i)).as(what).doesNotExist();
                    case Outcome.Failed<Void>(var failure) -> throw new AssertionError(what, failure.toException());
                    case Outcome.Cancelled<Void>(var cancellation) -> {
                        if (cancellation.reach() == Reach.NEVER_STARTED)
                            assertThat(paths.get(i)).as(what).exists();
                        else assertThat(cancellation.reach()).isEqualTo(Reach.DETACHED);
                    }
                }
                Files.deleteIfExists(paths.get(i));
            }
        }
    }

    @Test
    default void whenTheEngineIsClosedTheListSaysWhatWasRemoved() throws Exception {
        List<Path> paths = files(3_000, new Random(2));
        Tidemill own = Tidemill.start(config());
        Task<List<Outcome<Void>>> task = AsyncFiles.deleteAll(own, paths, none());
        own.close();
        List<Outcome<Void>> outcomes = task.await();
        int unknown = 0;
        for (int i = 0; i < paths.size(); i++) {
            boolean exists = Files.exists(paths.get(i));
            if (outcomes.get(i) instanceof Outcome.Succeeded) {
                assertThat(exists).isFalse();
            } else {
                assertThat(failure(outcomes.get(i))).isInstanceOf(AsynchronousCloseException.class);
                if (!exists) unknown++; // it was under way
            }
        }
        assertThat(unknown).isLessThanOrEqualTo(config().blockingThreads());
    }

    @Test
    default void aClosedEngineRefusesABatch() throws Exception {
        Tidemill closed = Tidemill.start(config());
        closed.close();
        Path path = write("a", "x");
        assertThatThrownBy(
                        () -> AsyncFiles.statuses(closed, List.of(path), none()).await())
                .isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(() ->
                        AsyncFiles.deleteAll(closed, List.of(path), none()).await())
                .isInstanceOf(ClosedChannelException.class);
        assertThat(path).exists();
    }

    @Test
    default void aBatchSaysHowManyNamesThereAre() throws Exception {
        List<Path> paths = files(3, new Random(3));
        Task<List<Outcome<FileStatus>>> task = AsyncFiles.statuses(io(), paths, none());
        assertThat(task.toString()).contains(paths.getFirst() + " and 2 more: status");
        assertThat(task.await()).hasSize(3);
    }

    @Test
    default void aNameThatIsTooLongFailsAlone() throws Exception {
        Path good = write("good", "x");
        List<Outcome<Void>> outcomes = AsyncFiles.deleteAll(
                        io(), List.of(folder().resolve("x".repeat(256)), good), none())
                .await();
        assertThat(failure(outcomes.getFirst())).isInstanceOf(FileSystemException.class);
        assertThat(good).doesNotExist();
    }
}
