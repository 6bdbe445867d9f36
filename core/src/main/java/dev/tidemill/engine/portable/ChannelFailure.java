package dev.tidemill.engine.portable;

import dev.tidemill.engine.Operation;
import dev.tidemill.task.Failure;
import java.io.IOException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/// What a channel of the JDK said: given to each waiter as an exception of its own, of the same
/// kind, with the JDK's as its cause.
///
/// @param transferred bytes that had been read or written
record ChannelFailure(Operation<?> operation, IOException thrown, long transferred) implements Failure {

    @Override
    public IOException toException() {
        IOException exception = switch (thrown) {
            case NoSuchFileException e -> new NoSuchFileException(e.getFile(), e.getOtherFile(), reason(e));
            case AccessDeniedException e -> new AccessDeniedException(e.getFile(), e.getOtherFile(), reason(e));
            case FileAlreadyExistsException e ->
                new FileAlreadyExistsException(e.getFile(), e.getOtherFile(), reason(e));
            case FileSystemException e -> new FileSystemException(e.getFile(), e.getOtherFile(), reason(e));
            case AsynchronousCloseException _ -> new AsynchronousCloseException();
            case ClosedChannelException _ -> new ClosedChannelException();
            default ->
                new IOException(
                        operation.describe() + " failed: " + thrown.getMessage() + operation.afterPart(transferred));
        };
        exception.initCause(thrown);
        return exception;
    }

    private String reason(FileSystemException e) {
        String reason = e.getReason();
        return operation.action() + " failed" + (reason == null ? "" : ": " + reason)
                + operation.afterPart(transferred);
    }
}
