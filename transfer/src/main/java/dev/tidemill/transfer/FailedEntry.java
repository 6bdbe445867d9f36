package dev.tidemill.transfer;

import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/// A file, link or directory of a tree that was not copied, and what was in the way.
///
/// Of a directory that could not be made or not be read, what is in it is not there either, and not
/// listed.
public record FailedEntry(Path source, Path target, Exception exception) {

    /// Why it was not copied, for people, and without the two names: "no such file or directory".
    public String reason() {
        if (exception instanceof AccessDeniedException denied && denied.getReason() == null) {
            boolean isOfTarget = target.toString().equals(denied.getFile());
            return Failures.reason(denied) + (isOfTarget ? " at the target" : " at the source");
        }
        return Failures.reason(exception);
    }

    /// As whoever awaits the copy sees it.
    Exception toException() {
        return Failures.ofCopy(source, target, exception);
    }
}
