package dev.tidemill.stream;

import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.Failure;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CompletionException;

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

    /// Waits until something is closed. An interrupt does not end the wait, and stays set.
    static void awaitClosed(Task<Void> closing) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (closing.outcome() instanceof Outcome.Failed<Void>(Failure failure)) throwAgain(failure);
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }

    private static void throwAgain(Failure failure) throws IOException {
        switch (failure.toException()) {
            case IOException e -> throw e;
            case RuntimeException e -> throw e;
            case Exception e -> throw new CompletionException(e); // no `close` declares it
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
