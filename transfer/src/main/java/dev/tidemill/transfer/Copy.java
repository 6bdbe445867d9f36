package dev.tidemill.transfer;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.Failure;
import dev.tidemill.task.Tasks;
import dev.tidemill.transfer.course.CopyThreads;
import dev.tidemill.transfer.course.Failures;
import dev.tidemill.transfer.entry.Provider;
import dev.tidemill.transfer.entry.Status;
import dev.tidemill.transfer.file.FileCopy;
import dev.tidemill.transfer.file.FileInFlight;
import dev.tidemill.transfer.file.Ledger;
import dev.tidemill.transfer.file.Leftovers;
import dev.tidemill.transfer.file.Targets;
import dev.tidemill.transfer.tree.Claim;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;

/// A file that is being copied: wait for it, watch it, or stop it.
///
/// {@snippet :
/// try (Copy copy = Copy.start(source, target)) {
///     copy.onProgress(p -> System.out.printf("%d of %d bytes%n", p.transferredBytes(), p.totalBytes()));
///     copy.await();
/// }
/// }
///
/// The target gets its name when the copy is whole, by one atomic step: whoever looks there sees
/// what was there before or all of the new, also if the copy fails, is cancelled, or the program is
/// killed. Until then the bytes are in a hidden file of the target's directory,
/// `.tidemill-xxxxxxxx.part`; what a killed program left of those, the next program that copies
/// into that directory removes. If that is the same copy of a file of 64 MiB or more, it goes on
/// where the other was killed: what is there is compared with the source, and used as far as it is
/// the same. Copies that fail or are cancelled
/// leave nothing.
///
/// The copy gets what [CopySettings#attributes()] says: owner, permissions, times to the
/// nanosecond, extended attributes and access control lists. What it could not get is a failure,
/// with the copy in its place. Without native access it gets all of these that `java.nio.file` has:
/// no access control lists, and only attributes of the user. A symbolic link is followed at the
/// source, and replaced at the target. Files may be of any file system of this JVM, such as an
/// archive; one that goes where there are no owners or permissions has none, and one that is to be
/// durable must be a file of the system.
///
/// A source that somebody writes to meanwhile is copied again, and if it never stands still the
/// copy fails with a [SourceChangedException]: what has the name of the copy is the source as it
/// was at one moment, never a mixture. Pipes, devices and files that say they are empty and are
/// not, as in `/proc`, are copied up to their end, as they come.
///
/// The task gives the number of bytes: 0 too if what is there is kept ([CopySettings#existing()]),
/// and those that would be copied if nothing is to be written ([CopySettings#dryRun()]). Some
/// copies of a program run at the same time, others wait for their turn; one that is paused does
/// not keep them waiting.
public final class Copy extends Transfer<Long> {

    private final Tidemill io;
    private final Path source;
    private final Path target;
    private final CopySettings settings;
    private final CancellationSource cancellation = new CancellationSource();
    private final AtomicBoolean isBegun = new AtomicBoolean();
    private volatile boolean isKept; // what has the name of the copy
    private volatile @Nullable FileInFlight file; // null until it has begun

    // With the lock of this.
    private boolean hasThread;
    private boolean hasStandIn;
    private boolean isDetached;

    private Copy(Tidemill io, Path source, Path target, CopySettings settings) {
        super(settings.bytesPerSecond());
        this.io = Objects.requireNonNull(io, "io");
        this.source = Objects.requireNonNull(source, "source");
        this.target = Objects.requireNonNull(target, "target");
        this.settings = settings;
    }

    /// Starts to copy `source` to `target`, which is the name of the copy and no directory.
    @CheckReturnValue
    public static Copy start(Path source, Path target) {
        return start(source, target, CopySettings.DEFAULT);
    }

    /// Starts to copy `source` to `target`, which is the name of the copy and no directory.
    @CheckReturnValue
    public static Copy start(Path source, Path target, CopySettings settings) {
        return start(Tidemill.shared(), source, target, settings);
    }

    /// Starts to copy with an engine of one's own.
    @CheckReturnValue
    public static Copy start(Tidemill io, Path source, Path target, CopySettings settings) {
        Copy copy = new Copy(io, source, target, settings);
        CopyThreads.execute(copy::carryOut);
        return copy;
    }

    private void carryOut() {
        if (pace.isPaused()) { // others come first
            pace.passing(0)
                    .thenRunAsync(() -> CopyThreads.execute(this::carryOut), Tasks.inline())
                    .forget();
            return;
        }
        if (!isBegun.compareAndSet(false, true)) return;
        onThread(true);
        try {
            long bytes = copy();
            meter.stop();
            succeed(bytes);
        } catch (CancellationException e) {
            CancellationReason reason = cancellation.token().reason();
            if (reason == null) throw new AssertionError("nobody asked to cancel " + describe(), e);
            meter.stop();
            cancelled(new Stopped(describe(), reason, Cancellation.Reach.STOPPED, progress(), target));
        } catch (Throwable t) {
            meter.stop();
            fail(t instanceof Exception e ? new Failed(source, target, Provider.failure(target, e)) : Failure.of(t));
        } finally {
            onThread(false);
        }
    }

    private synchronized void onThread(boolean hasThread) {
        this.hasThread = hasThread;
        pauseChanged();
    }

    @Override
    synchronized void pauseChanged() {
        boolean keepsThread = hasThread && (isDetached || pace.isPaused());
        if (keepsThread == hasStandIn) return;
        hasStandIn = keepsThread;
        CopyThreads.standIns(keepsThread ? 1 : -1);
    }

    private long copy() throws IOException, InterruptedException {
        Status status = Status.following(source);
        if (status.kind() == Status.Kind.DIRECTORY) {
            throw new FileSystemException(source.toString(), null, "is a directory, and not to be copied as a file");
        }
        FileInFlight file = new FileInFlight(source, target, status, meter, pace);
        this.file = file;
        begin();
        Path directory = Targets.directoryOf(target);
        Targets.checkDirectory(directory);
        Targets.checkDurable(target, settings);
        try (Ledger ledger = Ledger.open(settings, List.of(target), cancellation.token())) {
            long bytes = copy(status, file, directory);
            if (ledger != null) write(ledger, file);
            reportLacking(file.lacking());
            return bytes;
        }
    }

    private void write(Ledger ledger, FileInFlight file) throws IOException, InterruptedException {
        try {
            var _ = isKept ? ledger.kept(target) : ledger.copied(target, file.digest());
        } catch (Ledger.NotWrittenException e) {
            throw e.failure();
        }
        ledger.publish(io, settings.durable());
    }

    private long copy(Status status, FileInFlight file, Path directory) throws IOException, InterruptedException {
        if (!isToBeCopied(status)) return kept();
        if (settings.dryRun()) return status.size();
        Leftovers.removeOnceFrom(directory);
        long bytes;
        try {
            bytes = new FileCopy(io, source, Set.of(), status, target, settings, cancellation.token(), file).run();
        } catch (FileAlreadyExistsException e) {
            if (settings.existing() != Existing.KEEP) throw e;
            file.restarted();
            return kept(); // somebody was quicker
        }
        if (settings.durable()) Targets.sync(io, directory);
        Leftovers.removeRestsFrom(directory);
        return bytes;
    }

    private long kept() {
        isKept = true;
        return 0;
    }

    /// The copy is there and has its name, but not all that it should have.
    private static void reportLacking(@Nullable IOException lacking) throws IOException {
        if (lacking != null) throw lacking;
    }

    private boolean isToBeCopied(Status status) throws IOException, InterruptedException {
        Claim claim = new Claim(io, source, true, status, target, settings, cancellation.token());
        return switch (claim.decide()) {
            case COPY, REPLACE -> true;
            case KEEP -> false;
            case KEEP_CONTENT -> {
                if (!settings.dryRun()) reportLacking(claim.keepContent());
                yield false;
            }
        };
    }

    @Override
    void stop(CancellationReason reason) {
        if (isBegun.compareAndSet(false, true)) {
            cancelled(new Stopped(describe(), reason, Cancellation.Reach.NEVER_STARTED, progress(), target));
        } else {
            cancellation.cancel(reason);
        }
    }

    @Override
    synchronized Cancellation detach(CancellationReason reason, Progress progress) {
        isDetached = true;
        pauseChanged();
        return new Stopped(describe(), reason, Cancellation.Reach.DETACHED, progress, target);
    }

    @Override
    Progress.Amount amount(Progress.State state) {
        FileInFlight file = this.file;
        if (file == null) return Progress.Amount.NOTHING;
        RunningFile now = file.snapshot();
        return new Progress.Amount(
                now.transferredBytes(),
                now.totalBytes(),
                file.isSizeKnown() || state.isEnd(),
                state == Progress.State.SUCCEEDED ? 1 : 0,
                isKept && state == Progress.State.SUCCEEDED ? 1 : 0,
                state == Progress.State.FAILED ? 1 : 0,
                1);
    }

    @Override
    protected String describe() {
        return source + ": copy to " + target;
    }

    /// A copy that failed.
    private record Failed(Path source, Path target, Exception exception) implements Failure {
        @Override
        public Exception toException() {
            return Failures.ofCopy(source, target, exception);
        }
    }

    /// A copy that was cancelled.
    private record Stopped(String copy, CancellationReason reason, Reach reach, Progress progress, Path target)
            implements Cancellation {
        @Override
        public CancellationException toException() {
            String effect = switch (reach) {
                case NEVER_STARTED -> ", before it was started";
                case STOPPED -> ", %s; %s is as it was before".formatted(copied(), target);
                case DETACHED ->
                    ", %s, and something does not answer; %s is as it was before, or the whole copy"
                            .formatted(copied(), target);
            };
            return reason.toException(copy + " cancelled " + reason.describe() + effect);
        }

        private String copied() {
            return progress.transferredBytes() + " of " + progress.totalBytes() + " bytes were copied";
        }
    }
}
