package dev.tidemill.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.DSYNC;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemill.Fifos;
import dev.tidemill.Leftovers;
import dev.tidemill.Tidemill;
import dev.tidemill.Waiting;
import dev.tidemill.task.Cancellation.Reach;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.lang.foreign.MemorySegment;
import java.net.URI;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Many whole files at once.
@Timeout(60)
interface WholeFileBatchContract extends Workbench {

    private CancellationToken none() {
        return CancellationToken.none();
    }

    private List<Outcome<byte[]>> read(Path... paths) throws Exception {
        return AsyncFiles.readAll(io(), List.of(paths), none()).await();
    }

    private List<Outcome<Void>> write(Map<Path, byte[]> files, OpenOption... options) throws Exception {
        return AsyncFiles.writeAll(io(), files, none(), options).await();
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

    private static <T> Outcome.Cancelled<T> cancelled(Outcome<T> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Cancelled.class);
        return (Outcome.Cancelled<T>) outcome;
    }

    /// The same failure, or none, as each alone has.
    private static void areAlike(Path path, Outcome<?> ofBatch, Outcome<?> alone) {
        if (alone instanceof Outcome.Succeeded) {
            assertThat(ofBatch).as("%s", path).isInstanceOf(Outcome.Succeeded.class);
            return;
        }
        Exception expected = failure(alone);
        assertThat(failure(ofBatch))
                .as("%s", path)
                .hasSameClassAs(expected)
                .hasMessage(expected.getMessage())
                .isInstanceOf(IOException.class);
    }

    // Reading.

    @Test
    default void filesOfAnySizeAreReadInTheOrderOfThePaths() throws Exception {
        long seed = Workbench.seed();
        var random = new Random(seed);
        int piece = 124 * 1024; // what one call reads
        List<Path> paths = new ArrayList<>();
        List<byte[]> contents = new ArrayList<>();
        int[] sizes = {0, 1, 4095, 4096, 65_535, 65_536, 65_537, piece - 1, piece, piece + 1, 2 * piece, 3_000_003};
        for (int size : sizes) {
            byte[] content = Workbench.bytes(random, size);
            paths.add(write("size" + size, content));
            contents.add(content);
        }
        for (int i = 0; i < 2_000; i++) {
            byte[] content = Workbench.bytes(random, random.nextInt(5_000));
            paths.add(write("f" + i, content));
            contents.add(content);
        }
        for (boolean cached : new boolean[] {true, false}) {
            if (!cached) for (Path path : paths.subList(0, sizes.length)) evict(path);
            List<Outcome<byte[]>> outcomes =
                    AsyncFiles.readAll(io(), paths, none()).await();
            assertThat(outcomes).hasSameSizeAs(paths);
            for (int i = 0; i < paths.size(); i++) {
                assertThat(value(outcomes.get(i)))
                        .as("%s, seed %d, cached %s", paths.get(i), seed, cached)
                        .isEqualTo(contents.get(i));
            }
        }
    }

    @Test
    default void whatCannotBeReadFailsAsItDoesAlone() throws Exception {
        Path file = write("file", "0123");
        Path tooLong = folder().resolve("3 GiB");
        try (var sparse = new RandomAccessFile(tooLong.toFile(), "rw")) {
            sparse.setLength(3L << 30);
        }
        List<Path> paths = List.of(
                file,
                folder().resolve("missing"),
                folder(),
                file.resolve("inside"),
                Files.createSymbolicLink(folder().resolve("link"), file),
                Files.createSymbolicLink(folder().resolve("dangling"), Path.of("nothing")),
                Files.createSymbolicLink(folder().resolve("loop"), Path.of("loop")),
                folder().resolve("x".repeat(256)),
                folder().resolve("long/".repeat(1_000)),
                Files.write(Path.of(URI.create(folder().toUri() + "%FF%0A%C3%A4")), new byte[3]),
                Path.of("/dev/null"),
                tooLong,
                file);
        List<Outcome<byte[]>> outcomes = AsyncFiles.readAll(io(), paths, none()).await();
        for (int i = 0; i < paths.size(); i++) {
            Outcome<byte[]> alone =
                    AsyncFiles.readAllBytes(io(), paths.get(i), none()).outcome();
            areAlike(paths.get(i), outcomes.get(i), alone);
            if (alone instanceof Outcome.Succeeded<byte[]>(byte[] bytes)) {
                assertThat(value(outcomes.get(i))).isEqualTo(bytes);
            }
        }
        assertThat(failure(outcomes.get(1)))
                .isInstanceOfSatisfying(
                        NoSuchFileException.class,
                        e -> assertThat(e.getFile())
                                .isEqualTo(folder().resolve("missing").toString()));
    }

    @Test
    default void filesOfTheKernelAreReadToTheirEnd() throws Exception {
        List<Outcome<byte[]>> outcomes =
                read(Path.of("/proc/self/status"), Path.of("/proc/self/maps"), Path.of("/proc/version"));
        assertThat(new String(value(outcomes.get(0)), UTF_8))
                .startsWith("Name:")
                .endsWith("\n");
        assertThat(new String(value(outcomes.get(1)), UTF_8)).contains("[stack]"); // a long one
        assertThat(value(outcomes.get(2))).isEqualTo(Files.readAllBytes(Path.of("/proc/version")));
    }

    @Test
    default void aStreamIsReadToItsEndAndHoldsUpNoOther() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        long seed = Workbench.seed();
        Path fifo = fifo("fifo");
        Path file = write("file", "0123");
        List<Path> paths = new ArrayList<>(Collections.nCopies(500, file));
        paths.set(7, fifo);
        for (int size : new int[] {1, 65_536, 400_000}) {
            byte[] content = Workbench.bytes(new Random(seed + size), size);
            Task<List<Outcome<byte[]>>> task;
            try (AsyncFile writer = open(fifo, READ, WRITE)) {
                task = AsyncFiles.readAll(io(), paths, none());
                writer.writeFully(content, 0).await();
                Fifos.untilHolds(fifo, 0);
                assertThat(task.isDone()).as("there is a writer").isFalse();
            }
            List<Outcome<byte[]>> outcomes = new ArrayList<>(task.await());
            assertThat(value(outcomes.remove(7))).as("seed %d", seed).isEqualTo(content);
            assertThat(outcomes)
                    .hasSize(499)
                    .allSatisfy(outcome -> assertThat(value(outcome)).asString().isEqualTo("0123"));
        }
    }

    @Test
    default void whoOpensAFifoToWriteIntoABatchIsRead() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        Path fifo = fifo("fifo");
        Task<Void> write = AsyncFiles.write(io(), fifo, MemorySegment.ofArray("abc".getBytes(UTF_8)), none(), WRITE);
        assertThat(value(read(fifo).getFirst())).asString().isEqualTo("abc"); // it sees one reader, who stays
        write.await();
    }

    @Test
    default void cancellingStopsTheReadOfAStream() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        Path fifo = fifo("fifo");
        Path file = write("file", "0123");
        try (AsyncFile writer = open(fifo, READ, WRITE)) {
            Task<List<Outcome<byte[]>>> task = AsyncFiles.readAll(io(), List.of(fifo, file), none());
            writer.writeFully(memory(100), 0).await();
            Fifos.untilHolds(fifo, 0);
            task.cancel();
            List<Outcome<byte[]>> outcomes = task.await();
            assertThat(cancelled(outcomes.getFirst()).cancellation().toException())
                    .isInstanceOf(CancellationException.class)
                    .hasMessageContaining(fifo.toString());
        }
        Waiting.until(() -> io().pendingOperations() == 0, "the end of what was stopped");
    }

    // Writing.

    @Test
    default void filesOfAnySizeAreWrittenAndReplaceWhatWasThere() throws Exception {
        long seed = Workbench.seed();
        var random = new Random(seed);
        Map<Path, byte[]> files = new LinkedHashMap<>();
        for (int size : new int[] {0, 1, 126_975, 126_976, 126_977, 131_073, 3_000_003}) {
            files.put(write("before" + size, "x".repeat(200_000)), Workbench.bytes(random, size));
        }
        for (int i = 0; i < 2_000; i++) {
            files.put(folder().resolve("f" + i), Workbench.bytes(random, random.nextInt(5_000)));
        }
        assertThat(write(files)).hasSize(files.size()).allMatch(Outcome.Succeeded.class::isInstance);
        for (var file : files.entrySet()) {
            assertThat(Files.readAllBytes(file.getKey()))
                    .as("%s, seed %d", file.getKey(), seed)
                    .isEqualTo(file.getValue());
        }
    }

    @Test
    default void whatCannotBeWrittenFailsAsItDoesAloneAndKeepsNoOtherFromBeingWritten() throws Exception {
        Path file = write("file", "0123");
        List<Path> paths = List.of(
                folder().resolve("missing/inside"),
                folder(),
                file.resolve("inside"),
                Files.createSymbolicLink(folder().resolve("loop"), Path.of("loop")),
                folder().resolve("x".repeat(256)),
                Path.of("/dev/full"),
                Path.of("/dev/null"));
        byte[] content = "new".getBytes(UTF_8);
        Map<Path, byte[]> files = new LinkedHashMap<>();
        Map<Path, byte[]> good = new HashMap<>();
        for (Path path : paths) {
            for (int i = 0; i < 50; i++) good.put(folder().resolve("good" + good.size()), content);
            files.put(path, content);
        }
        files.putAll(good);
        List<Outcome<Void>> outcomes = write(files);
        assertThat(outcomes).hasSameSizeAs(files.keySet());
        for (int i = 0; i < paths.size(); i++) {
            areAlike(
                    paths.get(i),
                    outcomes.get(i),
                    AsyncFiles.write(io(), paths.get(i), MemorySegment.ofArray(content), none())
                            .outcome());
        }
        assertThat(outcomes.subList(paths.size(), outcomes.size())).allMatch(Outcome.Succeeded.class::isInstance);
        for (Path path : good.keySet()) assertThat(path).hasBinaryContent(content);
    }

    @Test
    default void optionsAreThoseOfOneWrite() throws Exception {
        Path a = write("a", "old");
        Path b = folder().resolve("b");
        Map<Path, byte[]> files = new LinkedHashMap<>();
        files.put(a, "er".getBytes(UTF_8));
        files.put(b, "new".getBytes(UTF_8));
        List<Outcome<Void>> outcomes = write(files, CREATE_NEW);
        assertThat(failure(outcomes.getFirst())).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(a).hasContent("old");
        assertThat(b).hasContent("new");
        assertThat(write(files, APPEND)).allMatch(Outcome.Succeeded.class::isInstance);
        assertThat(a).hasContent("older");
        assertThat(b).hasContent("newnew");
        assertThat(write(files, WRITE, DSYNC)).allMatch(Outcome.Succeeded.class::isInstance);
        assertThat(a).hasContent("erder");
        assertThat(write(files, WRITE, AsyncOption.EXCLUSIVE)).allMatch(Outcome.Succeeded.class::isInstance);
        assertThat(b).hasContent("newnew");
        assertThatThrownBy(() -> write(files, READ)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void aFifoIsWrittenWhenSomebodyReadsIt() throws Exception {
        needsSystemCalls("opening a FIFO waits for its other side");
        byte[] content = Workbench.bytes(new Random(1), 300_000); // more than it holds
        Path before = fifo("before"); // has a reader when it is opened
        Path later = fifo("later");
        Path file = folder().resolve("file");
        Map<Path, byte[]> files = new LinkedHashMap<>();
        for (Path path : List.of(before, later, file)) files.put(path, content);
        Task<byte[]> first = AsyncFiles.readAllBytes(io(), before, none());
        Task<List<Outcome<Void>>> task = AsyncFiles.writeAll(io(), files, none());
        assertThat(first.await()).isEqualTo(content);
        Waiting.until(() -> file.toFile().length() == content.length, "the file is written");
        assertThat(task.isDone()).as("nobody reads the other one").isFalse();
        assertThat(AsyncFiles.readAllBytes(io(), later, none()).await()).isEqualTo(content);
        assertThat(task.await()).hasSize(3).allMatch(Outcome.Succeeded.class::isInstance);
    }

    // Stopping.

    @Test
    default void ofABatchOfFilesThatIsCancelledBeforeNothingIsBegun() throws Exception {
        var source = new CancellationSource();
        source.cancel("no");
        Path path = folder().resolve("a");
        for (Outcome<Void> outcome : AsyncFiles.writeAll(io(), Map.of(path, new byte[3]), source.token())
                .await()) {
            assertThat(cancelled(outcome).cancellation().reach()).isEqualTo(Reach.NEVER_STARTED);
            assertThat(cancelled(outcome).cancellation().toException())
                    .hasMessageContaining(path + ": write of a file of 3 bytes");
        }
        assertThat(path).doesNotExist();
        for (Outcome<byte[]> outcome :
                AsyncFiles.readAll(io(), List.of(path), source.token()).await()) {
            assertThat(cancelled(outcome).cancellation().reach()).isEqualTo(Reach.NEVER_STARTED);
        }
    }

    /// Whatever is in the files is what was given, also if the arrays are used for something else
    /// as soon as the task is done.
    @Test
    default void whenItIsCancelledTheListSaysWhatWasWrittenAndTheBytesAreTheCallersAgain() throws Exception {
        long seed = Workbench.seed();
        var random = new Random(seed);
        for (int round = 0; round < 5; round++) {
            Map<Path, byte[]> files = new LinkedHashMap<>();
            for (int i = 0; i < 1_000; i++) {
                byte[] bytes = new byte[random.nextInt(20) == 0 ? 500_000 : 1 + random.nextInt(5_000)];
                Arrays.fill(bytes, (byte) 'x');
                files.put(folder().resolve(round + "-" + i), bytes);
            }
            List<Path> paths = List.copyOf(files.keySet());
            Path awaited = paths.get(random.nextInt(paths.size()));
            Task<List<Outcome<Void>>> task = AsyncFiles.writeAll(io(), files, none());
            Waiting.until(() -> Files.exists(awaited) || task.isDone(), "a file is there");
            task.cancel();
            List<Outcome<Void>> outcomes = task.await();
            for (byte[] bytes : files.values()) Arrays.fill(bytes, (byte) 'y');
            Waiting.until(() -> io().pendingOperations() == 0, "the last call has ended");
            for (int i = 0; i < paths.size(); i++) {
                Path path = paths.get(i);
                String what = "seed " + seed + ", " + path;
                int length = files.get(path).length;
                switch (outcomes.get(i)) {
                    case Outcome.Succeeded<Void> _ -> assertThat(path).as(what).hasSize(length);
                    case Outcome.Failed<Void>(var failure) -> throw new AssertionError(what, failure.toException());
                    case Outcome.Cancelled<Void>(var cancellation) -> {
                        if (cancellation.reach() == Reach.NEVER_STARTED)
                            assertThat(path).as(what).doesNotExist();
                    }
                }
                if (Files.exists(path)) {
                    assertThat(Files.readString(path)).as(what).doesNotContain("y");
                    Files.delete(path);
                }
            }
        }
    }

    @Test
    default void whenTheEngineIsClosedTheListSaysWhatWasWritten() throws Exception {
        Map<Path, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < 3_000; i++) files.put(folder().resolve("f" + i), new byte[100]);
        Tidemill own = Tidemill.start(config());
        Task<List<Outcome<Void>>> task = AsyncFiles.writeAll(own, files, none());
        own.close();
        List<Outcome<Void>> outcomes = task.await();
        int number = 0;
        int unknown = 0;
        for (Path path : files.keySet()) {
            Outcome<Void> outcome = outcomes.get(number++);
            if (outcome instanceof Outcome.Succeeded) {
                assertThat(path).hasSize(100);
            } else {
                assertThat(failure(outcome)).isInstanceOf(AsynchronousCloseException.class);
                if (Files.exists(path)) unknown++; // it was under way
            }
        }
        assertThat(unknown).isLessThanOrEqualTo(config().blockingThreads());
    }

    @Test
    default void aClosedEngineRefusesABatchOfFiles() throws Exception {
        Tidemill closed = Tidemill.start(config());
        closed.close();
        Path path = folder().resolve("a");
        assertThatThrownBy(() -> AsyncFiles.writeAll(closed, Map.of(path, new byte[1]), none())
                        .await())
                .isInstanceOf(ClosedChannelException.class);
        assertThatThrownBy(
                        () -> AsyncFiles.readAll(closed, List.of(path), none()).await())
                .isInstanceOf(ClosedChannelException.class);
        assertThat(path).doesNotExist();
    }

    // What is left behind.

    @Test
    default void everyFileIsClosedWhateverHappens() throws Exception {
        Map<Path, byte[]> files = new LinkedHashMap<>();
        for (int i = 0; i < 300; i++) files.put(folder().resolve("f" + i), new byte[i]);
        files.put(Path.of("/dev/full"), new byte[5]);
        assertThat(write(files)).filteredOn(Outcome.Failed.class::isInstance).hasSize(1);
        List<Path> paths = new ArrayList<>(files.keySet());
        paths.removeLast(); // without an end
        paths.addAll(Collections.nCopies(50, folder()));
        assertThat(AsyncFiles.readAll(io(), paths, none()).await())
                .filteredOn(Outcome.Failed.class::isInstance)
                .hasSize(50);
        Waiting.until(() -> io().pendingOperations() == 0, "the end of all operations");
        assertThat(Leftovers.descriptors().values())
                .noneMatch(target -> target.startsWith(folder().toString()) || target.equals("/dev/full"));
    }

    @Test
    default void ofNoFilesThereIsNothingToSay() throws Exception {
        assertThat(read()).isEmpty();
        assertThat(write(Map.of())).isEmpty();
    }

    @Test
    default void contentsThatAreNoneAreRefusedBeforeAnythingIsDone() throws Exception {
        Map<Path, byte[]> files = new LinkedHashMap<>();
        Path path = folder().resolve("a");
        files.put(path, new byte[1]);
        files.put(folder().resolve("b"), null);
        assertThatThrownBy(() -> write(files)).isInstanceOf(NullPointerException.class);
        assertThat(path).doesNotExist();
    }
}
