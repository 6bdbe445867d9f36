package dev.tidemill.examples;

import dev.tidemill.file.FileLockedException;
import dev.tidemill.task.RetryPolicy;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CancellationException;

/// Work that fails now and may succeed in a moment: a file that somebody else has locked.
final class TryAgain {

    /// Up to a second between two attempts, and only for the failure that passes by itself.
    private static final RetryPolicy WHILE_LOCKED = RetryPolicy.DEFAULT
            .withAttempts(1_000)
            .withDelays(Duration.ofMillis(10), 2, Duration.ofSeconds(1))
            .withRetried(e -> e instanceof FileLockedException);

    private TryAgain() {}

    public static void main(String[] arguments) throws Exception {
        Path path = Path.of(arguments.length > 0 ? arguments[0] : "counter.txt");
        try {
            System.out.println(path + " is " + increase(path, Duration.ofSeconds(10)) + " now");
        } catch (CancellationException e) { // the failures of the attempts are its suppressed exceptions
            System.err.println(e.getMessage());
            System.exit(1);
        }
    }

    static long increase(Path path, Duration patience) throws IOException, InterruptedException {
        Task<Long> increase = Tasks.retry(WHILE_LOCKED, () -> Task.run(() -> ExclusiveUpdate.increase(path)));
        return increase.cancelAfter(patience).await();
    }
}
