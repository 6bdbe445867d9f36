package dev.tidemill.task;

import java.io.Serial;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;

/// Work was cancelled because its time was over.
///
/// It is a [CancellationException], so one `catch` serves deadlines and other cancellations, and
/// this class tells them apart.
public class DeadlineExceededException extends CancellationException {

    @Serial
    private static final long serialVersionUID = 1;

    private final Duration deadline;

    /// @param deadline the time the work was given
    public DeadlineExceededException(String message, Duration deadline) {
        super(message);
        this.deadline = Objects.requireNonNull(deadline, "deadline");
    }

    /// The time the work was given.
    public Duration deadline() {
        return deadline;
    }
}
