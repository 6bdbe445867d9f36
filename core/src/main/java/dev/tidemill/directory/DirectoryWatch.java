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
import java.io.IOException;
import java.lang.ref.Cleaner;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/// What happens in a directory, one change after the other.
///
/// ```java
/// try (var watch = AsyncFiles.watch(folder).await()) {
///     for (var change : watch) System.out.println(change);
/// }
/// ```
///
/// [#next()] gives a task, [#awaitNext()] waits here and now, a `for` loop takes one change after
/// the other until this is closed. Each change goes to one of them. Whoever waits needs no thread
/// of the system; without native access the JDK's watch service has one.
///
/// Changes wait in the kernel until they are taken. If there are more than it keeps (16,384, see
/// `fs.inotify.max_queued_events`), the next one is an [OVERFLOW][DirectoryChange.Kind#OVERFLOW].
/// The kernel tells equal changes that follow each other once. A name that is moved within what is
/// watched is one change, unless others come between its halves; then, and without native access,
/// it is deleted and created. Changes that another machine makes on a network file system are not
/// told.
///
/// In a whole tree ([dev.tidemill.file.AsyncFiles#watchTree(Path)]) directories that are made or
/// moved there are watched at once, and what is in them by then is told as created; it may be told
/// twice. Links are not followed, and directories that may not be read are not watched. Each
/// directory counts for `fs.inotify.max_user_watches`.
@CheckReturnValue
public final class DirectoryWatch implements Iterable<DirectoryChange>, AutoCloseable {

    private final Path root;
    private final Changes changes;
    private final ReentrantLock turn = new ReentrantLock(true);
    private final Deque<DirectoryChange> happened = new ArrayDeque<>(); // under the lock
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Cleaner.Cleanable forgotten;

    private DirectoryWatch(Path root, Changes changes) {
        this.root = root;
        this.changes = changes;
        forgotten = Unreachable.closing(this, root + ": watch", closed::get, changes::close);
    }

    /// See [dev.tidemill.file.AsyncFiles#watch(Path)] and
    /// [dev.tidemill.file.AsyncFiles#watchTree(Path)].
    public static Task<DirectoryWatch> open(Tidemill io, Path root, boolean wholeTree, CancellationToken token) {
        Engine engine = io.engine();
        NativePath name = NativePath.of(root);
        return engine.submit(new Operation.Blocking<>(name, "watch", () -> begin(engine, name, wholeTree)), token);
    }

    private static DirectoryWatch begin(Engine engine, NativePath root, boolean wholeTree) throws IOException {
        if (DirectoryCalls.areAvailable()) {
            var changes = new KernelChanges(engine, root, wholeTree);
            return begin(root.path(), changes, changes::begin);
        }
        var changes = new JdkChanges(root.path(), wholeTree);
        return begin(root.path(), changes, changes::begin);
    }

    private interface Begin {
        void begin() throws IOException;
    }

    private static DirectoryWatch begin(Path root, Changes changes, Begin begin) throws IOException {
        boolean begun = false;
        try {
            begin.begin();
            begun = true;
            return new DirectoryWatch(root, changes);
        } finally {
            if (!begun) changes.close();
        }
    }

    /// The next change.
    ///
    /// Fails with `NoSuchFileException` when the directory itself is gone, after a last change that
    /// says so, and with an `AsynchronousCloseException` or `ClosedChannelException` when this is
    /// closed. Who cancels loses no change.
    public Task<DirectoryChange> next() {
        return Task.run(this::awaitNext);
    }

    /// The next change; see [#next()].
    ///
    /// @param token ends the wait
    public Task<DirectoryChange> next(CancellationToken token) {
        return next().cancelOn(token);
    }

    /// Waits for the next change; see [#next()].
    public DirectoryChange awaitNext() throws IOException, InterruptedException {
        turn.lockInterruptibly();
        try {
            for (DirectoryChange next = happened.poll(); ; next = happened.poll()) {
                if (next != null) return next;
                if (!changes.await(happened)) throw new NoSuchFileException(root.toString(), null, "no longer there");
            }
        } finally {
            turn.unlock();
        }
    }

    boolean isClosed() {
        return closed.get();
    }

    /// A loop over the changes, for one thread. It ends when this is closed or the directory is
    /// gone; an interrupt ends the wait with a `CancellationException`.
    @Override
    public Iterator<DirectoryChange> iterator() {
        return new ChangeIterator(this);
    }

    /// Ends it: who waits is told, nothing new is. Does not wait.
    @Override
    public void close() {
        closed.set(true);
        changes.close();
        forgotten.clean();
    }

    @Override
    public String toString() {
        return root + ": watch";
    }
}
