package dev.tidemill.transfer;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.DirectoryCalls;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.Failure;
import dev.tidemill.transfer.file.FileInFlight;
import dev.tidemill.transfer.file.Ledger;
import dev.tidemill.transfer.tree.SystemCount;
import dev.tidemill.transfer.tree.SystemTree;
import dev.tidemill.transfer.tree.TreeCount;
import dev.tidemill.transfer.tree.TreeOrder;
import dev.tidemill.transfer.tree.TreeRun;
import dev.tidemill.transfer.tree.TreeTally;
import dev.tidemill.transfer.tree.TreeWalk;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.BooleanSupplier;

/// Files and whole trees that are being copied: wait for them, watch them, or stop them.
///
/// {@snippet :
/// try (TreeCopy copy = TreeCopy.start(home, backup)) {
///     copy.onProgress(p -> System.out.println(p.files() + " of " + p.totalFiles() + " files"));
///     copy.await();
/// }
/// }
///
/// Each file is copied as [Copy] does it: it has its name when it is whole, and not before. Files
/// get the permissions and times of their sources, directories too, when everything is in them;
/// symbolic links are copied as what they are, with their times. Names may be of any bytes. A
/// directory that is there already is added to. Pipes, sockets and devices are made again; without
/// native access, and if one of the trees is of another file system of the JVM (an archive), they
/// are reported, and everything is copied with what `java.nio.file` has; see [Copy]. Files named
/// `.tidemill-xxxxxxxx.part` are passed over: some program is writing them, or was killed while it
/// did.
///
/// What fails is noted with its path, and the rest goes on. The task then fails as the first of
/// those did, with up to 100 others as suppressed exceptions; [#failures()] and
/// [Listener#failed] have all. If it is cancelled, what was copied stays, and what was being copied
/// leaves nothing behind.
///
/// Memory does not grow with the tree. Who asks for progress for the first time has everything
/// counted that there is to copy, beside the copying; until that is done the totals are what has
/// been found so far.
public final class TreeCopy extends Transfer<TreeCopy.Summary> {

    /// What to copy, and the name of the copy.
    ///
    /// @param source a file, a link or a directory; copied as what it is
    /// @param target its name; of a directory that is there already, the one to add to
    public record Root(Path source, Path target) {
        public Root {
            Objects.requireNonNull(source, "source");
            Objects.requireNonNull(target, "target");
        }
    }

    /// What was copied.
    ///
    /// @param files files and links
    /// @param directories also those that were there
    /// @param bytes in files
    public record Summary(long files, long directories, long bytes, Duration elapsed) {}

    /// Is told of each entry. It is called on the threads that copy, possibly on several at the
    /// same time, and they wait for it. If it throws, the copy ends with that.
    public interface Listener {

        /// A file, link or directory was copied.
        default void copied(Path source, Path target) {}

        /// Whether [#copied] is to be called. Names are made for it, and a tree of small files is
        /// copied faster without.
        default boolean wantsCopied() {
            return true;
        }

        /// A file, link or directory was not copied.
        default void failed(FailedEntry entry) {}
    }

    private static final Listener NOBODY = new Listener() {
        @Override
        public boolean wantsCopied() {
            return false;
        }
    };

    private final boolean hasSystemCalls;
    private final Tidemill io;
    private final List<Root> roots;
    private final CopySettings settings;
    private final Listener listener;
    private final CancellationSource cancellation = new CancellationSource();
    private final TreeTally tally = new TreeTally(meter, pace);
    private final AtomicReferenceArray<@Nullable FileInFlight> running;
    private final AtomicBoolean isCounting = new AtomicBoolean();

    private TreeCopy(Tidemill io, List<Root> roots, CopySettings settings, Listener listener, boolean hasSystemCalls) {
        super(settings.bytesPerSecond());
        this.hasSystemCalls = hasSystemCalls;
        this.io = Objects.requireNonNull(io, "io");
        this.roots = List.copyOf(roots);
        this.settings = settings;
        this.listener = Objects.requireNonNull(listener, "listener");
        this.running = new AtomicReferenceArray<>(settings.jobs());
    }

    /// Starts to copy `source`, and all that is in it, to `target`, which is the name of the copy.
    @CheckReturnValue
    public static TreeCopy start(Path source, Path target) {
        return start(Tidemill.shared(), List.of(new Root(source, target)), CopySettings.DEFAULT, NOBODY);
    }

    /// Starts to copy several files and trees, one after the other, but many files at the same
    /// time.
    ///
    /// @param io an engine of one's own, or [Tidemill#shared()]
    @CheckReturnValue
    public static TreeCopy start(Tidemill io, List<Root> roots, CopySettings settings, Listener listener) {
        return start(io, roots, settings, listener, DirectoryCalls.areAvailable());
    }

    /// @param hasSystemCalls false to do with what the JDK has
    static TreeCopy start(
            Tidemill io, List<Root> roots, CopySettings settings, Listener listener, boolean hasSystemCalls) {
        TreeCopy copy = new TreeCopy(io, roots, settings, listener, hasSystemCalls);
        Thread.ofPlatform().name("tidemill-tree").daemon().start(copy::carryOut);
        return copy;
    }

    private void carryOut() {
        try {
            begin();
            List<Path> targets = roots.stream().map(Root::target).toList();
            try (Ledger ledger = Ledger.open(settings, targets, cancellation.token())) {
                run(ledger).run(roots);
                if (ledger != null && !tally.isCutShort()) ledger.publish(io, settings.durable());
            }
            end();
        } catch (Throwable t) {
            meter.stop();
            fail(Failure.of(t));
        }
    }

    private TreeRun run(@Nullable Ledger ledger) {
        var order = new TreeOrder(io, settings, listener, ledger, cancellation.token(), tally, running);
        return isSystems() ? new SystemTree(order) : new TreeWalk(order);
    }

    private void end() {
        meter.stop();
        CancellationReason reason = cancellation.token().reason();
        List<FailedEntry> failures = tally.failures();
        if (reason != null && tally.isCutShort()) {
            cancelled(new Stopped(describe(), reason, Cancellation.Reach.STOPPED, progress()));
        } else if (!failures.isEmpty()) {
            fail(new Incomplete(failures));
        } else {
            succeed(summary());
        }
    }

    private Summary summary() {
        return new Summary(tally.files(), tally.directories(), meter.totalBytes(), meter.elapsed());
    }

    @Override
    void stop(CancellationReason reason) {
        cancellation.cancel(reason);
    }

    @Override
    Cancellation detach(CancellationReason reason, Progress progress) {
        tally.detach();
        return new Stopped(describe(), reason, Cancellation.Reach.DETACHED, progress);
    }

    @Override
    Progress.Amount amount(Progress.State state) {
        if (!isDone() && isCounting.compareAndSet(false, true)) startToCount();
        boolean isTotalKnown = tally.isTotalKnown();
        boolean isCancelled = state == Progress.State.CANCELLED; // what has no name by then has none
        return new Progress.Amount(
                meter.totalBytes() - (isCancelled ? bytesWithoutName() : 0),
                tally.totalBytes(),
                isTotalKnown,
                tally.files() - (isCancelled ? tally.unnamed.files.sum() : 0),
                tally.keptFiles(),
                tally.failedEntries(),
                tally.totalFiles());
    }

    private long bytesWithoutName() {
        long bytes = tally.unnamed.bytes.sum();
        for (int i = 0; i < running.length(); i++) {
            FileInFlight file = running.get(i);
            if (file != null) bytes += file.transferredBytes();
        }
        return bytes;
    }

    /// What is left out of the copy would be counted too.
    private void startToCount() {
        if (settings.filter() != PathFilter.ALL || settings.oneFileSystem()) return;
        List<Path> sources = roots.stream().map(Root::source).toList();
        BooleanSupplier isWanted = () -> !isDone() && !tally.isTotalKnown();
        if (isSystems()) SystemCount.start(sources, tally.foundAhead, isWanted);
        else TreeCount.start(sources, tally.foundAhead, isWanted);
    }

    private boolean isSystems() {
        return hasSystemCalls && SystemTree.canCopy(roots);
    }

    /// The files that are being copied just now, at most [CopySettings#jobs()].
    public List<RunningFile> running() {
        List<RunningFile> files = new ArrayList<>();
        if (isDone()) return files; // what hangs is not of this any more
        for (int i = 0; i < running.length(); i++) {
            FileInFlight file = running.get(i);
            if (file != null) files.add(file.snapshot());
        }
        return files;
    }

    /// What was not copied until now: the first 1,000; [Progress#failedFiles] counts all.
    public List<FailedEntry> failures() {
        return tally.failures();
    }

    @Override
    protected String describe() {
        if (roots.isEmpty()) return "copy of nothing";
        Root first = roots.getFirst();
        String others = roots.size() == 1 ? "" : " and " + (roots.size() - 1) + " more";
        return first.source() + others + ": copy to " + first.target();
    }

    /// A copy that was cancelled.
    private record Stopped(String copy, CancellationReason reason, Reach reach, Progress progress)
            implements Cancellation {
        @Override
        public CancellationException toException() {
            String more = reach == Reach.DETACHED ? "; something does not answer" : "";
            return reason.toException("%s cancelled %s, %d files of %d bytes were copied%s"
                    .formatted(copy, reason.describe(), progress.files(), progress.transferredBytes(), more));
        }
    }

    /// A copy that is not complete.
    private record Incomplete(List<FailedEntry> entries) implements Failure {

        private static final int MOST_SUPPRESSED = 100;

        @Override
        public Exception toException() {
            Exception first = entries.getFirst().toException();
            entries.stream()
                    .skip(1)
                    .limit(MOST_SUPPRESSED)
                    .map(FailedEntry::toException)
                    .filter(other -> other != first)
                    .forEach(first::addSuppressed);
            return first;
        }
    }
}
