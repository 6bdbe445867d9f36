package dev.tidemill.engine;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.linux.Errno;
import dev.tidemill.task.Failure;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// The kernel refused: which operation, which error.
///
/// @param operation holds the path and the numbers for the message
/// @param errno as in errno(3), positive
/// @param transferred bytes that had been read or written when it failed; 0 if it was no transfer
public record SystemCallFailure(Operation<?> operation, int errno, long transferred) implements Failure {

    public SystemCallFailure(Operation<?> operation, int errno) {
        this(operation, errno, 0);
    }

    /// The exception for a call that was made by the thread that wants its result.
    ///
    /// @param result a negated errno
    public static IOException of(Operation<?> operation, long result, long transferred) {
        return new SystemCallFailure(operation, (int) -result, transferred).toException();
    }

    @Override
    public IOException toException() {
        Errno error = Errno.of(errno);
        String reason = operation.action() + " failed: " + error + operation.afterPart(transferred) + help(error);
        return operation instanceof NameOperation
                ? ofName(error, operation.subject(), operation.otherName(), reason)
                : exception(error, operation.subject(), operation.otherName(), reason);
    }

    /// As `Files` has it.
    private static IOException ofName(Errno error, String subject, @Nullable String other, String reason) {
        return switch (error.name()) {
            case "EPERM", "EROFS" -> new FileSystemException(subject, other, reason);
            case "ENOTEMPTY" -> new DirectoryNotEmptyException(subject);
            default -> exception(error, subject, other, reason);
        };
    }

    /// The same for closing a file, which must not hold the file: that holds the task that fails.
    static Failure ofClosing(String subject, int errno) {
        Errno error = Errno.of(errno);
        return () -> exception(error, subject, null, "close failed: " + error);
    }

    /// The same for a call that was no operation.
    static IOException exception(String subject, String action, int errno) {
        Errno error = Errno.of(errno);
        return exception(error, subject, null, action + " failed: " + error + helpFor(error));
    }

    private static IOException exception(Errno error, String subject, @Nullable String other, String reason) {
        return switch (error.name()) {
            case "ENOENT" -> new NoSuchFileException(subject, other, reason);
            case "EACCES", "EPERM", "EROFS" -> new AccessDeniedException(subject, other, reason);
            case "EEXIST" -> new FileAlreadyExistsException(subject, other, reason);
            default -> new FileSystemException(subject, other, reason);
        };
    }

    private String help(Errno error) {
        return switch (error.name()) {
            case "EINVAL" -> direct() ? "; a file opened with DIRECT needs position, length and memory aligned" : "";
            default -> helpFor(error);
        };
    }

    /// Whatever the call was.
    private static String helpFor(Errno error) {
        return switch (error.name()) {
            case "EMFILE" -> "; this process has as many files open as it may: raise `ulimit -n`";
            case "ENFILE" -> "; the system has as many files open as it may: raise fs.file-max";
            case "EFBIG" -> "; see `ulimit -f` and the largest file of this file system";
            case "EFAULT" -> "; its memory is not there: a mapped file that was truncated?";
            default -> "";
        };
    }

    private boolean direct() {
        FileHandle file = operation.file();
        return file != null && file.mode().direct();
    }
}
