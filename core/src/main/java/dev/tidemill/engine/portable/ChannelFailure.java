package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.Operation;
import dev.tidemill.task.Failure;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.NotLinkException;

/// What a call of the JDK said: given to each waiter as an exception of its own, of the same
/// kind if it says something about the file, with the JDK's as its cause.
///
/// @param transferred bytes that had been read or written when it failed; 0 if it was no transfer
record ChannelFailure(Operation<?> operation, IOException thrown, long transferred) implements Failure {

    @Override
    public IOException toException() {
        IOException exception = switch (thrown) {
            case NoSuchFileException e -> new NoSuchFileException(e.getFile(), e.getOtherFile(), reason(e.getReason()));
            case AccessDeniedException e ->
                new AccessDeniedException(e.getFile(), e.getOtherFile(), reason(e.getReason()));
            case FileAlreadyExistsException e ->
                new FileAlreadyExistsException(e.getFile(), e.getOtherFile(), reason(e.getReason()));
            case DirectoryNotEmptyException e -> new DirectoryNotEmptyException(e.getFile());
            case NotLinkException e -> new NotLinkException(e.getFile(), e.getOtherFile(), reason(e.getReason()));
            case AtomicMoveNotSupportedException e ->
                new AtomicMoveNotSupportedException(e.getFile(), e.getOtherFile(), reason(e.getReason()));
            case NotDirectoryException e -> new NotDirectoryException(e.getFile());
            case FileSystemException e -> new FileSystemException(e.getFile(), e.getOtherFile(), reason(e.getReason()));
            case AsynchronousCloseException _ -> new AsynchronousCloseException();
            case ClosedChannelException _ -> new ClosedChannelException();
            case IOException e when isOfBody() -> new IOException(e.getMessage());
            default -> new FileSystemException(operation.subject(), null, reason(thrown.getMessage()));
        };
        exception.initCause(thrown);
        return exception;
    }

    /// Whether it is one of `java.nio.file.Files`, or of ours, which says what was tried.
    private boolean isOfBody() {
        return operation instanceof Operation.Blocking;
    }

    private @Nullable String reason(@Nullable String said) {
        if (isOfBody()) return said;
        return operation.action() + " failed" + (said == null ? "" : ": " + said) + operation.afterPart(transferred);
    }
}
