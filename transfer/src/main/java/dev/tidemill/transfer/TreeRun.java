package dev.tidemill.transfer;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.CancellationToken;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// One copy of trees while it runs, whatever calls it makes: what was asked for, who is told, and
/// whether it goes on.
///
/// What fails is noted, and the rest goes on.
abstract class TreeRun {

    final Tidemill io;
    final CopySettings settings;
    final CancellationToken token;
    final TreeTally tally;
    final AtomicReferenceArray<@Nullable FileInFlight> running;

    final TreeCopy.Listener listener;
    private final Set<Path> targets = new HashSet<>(); // of the thread that begins with roots

    /// What must not happen: an error of the JVM, or an exception of the listener. The copy ends
    /// with it.
    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();

    TreeRun(
            Tidemill io,
            CopySettings settings,
            TreeCopy.Listener listener,
            CancellationToken token,
            TreeTally tally,
            AtomicReferenceArray<@Nullable FileInFlight> running) {
        this.io = io;
        this.settings = settings;
        this.listener = listener;
        this.token = token;
        this.tally = tally;
        this.running = running;
    }

    /// Copies everything, and returns when all of it is done or has failed, or was stopped, and
    /// nothing is in use any more. Whoever cancelled may not have waited so long.
    abstract void run(List<TreeCopy.Root> roots) throws InterruptedException;

    /// Looks whether a root can be copied to where it is to go.
    ///
    /// @return what the source is
    final Status check(TreeCopy.Root root) throws IOException {
        Path source = root.source();
        Path target = root.target();
        Status status = Status.of(source);
        if (!targets.add(target.toAbsolutePath().normalize())) {
            throw new FileSystemException(target.toString(), null, "was made just now of another source");
        }
        Targets.checkDirectory(Targets.directoryOf(target));
        if (status.kind() == Status.Kind.DIRECTORY) Targets.checkNotInside(source, target);
        return status;
    }

    /// Whether to leave out what comes next, and everything after it.
    final boolean isCutShort() {
        if (!token.isCancelled() && broken.get() == null) return false;
        tally.cutShort();
        return true;
    }

    /// It cannot go on.
    final void breakOff(Throwable t) {
        broken.compareAndSet(null, t);
    }

    /// What must not happen, and did.
    final void throwIfBroken() {
        switch (broken.get()) {
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case null, default -> {}
        }
    }

    final void failed(Path source, Path target, Exception e) {
        if (tally.isDetached()) return;
        FailedEntry entry = new FailedEntry(source, target, e);
        tally.failed(entry);
        tell(() -> listener.failed(entry));
    }

    /// A listener that throws ends the whole copy.
    final void tell(Runnable message) {
        if (tally.isDetached()) return;
        try {
            message.run();
        } catch (Throwable t) {
            breakOff(t);
        }
    }
}
