package dev.tidemill.transfer.verify;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.transfer.Difference;
import dev.tidemill.transfer.Verification;
import dev.tidemill.transfer.course.Failures;
import dev.tidemill.transfer.course.Workers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;

/// One verification while it runs: hands entries to the threads that read, and takes what they
/// found.
public final class Work {

    final Scope scope;
    private final VerifyTally tally;
    private final Verification.Listener listener;
    private final Workers<Reading> readers;

    /// What must not happen: an error of the JVM, an exception of the listener, or that the
    /// manifest cannot be written. Everything ends with it.
    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();

    private volatile boolean isDetached;

    public Work(Scope scope, VerifyTally tally, Verification.Listener listener) {
        this.scope = scope;
        this.tally = tally;
        this.listener = listener;
        this.readers =
                new Workers<>("tidemill-verify-", scope.settings().jobs(), number -> new Reading(scope, tally, number));
    }

    /// Looks at one entry, on a thread that reads.
    interface Look {

        /// @return what is wrong, or null
        /// @throws IOException if it cannot be read
        @Nullable
        Difference at(Reading reading) throws IOException, InterruptedException;
    }

    /// Has one entry looked at, soon.
    void submit(Path name, Path path, boolean isDirectory, Look look) throws InterruptedException {
        readers.execute(reading -> carryOut(name, path, isDirectory, look, reading));
    }

    private void carryOut(Path name, Path path, boolean isDirectory, Look look, Reading reading) {
        tally.looked(0);
        if (isCutShort()) return;
        try {
            Difference difference = look.at(reading);
            if (difference == null) good(name, path, isDirectory);
            else differs(difference);
        } catch (CancellationException | InterruptedException e) {
            if (scope.token().isCancelled()) tally.isCutShort = true;
            else broken(e); // by an engine that is closed: nobody asked to stop, and it is not whole
        } catch (IOException e) {
            differs(unreadable(name, path, e));
        } catch (Throwable t) {
            broken(t);
        }
    }

    private void good(Path name, Path path, boolean isDirectory) {
        if (!isDirectory) tally.good.increment();
        tell(() -> listener.good(name, path));
    }

    static Difference unreadable(Path name, Path path, IOException e) {
        return new Difference(name, path, Difference.Kind.UNREADABLE, "cannot be read: " + Failures.reason(e));
    }

    void differs(Difference difference) {
        tally.differs(difference.kind());
        tell(() -> listener.differs(difference));
    }

    /// From now on nobody is told of anything.
    public void detach() {
        isDetached = true;
    }

    /// A listener that throws ends it all.
    private void tell(Runnable message) {
        if (isDetached) return;
        try {
            message.run();
        } catch (Throwable t) {
            broken(t);
        }
    }

    /// It cannot go on.
    void broken(Throwable t) {
        broken.compareAndSet(null, t);
    }

    /// Whether to leave out what comes next, and everything after it.
    public boolean isCutShort() {
        if (!scope.token().isCancelled() && broken.get() == null) return false;
        tally.isCutShort = true;
        return true;
    }

    /// Waits until every entry was looked at.
    public void end() throws InterruptedException {
        readers.end();
    }

    /// @throws Exception what must not happen, and did
    public void throwIfBroken() throws Exception {
        switch (broken.get()) {
            case Exception e -> throw e;
            case Error e -> throw e;
            case null, default -> {}
        }
    }
}
