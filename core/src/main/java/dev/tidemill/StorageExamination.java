package dev.tidemill;

import dev.tidemill.Diagnosis.Execution;
import dev.tidemill.Diagnosis.Place;
import dev.tidemill.Diagnosis.Storage;
import dev.tidemill.Diagnosis.Transfers;
import dev.tidemill.engine.FreshThread;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.StorageTraits;
import dev.tidemill.engine.uring.ExecutionProbe;
import dev.tidemill.engine.uring.UringRefused;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.FileStore;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/// Tries what a file system does, on files in a directory of its own that is removed at the end.
///
/// A file system may not answer, a network's above all. So all of this happens on a thread that is
/// left alone when that takes too long.
final class StorageExamination {

    private static final System.Logger LOG = System.getLogger("dev.tidemill");

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Path directory;
    private final boolean withRings;

    private StorageExamination(Path directory, boolean withRings) {
        this.directory = directory;
        this.withRings = withRings;
    }

    /// @param withRings whether to look at who executes operations
    /// @throws IOException if `directory` is none, or cannot be looked at
    static Storage of(Path directory, boolean withRings) throws IOException, InterruptedException {
        try {
            return FreshThread.call(new StorageExamination(directory, withRings)::answer, PATIENCE)
                    .get();
        } catch (TimeoutException e) {
            String problem = "the file system did not answer within " + PATIENCE.toSeconds() + " s";
            return new Storage(directory, "", "", 0, Optional.empty(), List.of(), Optional.of(problem));
        }
    }

    /// A value, or the failure that the caller is to see.
    private interface Answer {
        Storage get() throws IOException;
    }

    private Answer answer() {
        try {
            Storage storage = examine();
            return () -> storage;
        } catch (IOException e) {
            return () -> {
                throw e;
            };
        }
    }

    private Storage examine() throws IOException {
        FileStore store = Files.getFileStore(directory); // fails if there is nothing of that name
        if (!Files.isDirectory(directory)) throw new NotDirectoryException(directory.toString());
        Path scratch;
        try {
            scratch = Files.createTempDirectory(directory, ".tidemill-doctor-");
        } catch (IOException e) {
            String reason = e instanceof FileSystemException told && told.getReason() != null
                    ? told.getReason()
                    : e.getClass().getSimpleName();
            return storage(
                    store,
                    Optional.empty(),
                    List.of(),
                    "nothing can be tried: no directory can be made in it, " + reason);
        }
        var atExit = new Thread(() -> remove(scratch)); // should the program be ended in the middle of it
        Runtime.getRuntime().addShutdownHook(atExit);
        try {
            return examine(store, scratch);
        } finally {
            remove(scratch);
            forget(atExit);
        }
    }

    private Storage examine(FileStore store, Path scratch) {
        Optional<Transfers> transfers = Optional.empty();
        try {
            transfers = transfers(scratch);
            List<Execution> executions = withRings ? executions(scratch) : List.of();
            return storage(store, transfers, executions, "");
        } catch (IOException | TimeoutException | UringRefused | InterruptedException e) {
            return storage(store, transfers, List.of(), e.toString());
        }
    }

    private static Optional<Transfers> transfers(Path scratch) throws IOException {
        Path file = Files.write(scratch.resolve("file"), new byte[4096]);
        return StorageTraits.of(NativePath.of(file))
                .map(traits -> new Transfers(
                        traits.direct(),
                        known(traits.directPositionBytes()),
                        known(traits.directMemoryBytes()),
                        traits.cachedReads(),
                        traits.cachedStatus()));
    }

    private static OptionalInt known(int bytes) {
        return bytes == 0 ? OptionalInt.empty() : OptionalInt.of(bytes);
    }

    private static List<Execution> executions(Path scratch) throws InterruptedException, TimeoutException {
        return ExecutionProbe.in(scratch).stream()
                .map(found -> new Execution(found.operation(), place(found.place()), found.reason()))
                .toList();
    }

    private static Place place(ExecutionProbe.Place place) {
        return switch (place) {
            case INLINE -> Place.INLINE;
            case ASYNCHRONOUS -> Place.ASYNCHRONOUS;
            case WORKER -> Place.WORKER;
            case UNKNOWN -> Place.UNKNOWN;
        };
    }

    /// @param problem empty if there is none
    private Storage storage(
            FileStore store, Optional<Transfers> transfers, List<Execution> executions, String problem) {
        long blockBytes;
        try {
            blockBytes = store.getBlockSize();
        } catch (IOException | UnsupportedOperationException e) {
            blockBytes = 0;
        }
        return new Storage(
                directory,
                store.type(),
                store.name(),
                blockBytes,
                transfers,
                executions,
                Optional.of(problem).filter(text -> !text.isEmpty()));
    }

    /// As far as possible: what cannot be removed is of no use to anybody, and no failure.
    private static void remove(Path scratch) {
        try (Stream<Path> files = Files.list(scratch)) {
            for (Path file : files.toList()) Files.deleteIfExists(file);
            Files.deleteIfExists(scratch);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "{0} is left: {1}", scratch, e);
        }
    }

    private static void forget(Thread atExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            LOG.log(Level.DEBUG, "the program is ending");
        }
    }
}
