package dev.tidemill.transfer.tree;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.transfer.CopySettings;
import dev.tidemill.transfer.FailedEntry;
import dev.tidemill.transfer.TreeCopy;
import dev.tidemill.transfer.entry.Status;
import dev.tidemill.transfer.file.FileInFlight;
import dev.tidemill.transfer.file.Ledger;
import dev.tidemill.transfer.file.Targets;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// One copy of trees while it runs, whatever calls it makes: what was asked for, who is told, and
/// whether it goes on.
///
/// What fails is noted, and the rest goes on.
public abstract class TreeRun {

    final Tidemill io;
    final CopySettings settings;
    final CancellationToken token;
    final TreeTally tally;
    final AtomicReferenceArray<@Nullable FileInFlight> running;

    final TreeCopy.Listener listener;
    final @Nullable Ledger ledger; // null if no manifest is wanted
    private final Set<Path> targets = new HashSet<>(); // of the thread that begins with roots

    /// What must not happen: an error of the JVM, an exception of the listener, or that the
    /// manifest cannot be written. The copy ends with it.
    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();

    TreeRun(TreeOrder order) {
        this.io = order.io();
        this.settings = order.settings();
        this.listener = order.listener();
        this.ledger = order.ledger();
        this.token = order.token();
        this.tally = order.tally();
        this.running = order.running();
    }

    /// Copies everything, and returns when all of it is done or has failed, or was stopped, and
    /// nothing is in use any more. Whoever cancelled may not have waited so long.
    ///
    /// @throws IOException if the manifest cannot be written
    public abstract void run(List<TreeCopy.Root> roots) throws IOException, InterruptedException;

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
    final void throwIfBroken() throws IOException {
        Throwable thrown = broken.get();
        if (thrown == null) return; // a first switch by type takes milliseconds, and a small copy has few
        switch (thrown) {
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            default -> throw new AssertionError(thrown);
        }
    }

    final void failed(Path source, Path target, Exception e) {
        if (tally.isDetached()) return;
        FailedEntry entry = new FailedEntry(source, target, e);
        tally.failed(entry);
        tell(() -> listener.failed(entry));
    }

    /// A file was copied, and has its name.
    ///
    /// @param digest of its bytes; null if nobody has made it
    final void record(Path source, Path target, @Nullable String digest) {
        if (ledger == null) return;
        var _ = record(source, target, () -> ledger.copied(target, digest));
    }

    /// What has the name of a copy stays as it is.
    ///
    /// @return the digest of its bytes; null if it has none
    final @Nullable String recordKept(Path source, Path target) {
        return ledger == null ? null : record(source, target, () -> ledger.kept(target));
    }

    private interface Entry {
        @Nullable
        String write() throws IOException;
    }

    /// A file that cannot be read is a failure of its own; a manifest that cannot be written is one
    /// of everything.
    private @Nullable String record(Path source, Path target, Entry entry) {
        try {
            return entry.write();
        } catch (Ledger.NotWrittenException e) {
            breakOff(e.failure());
        } catch (IOException e) {
            failed(source, target, e);
        } catch (CancellationException e) {
            tally.cutShort();
        }
        return null;
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
