package dev.tidemill.engine;

import dev.tidemill.task.Failure;
import java.io.EOFException;

/// The file ended before the memory was full.
public record EndOfFile(Operation<?> operation, long transferred) implements Failure {
    @Override
    public EOFException toException() {
        return new EOFException(operation.describe() + " failed: the file ends after " + transferred + " of them");
    }
}
