package dev.tidemill.stream;

import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.io.InterruptedIOException;

/// For the streams of the JDK, which wait.
final class Waits {

    private Waits() {}

    /// Waits as the only one who knows of the task. An interrupt asks it to stop, and stays set.
    ///
    /// @throws InterruptedIOException if it did
    static <T> T await(Task<T> task) throws IOException {
        try {
            return task.await();
        } catch (InterruptedException e) {
            task.cancel(new CancellationReason.Interrupted());
            return awaitInSpiteOfInterrupts(task);
        }
    }

    private static <T> T awaitInSpiteOfInterrupts(Task<T> task) throws IOException {
        try {
            while (true) {
                try {
                    if (task.outcome() instanceof Outcome.Cancelled<T>(Cancellation cancellation)
                            && cancellation.reason() instanceof CancellationReason.Interrupted) {
                        var interrupted = new InterruptedIOException("interrupted while waiting");
                        interrupted.initCause(cancellation.toException());
                        throw interrupted;
                    }
                    return task.await();
                } catch (InterruptedException e) {
                    continue; // memory of the caller is in use until it is done
                }
            }
        } finally {
            Thread.currentThread().interrupt();
        }
    }
}
