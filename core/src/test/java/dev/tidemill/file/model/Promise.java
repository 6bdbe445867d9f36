package dev.tidemill.file.model;

import dev.tidemill.file.AsyncFile;
import dev.tidemill.task.Outcome;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;

/// What an open file has to say of the device: once it could not bring something there, that it
/// could not, for ever.
final class Promise {

    private final AsyncFile file;
    private boolean broken;
    private boolean maybeBroken;

    Promise(AsyncFile file) {
        this.file = file;
    }

    AsyncFile file() {
        return file;
    }

    /// Whether something has failed, for certain.
    boolean isBroken() {
        return broken;
    }

    /// Whether that tells of an earlier failure.
    static boolean isReminder(Exception e) {
        return e instanceof IOException
                && e.getMessage() != null
                && e.getMessage().contains("an earlier ");
    }

    /// Takes notice of what a step that wanted something brought to the device was told.
    void account(Step step) {
        if (step.hasSucceeded()) return;
        Exception e = step.exception();
        if (e == null || e instanceof AsynchronousCloseException) maybeBroken = true; // nobody waited for its end
        else if (!(e instanceof ClosedChannelException) && !isReminder(e)) broken = true;
    }

    /// @param wasBroken before the step
    void check(Step step, boolean wasBroken) {
        if (step.hasSucceeded() && wasBroken) throw new AssertionError("the failure is forgotten by " + step);
        if (isReminder(step.exception()) && !broken && !maybeBroken) {
            throw new AssertionError("nothing has failed before " + step);
        }
    }

    void checkClosed(Outcome<Void> closed) {
        boolean told = closed instanceof Outcome.Failed<Void>(var failure) && isReminder(failure.toException());
        if (told ? !broken && !maybeBroken : broken) {
            throw new AssertionError(
                    (told ? "nothing has failed, and it was told: " : "a failure was not told: ") + closed);
        }
    }
}
