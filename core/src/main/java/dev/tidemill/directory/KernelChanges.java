package dev.tidemill.directory;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.directory.DirectoryChange.Kind;
import dev.tidemill.engine.ChangeQueue;
import dev.tidemill.engine.ChangeRecords;
import dev.tidemill.engine.DirectoryCalls;
import dev.tidemill.engine.Engine;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.Operation;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.DeadlineExceededException;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// Changes as the kernel tells them, without a thread.
final class KernelChanges implements Changes {

    private static final int READ_BYTES = 64 * 1024;

    /// The other half of a move comes at once, if it comes.
    private static final Duration MOVE = Duration.ofMillis(50);

    /// So much of a directory that is new is told one by one.
    private static final int MOST_TOLD = 10_000;

    private final Engine engine;
    private final NativePath root;
    private final boolean wholeTree;
    private final ChangeQueue queue;
    private final Map<Integer, Path> watched = new HashMap<>();
    private final byte[] bytes = new byte[READ_BYTES];
    private int rootWatch;
    private boolean isRootGone;
    private ChangeRecords records = new ChangeRecords(bytes, 0); // what is left of the last read
    private @Nullable Departure departure;
    private @Nullable Scan scan;

    /// The first half of a move.
    private record Departure(int move, Path path, boolean directory) {}

    /// Opens the queue; nothing is watched before [#begin].
    KernelChanges(Engine engine, NativePath root, boolean wholeTree) throws IOException {
        this.engine = engine;
        this.root = root;
        this.wholeTree = wholeTree;
        queue = ChangeQueue.open(engine, root);
    }

    /// Watches the directory, and what is below if that is wanted; may block.
    Void begin() throws IOException {
        try (var calls = new DirectoryCalls()) {
            rootWatch = queue.add(calls, root, true);
            if (rootWatch < 0) throw ChangeQueue.failure(root.path(), rootWatch);
            watched.put(rootWatch, root.path());
            if (wholeTree) watchBelow(calls, root.path(), null);
        }
        return nothing();
    }

    @SuppressWarnings("NullAway") // the only value of Void
    private static Void nothing() {
        return null;
    }

    @Override
    public boolean await(Deque<DirectoryChange> happened) throws IOException, InterruptedException {
        if (isRootGone) return false;
        takeRecords(happened); // what an interrupt or a failure has left
        if (happened.isEmpty() && departure == null) {
            records = new ChangeRecords(bytes, engine.call(read()));
            takeRecords(happened);
        }
        while (departure != null) awaitArrival(happened);
        return true;
    }

    private Operation.Read read() {
        return new Operation.Read(queue.file(), MemorySegment.ofArray(bytes), 0, null);
    }

    private void awaitArrival(Deque<DirectoryChange> happened) throws IOException, InterruptedException {
        Task<Integer> more = engine.submit(read(), CancellationToken.none()).cancelAfter(MOVE);
        try {
            records = new ChangeRecords(bytes, awaitThrough(more));
            takeRecords(happened);
        } catch (DeadlineExceededException e) {
            departed(happened);
        }
    }

    /// An interrupt is not to lose what was read.
    private static <T> T awaitThrough(Task<T> task) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return task.await();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    /// Takes them to their end; or up to an interrupt, and goes on from there the next time.
    private void takeRecords(Deque<DirectoryChange> happened) throws IOException, InterruptedException {
        awaitScan(happened);
        while (records.next()) {
            take(happened);
            awaitScan(happened);
        }
    }

    private void take(Deque<DirectoryChange> happened) {
        if (departure != null && !(records.isMovedHere() && records.move() == departure.move)) departed(happened);
        if (records.isOverflow()) overflowed(happened);
        else if (records.isOfItself()) ofItself(happened);
        else ofName(happened);
    }

    private void overflowed(Deque<DirectoryChange> happened) {
        happened.add(DirectoryChange.of(Kind.OVERFLOW, root.path()));
        if (wholeTree) scan(root.path(), null); // there may be new directories
    }

    private void ofItself(Deque<DirectoryChange> happened) {
        if (!records.isEnd()) return;
        watched.remove(records.watch());
        if (records.watch() != rootWatch) return;
        isRootGone = true;
        happened.add(DirectoryChange.of(Kind.DELETED, root.path()));
    }

    private void ofName(Deque<DirectoryChange> happened) {
        Path directory = watched.get(records.watch());
        if (directory == null) return; // told before it was watched no longer
        Path path = NativePath.resolve(directory, records.name());
        if (records.isMovedAway()) departure = new Departure(records.move(), path, records.isDirectory());
        else if (records.isMovedHere() || records.isCreated()) arrived(path, records.isDirectory(), happened);
        else if (records.isDeleted()) happened.add(DirectoryChange.of(Kind.DELETED, path));
        else if (records.isModified()) happened.add(DirectoryChange.of(Kind.MODIFIED, path));
    }

    private void departed(Deque<DirectoryChange> happened) {
        Departure gone = departure;
        departure = null;
        if (gone == null) return;
        happened.add(DirectoryChange.of(Kind.DELETED, gone.path));
        if (!gone.directory) return;
        watched.entrySet().removeIf(each -> {
            if (!each.getValue().startsWith(gone.path)) return false;
            queue.remove(each.getKey());
            return true;
        });
    }

    private void arrived(Path path, boolean directory, Deque<DirectoryChange> happened) {
        Departure moved = departure;
        departure = null;
        if (moved == null) {
            happened.add(DirectoryChange.of(Kind.CREATED, path));
            if (directory && wholeTree) scan(path, new ArrayDeque<>());
            return;
        }
        happened.add(new DirectoryChange(Kind.MOVED, path, moved.path));
        if (directory) {
            watched.replaceAll((_, each) -> each.startsWith(moved.path) ? moved(each, moved.path, path) : each);
        }
    }

    private static Path moved(Path path, Path from, Path to) {
        return path.equals(from) ? to : to.resolve(from.relativize(path));
    }

    // Looking.

    /// A look into a directory that is new, by a thread that may block; until it has ended, what is
    /// watched is its business.
    ///
    /// @param found what is found is told there; null if nobody is to be told
    private record Scan(Task<Void> looking, @Nullable Deque<DirectoryChange> found) {}

    private void scan(Path directory, @Nullable Deque<DirectoryChange> found) {
        Operation.Blocking<Void> look = new Operation.Blocking<>(root, "watch of a new directory", () -> {
            try (var calls = new DirectoryCalls()) {
                if (watch(calls, directory)) watchBelow(calls, directory, found);
                return nothing();
            }
        });
        scan = new Scan(engine.submit(look, CancellationToken.none()), found);
    }

    private void awaitScan(Deque<DirectoryChange> happened) throws IOException, InterruptedException {
        Scan scan = this.scan;
        if (scan == null) return;
        var _ = scan.looking.outcome(); // an interrupt ends the wait, not the look
        this.scan = null;
        if (scan.found != null) happened.addAll(scan.found);
        scan.looking.await();
    }

    private boolean watch(DirectoryCalls calls, Path directory) throws IOException {
        int watch = queue.add(calls, NativePath.of(directory), false);
        if (watch >= 0) watched.put(watch, directory);
        else if (ChangeQueue.isClosed(watch)) throw new AsynchronousCloseException();
        else if (!ChangeQueue.isOfDirectory(watch)) throw ChangeQueue.failure(directory, watch);
        return watch >= 0;
    }

    /// First the watch, then the names: so nothing is missed, but what is made in between is told
    /// twice.
    private void watchBelow(DirectoryCalls calls, Path directory, @Nullable Deque<DirectoryChange> told)
            throws IOException {
        WalkSettings settings = WalkSettings.DEFAULT.withDirectories(true).withEnters(entry -> {
            try {
                return watch(calls, entry.path());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        var walker = new DescriptorWalker(NativePath.of(directory), new Wanted(settings, _ -> true));
        try {
            for (boolean last = false; !last; ) {
                Walker.Piece piece = walker.next();
                last = piece.last();
                if (told != null) for (DirectoryEntry entry : piece.entries()) tell(entry.path(), told);
            }
        } catch (NoSuchFileException | NotDirectoryException e) {
            return; // gone by now; that is told as well
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } finally {
            walker.close();
        }
    }

    private void tell(Path path, Deque<DirectoryChange> told) {
        if (told.size() < MOST_TOLD) told.add(DirectoryChange.of(Kind.CREATED, path));
        else if (told.getLast().kind() != Kind.OVERFLOW) told.add(DirectoryChange.of(Kind.OVERFLOW, root.path()));
    }

    @Override
    public void close() {
        queue.file().close(engine).forget();
    }
}
