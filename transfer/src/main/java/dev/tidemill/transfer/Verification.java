package dev.tidemill.transfer;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.CancellationSource;
import dev.tidemill.task.Failure;
import dev.tidemill.transfer.file.Leftovers;
import dev.tidemill.transfer.file.Targets;
import dev.tidemill.transfer.manifest.ManifestWriter;
import dev.tidemill.transfer.verify.Comparison;
import dev.tidemill.transfer.verify.Course;
import dev.tidemill.transfer.verify.ManifestCheck;
import dev.tidemill.transfer.verify.Recording;
import dev.tidemill.transfer.verify.Scope;
import dev.tidemill.transfer.verify.VerifyTally;
import dev.tidemill.transfer.verify.Work;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;

/// Files that are being verified, against a manifest of their checksums or against other files:
/// wait for the answer, watch it, or stop it.
///
/// ```java
/// try (Verification verification = Verification.compare(photos, backup)) {
///     if (!verification.await().isGood()) complain();
/// }
/// ```
///
/// What is wrong is told to the [Listener] with its name, counted in the [Summary], and the rest
/// goes on. **The task succeeds when everything was looked at, also if nothing is as it should
/// be:** [Summary#isGood()] has the answer. It fails if it could not begin, as a manifest or the
/// root of a tree that cannot be read.
///
/// Many files are read at the same time, and large ones by several reads. A file that somebody
/// writes meanwhile is different, and said to be written. Memory does not grow with the tree; to
/// look for extra files beside a manifest takes 16 to 32 bytes for each name in it. Nothing is
/// changed, but that reading changes the times of the last read.
///
/// In its [#progress()] files are entries other than directories, and failed ones everything that
/// differs. Who asks for the first time has everything counted that there is to do, beside the
/// work.
public final class Verification extends Transfer<Verification.Summary> {

    /// What came of it.
    ///
    /// @param good entries that are as they should be: files, and where trees are compared also
    ///     links and everything else but directories
    /// @param bytes that were looked at; of two files that were compared those of one
    /// @param differences how many of each kind; kinds that there were none of are not in it
    public record Summary(long good, long bytes, Map<Difference.Kind, Long> differences, Duration elapsed) {

        public Summary {
            differences = Map.copyOf(differences);
        }

        /// Whether everything is as it should be.
        public boolean isGood() {
            return differences.isEmpty();
        }
    }

    /// Is told of each entry. It is called on the threads that read, possibly on several at the
    /// same time, and they wait for it. If it throws, everything ends with that.
    public interface Listener {

        /// An entry is as it should be.
        ///
        /// @param name as in [Difference#name()]
        default void good(Path name, Path path) {}

        /// An entry is not as it should be, or nobody knows.
        default void differs(Difference difference) {}
    }

    private static final Listener NOBODY = new Listener() {};

    private final Course course;
    private final Scope scope;
    private final Work work;
    private final CancellationSource cancellation = new CancellationSource();
    private final VerifyTally tally;
    private final AtomicBoolean isCounting = new AtomicBoolean();

    private Verification(Tidemill io, Course course, VerifySettings settings, Listener listener) {
        super(settings.bytesPerSecond());
        this.course = course;
        this.scope = new Scope(
                Objects.requireNonNull(io, "io"), Objects.requireNonNull(settings, "settings"), cancellation.token());
        this.tally = new VerifyTally(settings.jobs(), meter, pace);
        this.work = new Work(scope, tally, Objects.requireNonNull(listener, "listener"));
    }

    private static Verification start(Tidemill io, Course course, VerifySettings settings, Listener listener) {
        Verification verification = new Verification(io, course, settings, listener);
        Thread.ofPlatform().name("tidemill-verify").daemon().start(verification::carryOut);
        return verification;
    }

    /// Checks the files that a manifest names; see [#check(Tidemill, Path, Path, VerifySettings,
    /// Listener)].
    @CheckReturnValue
    public static Verification check(Path manifest, Path root) {
        return check(Tidemill.shared(), manifest, root, VerifySettings.DEFAULT, NOBODY);
    }

    /// Checks the files that a manifest names, as `sha256sum -c` does.
    ///
    /// Links are followed, and the names are taken as they are: an absolute one, or one with `..`,
    /// leads out of the tree. A line that is none, and a manifest without any, is a difference.
    /// Extra is a file that the manifest does not name, but for itself; not a link or a directory.
    ///
    /// @param io an engine of one's own, or [Tidemill#shared()]
    /// @param manifest see [dev.tidemill.transfer.manifest.ManifestReader]
    /// @param root a directory that the names are relative to
    @CheckReturnValue
    public static Verification check(
            Tidemill io, Path manifest, Path root, VerifySettings settings, Listener listener) {
        return start(io, new ManifestCheck(manifest, root), settings, listener);
    }

    /// Compares two trees, or two files; see [#compare(Tidemill, Path, Path, VerifySettings,
    /// Listener)].
    @CheckReturnValue
    public static Verification compare(Path source, Path copy) {
        return compare(Tidemill.shared(), source, copy, VerifySettings.DEFAULT, NOBODY);
    }

    /// Compares two trees, or two files or anything else: kinds, sizes, bytes, where links lead,
    /// and the attributes that the settings name. Links are not followed.
    ///
    /// If one is a device with blocks, and the other a file or such a device too, it is what is in
    /// them: an image and the stick it was written to. A device as the copy may be longer.
    ///
    /// @param io an engine of one's own, or [Tidemill#shared()]
    /// @param source as it should be
    /// @param copy what differences are told of
    @CheckReturnValue
    public static Verification compare(
            Tidemill io, Path source, Path copy, VerifySettings settings, Listener listener) {
        return start(io, new Comparison(source, copy), settings, listener);
    }

    /// Writes a manifest of the files in a tree; see [#record(Tidemill, Path, Path, VerifySettings,
    /// Listener)].
    ///
    /// @throws IOException if the manifest cannot be created
    @CheckReturnValue
    public static Verification record(Path tree, Path manifest) throws IOException {
        return record(Tidemill.shared(), tree, manifest, VerifySettings.DEFAULT, NOBODY);
    }

    /// Reads the files of a tree, or a single one, and writes a manifest of them, for
    /// [#check(Path, Path)] and `sha256sum -c`.
    ///
    /// Their names are relative to `tree`, and in no order. Links are not followed, and they,
    /// directories and whatever else is no file are not in it; neither is the manifest, if it is in
    /// the tree. The manifest gets its name at the end, when it is whole and on the device. It is
    /// made of what could be read: what could not is a difference. If the task fails or is
    /// cancelled, there is no manifest, or the one that was there before.
    ///
    /// @param io an engine of one's own, or [Tidemill#shared()]
    /// @throws IOException if the manifest cannot be created
    @CheckReturnValue
    public static Verification record(Tidemill io, Path tree, Path manifest, VerifySettings settings, Listener listener)
            throws IOException {
        Leftovers.removeFrom(Targets.directoryOf(manifest));
        return start(io, new Recording(tree, manifest, ManifestWriter.create(manifest)), settings, listener);
    }

    private void carryOut() {
        try {
            begin();
            try {
                course.run(work);
            } catch (CancellationException e) {
                if (!work.isCutShort()) throw e;
            } finally {
                work.end();
            }
            end();
        } catch (Throwable t) {
            meter.stop();
            closeAnd(() -> fail(Failure.of(t)));
        }
    }

    private void end() throws Exception {
        work.throwIfBroken();
        CancellationReason reason = scope.token().reason();
        if (reason == null || !tally.isCutShort) {
            course.finish();
            meter.stop();
            closeAnd(() ->
                    succeed(new Summary(tally.good.sum(), meter.totalBytes(), tally.differences(), meter.elapsed())));
        } else {
            meter.stop();
            closeAnd(() -> cancelled(new Stopped(describe(), reason, Cancellation.Reach.STOPPED, progress())));
        }
    }

    /// What is left is removed before anybody hears of the end.
    private void closeAnd(Runnable complete) {
        try {
            course.close();
        } catch (IOException _) {
            // of a manifest that is not wanted any more; of one that is, the end was seen
        }
        complete.run();
    }

    @Override
    void stop(CancellationReason reason) {
        cancellation.cancel(reason);
    }

    @Override
    Cancellation detach(CancellationReason reason, Progress progress) {
        work.detach();
        return new Stopped(describe(), reason, Cancellation.Reach.DETACHED, progress);
    }

    @Override
    Progress.Amount amount(Progress.State state) {
        if (!isDone() && isCounting.compareAndSet(false, true)) startCounting();
        long good = tally.good.sum();
        long different = tally.differenceCount();
        long bytes = meter.totalBytes();
        boolean isAll = state == Progress.State.SUCCEEDED;
        return new Progress.Amount(
                bytes,
                isAll ? bytes : tally.bytesAhead.sum(),
                isAll || tally.isCounted,
                good,
                0,
                different,
                isAll ? good + different : Math.max(good + different, tally.entriesAhead.sum()));
    }

    private void startCounting() {
        Thread.ofPlatform().name("tidemill-count").daemon().start(() -> {
            try {
                course.count(scope, bytes -> {
                    tally.entriesAhead.increment();
                    tally.bytesAhead.add(bytes);
                    return !isDone();
                });
                tally.isCounted = !isDone();
            } catch (IOException | InterruptedException | CancellationException _) {
                // then nobody knows how much it is; why, the work itself will say
            }
        });
    }

    /// The files that are being read just now and are of more than one block, at most
    /// [VerifySettings#jobs()].
    public List<RunningFile> running() {
        return isDone() ? List.of() : tally.running(); // what hangs is not of this any more
    }

    @Override
    protected String describe() {
        return course.describe();
    }

    /// A verification that was cancelled.
    private record Stopped(String verification, CancellationReason reason, Reach reach, Progress progress)
            implements Cancellation {
        @Override
        public CancellationException toException() {
            return reason.toException("%s cancelled %s, %d entries were good and %d were not, of %d bytes"
                    .formatted(
                            verification,
                            reason.describe(),
                            progress.files(),
                            progress.failedFiles(),
                            progress.transferredBytes()));
        }
    }
}
