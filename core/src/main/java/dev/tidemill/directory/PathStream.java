package dev.tidemill.directory;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.engine.DirectoryCalls;
import dev.tidemill.engine.Engine;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.Operation;
import dev.tidemill.engine.Unreachable;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;

/// The names in a directory or below it, one after the other, however many there are.
///
/// ```java
/// try (var paths = AsyncFiles.walk(root)) {
///     Tasks.forEach(paths, 256, path -> AsyncFiles.readString(path).thenAccept(index::add)).await();
/// }
/// ```
///
/// It is found in pieces of some thousand names, by threads of the engine that may block, and the
/// next piece while one is used; no more than two are in memory. So who takes them slowly slows
/// the walk down. It can be taken once: as paths, as [#entries()], or as tasks
/// ([#nextEntries()]). The order is that of the file system; a directory comes before what is in
/// it, and that before its neighbours.
///
/// **Failures.** A directory that cannot be entered or read does not end the walk: its entry says
/// why. Whoever takes only paths gets the failures when there are no more paths, as an
/// [UncheckedIOException] whose cause is the first one, with others suppressed; unless
/// [WalkSettings#failed()] takes them as they come. If the root itself cannot be read, that is
/// thrown. What is removed during the walk is no failure; what is added may be seen or not.
///
/// **Closing** ends it and lets go of the directories that are open; a loop that has come to its
/// end has done so. One that nobody can reach any more is closed as well, with a warning.
/// Cancelling its token ends the wait for a piece at once.
@CheckReturnValue
public final class PathStream implements Iterable<Path>, AutoCloseable {

    private static final Walker.Piece NO_MORE = new Walker.Piece(List.of(), true);
    private static final String FROM_ANY_DEPTH = "**/";

    private final Engine engine;
    private final Operation.Blocking<Walker.Piece> step;
    private final CancellationToken token;
    private final WalkSettings settings;

    private final Walker walker; // for whoever has entered
    private final ClosedByLast walking;
    private final Cleaner.Cleanable forgotten;

    private final Object taking = new Object();
    private Task<Walker.Piece> ahead; // under its monitor
    private boolean taken; // as a loop

    private PathStream(
            Tidemill io,
            Path root,
            WalkSettings settings,
            Predicate<? super DirectoryEntry> filter,
            CancellationToken token) {
        engine = io.engine();
        NativePath name = NativePath.of(root);
        var wanted = new Wanted(settings, filter);
        walker = DirectoryCalls.areAvailable() ? new DescriptorWalker(name, wanted) : new JdkWalker(root, wanted);
        walking = new ClosedByLast(walker::close);
        this.settings = settings;
        this.token = Objects.requireNonNull(token, "token");
        step = new Operation.Blocking<>(name, "walk", this::walk);
        forgotten = Unreachable.closing(this, root + ": walk", walking::isClosed, walking::close);
        ahead = step();
    }

    /// See [dev.tidemill.file.AsyncFiles#walk(Path, WalkSettings)].
    public static PathStream walk(Tidemill io, Path root, WalkSettings settings, CancellationToken token) {
        return new PathStream(io, root, settings, _ -> true, token);
    }

    /// See [dev.tidemill.file.AsyncFiles#find(Path, String)].
    public static PathStream find(Tidemill io, Path root, String glob, WalkSettings settings, CancellationToken token) {
        PathMatcher matcher = matcher(glob);
        int slashes = (int) glob.chars().filter(c -> c == '/').count();
        int deepest = glob.contains("**") ? Integer.MAX_VALUE : slashes + 1;
        WalkSettings asDeep = settings.withMaxDepth(Math.min(settings.maxDepth(), deepest));
        return new PathStream(io, root, asDeep, entry -> matcher.matches(below(root, entry.path())), token);
    }

    private static PathMatcher matcher(String glob) {
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
        if (!glob.startsWith(FROM_ANY_DEPTH)) return matcher;
        PathMatcher here = matcher(glob.substring(FROM_ANY_DEPTH.length())); // no directory is any depth, too
        return path -> matcher.matches(path) || here.matches(path);
    }

    private static Path below(Path root, Path path) {
        int skipped = root.toString().isEmpty() ? 0 : root.getNameCount();
        return path.subpath(skipped, path.getNameCount());
    }

    // Finding.

    private Task<Walker.Piece> step() {
        return engine.submit(step, token).thenComposeAsync(this::orNext, Tasks.inline());
    }

    private Task<Walker.Piece> orNext(Walker.Piece piece) {
        return piece.entries().isEmpty() && !piece.last() ? step() : Task.completed(piece);
    }

    private Walker.Piece walk() throws IOException {
        if (!walking.enter()) return NO_MORE;
        boolean over = true; // also if it fails
        try {
            Walker.Piece piece = walker.next();
            over = piece.last();
            return piece;
        } finally {
            if (over) walking.close();
            walking.leave();
        }
    }

    /// Ends the walk. Does not wait: a piece that is being found is the last.
    @Override
    public void close() {
        walking.close();
        forgotten.clean();
    }

    // Taking.

    /// The next entries: some thousand, or fewer at the end, where the list is empty.
    ///
    /// Failures are in the entries; the task fails only if the root cannot be read.
    public Task<List<DirectoryEntry>> nextEntries() {
        return nextPiece().thenApplyAsync(Walker.Piece::entries, Tasks.inline());
    }

    Task<Walker.Piece> nextPiece() {
        synchronized (taking) {
            Task<Walker.Piece> next = ahead;
            ahead = next.thenComposeAsync(piece -> piece.last() ? Task.completed(NO_MORE) : step(), Tasks.inline());
            return next;
        }
    }

    /// A loop over the paths; for one thread, and once. It waits for what is not found yet; an
    /// interrupt ends the wait with a `CancellationException`.
    ///
    /// @throws IllegalStateException if it has been taken already
    @Override
    public Iterator<Path> iterator() {
        return new PathIterator(entryIterator(), settings.failed());
    }

    /// The entries, with their types and failures; as [#iterator()], but nothing is thrown other
    /// than that the root cannot be read.
    public Iterable<DirectoryEntry> entries() {
        return this::entryIterator;
    }

    private Iterator<DirectoryEntry> entryIterator() {
        synchronized (taking) {
            if (taken) throw new IllegalStateException("the paths can be taken once");
            taken = true;
        }
        return new EntryIterator(this);
    }

    @Override
    public String toString() {
        return step.describe();
    }
}
