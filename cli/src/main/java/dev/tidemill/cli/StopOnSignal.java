package dev.tidemill.cli;

import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.Task;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Stops the work when the process is told to end, by Ctrl-C or another signal, and has the JVM
/// wait until the kernel has let go, nothing is left behind and the last words are said.
///
/// The JVM then exits with 128 and the number of the signal. If that takes too long, as a device or
/// whoever reads the output may hang, the process ends all the same; after a second Ctrl-C at once.
/// What a copy leaves behind then, the next one removes.
final class StopOnSignal implements AutoCloseable {

    private static final int SIGINT = 2;

    /// How long to wait for what is on its way to the kernel.
    private static final Duration END_LIMIT = Duration.ofSeconds(10);

    /// How long to wait for the last words once the work has ended: nobody may be reading them.
    private static final long LAST_WORDS_SECONDS = 2;

    private final Task<?> work;
    private final Runnable onSignal;
    private final CountDownLatch lastWords = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "tidemill-signal");

    /// @param onSignal called before the work is stopped
    StopOnSignal(Task<?> work, Runnable onSignal) {
        this.work = work;
        this.onSignal = onSignal;
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            work.cancel(); // the JVM is about to end already
        }
    }

    private void stop() {
        var _ = Signals.on("INT", () -> Runtime.getRuntime().halt(128 + SIGINT));
        onSignal.run();
        work.cancel(new CancellationReason.Requested("by a signal"));
        try {
            if (!work.waitFor(END_LIMIT)) return;
            var _ = lastWords.await(LAST_WORDS_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The last words are said.
    @Override
    public void close() {
        lastWords.countDown();
        try {
            var _ = Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // it runs, and has been told
        }
    }
}
