package dev.tidemill.transfer;

import dev.tidemill.transfer.course.Failures;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/// A file, link or directory of a tree that was not copied, or not with all that it has, and what
/// was in the way.
///
/// Of a directory that could not be made or not be read, what is in it is not there either, and not
/// listed.
public record FailedEntry(Path source, Path target, Exception exception) {

    /// Which of the two is at fault, and is to be looked at.
    public Path path() {
        return isOfTarget() ? target : source;
    }

    private boolean isOfTarget() {
        if (!(exception instanceof FileSystemException failure) || failure.getFile() == null) return false;
        String file = failure.getFile();
        if (source.toString().equals(file)) return false;
        return target.toString().equals(file) || target.startsWith(file);
    }

    /// Why it was not copied, for people, as what is said of [#path()], whose name is not in it:
    /// "cannot be read: permission denied (EACCES)".
    public String reason() {
        return Reason.of(exception, isOfTarget());
    }

    /// Whether there was no room for it at the target. It will not be the only one.
    public boolean isTargetFull() {
        return isOfTarget() && Reason.isNoRoom(exception);
    }

    /// As whoever awaits the copy sees it.
    Exception toException() {
        return Failures.ofCopy(source, target, exception);
    }
}
