package dev.tidemill.transfer.block;

import dev.tidemill.task.Task;

/// Waiting that an interrupt does not end, as memory is in use until then.
public final class Waiting {

    private Waiting() {}

    /// Waits until the task is done, whatever it came to. An interrupt stays set.
    public static void forEndOf(Task<?> task) {
        boolean interrupted = false;
        while (true) {
            try {
                var _ = task.outcome();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
