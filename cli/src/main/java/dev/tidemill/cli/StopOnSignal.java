package dev.tidemill.cli;

import dev.tidemill.task.CancellationReason;
import dev.tidemill.transfer.TreeCopy;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Stops a copy when the process is told to end, by Ctrl-C or another signal, and has the JVM wait
/// until the kernel has let go, nothing is left behind and the last words are said.
///
/// The JVM then exits with 128 and the number of the signal. A second signal changes nothing.
final class StopOnSignal implements AutoCloseable {

    /// How long to wait for the last words once the copy has ended: nobody may be reading them.
    private static final long LAST_WORDS_SECONDS = 2;

    private final TreeCopy copy;
    private final Runnable onSignal;
    private final CountDownLatch lastWords = new CountDownLatch(1);
    private final Thread hook = new Thread(this::stop, "tidemill-signal");

    /// @param onSignal called before the copy is stopped
    StopOnSignal(TreeCopy copy, Runnable onSignal) {
        this.copy = copy;
        this.onSignal = onSignal;
        try {
            Runtime.getRuntime().addShutdownHook(hook);
        } catch (IllegalStateException e) {
            copy.cancel(); // the JVM is about to end already
        }
    }

    private void stop() {
        onSignal.run();
        copy.cancel(new CancellationReason.Requested("by a signal"));
        try {
            var _ = copy.outcome();
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
