package dev.tidemill.engine;

import dev.tidemill.task.Failure;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.util.concurrent.CompletionException;

/// What the `close` methods of files and streams have in common.
public final class Closed {

    private Closed() {}

    /// Waits until something is closed. An interrupt does not end the wait, and stays set.
    ///
    /// @param closing the task that tells it
    /// @throws IOException if the system reported an error while closing; what code of others threw
    ///     may be unchecked, too
    /// @throws IllegalStateException if it would have to wait where that is refused
    public static void await(Task<Void> closing) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    if (closing.outcome() instanceof Outcome.Failed<Void>(var failure)) throwAgain(failure);
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
            case RuntimeException e -> throw e; // also that around an error
            case Exception e -> throw new CompletionException(e); // no `close` declares it
        }
    }
}
