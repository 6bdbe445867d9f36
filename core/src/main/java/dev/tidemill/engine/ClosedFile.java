package dev.tidemill.engine;

import dev.tidemill.task.Failure;
import dev.tidemill.task.Task;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;

/// The file, or the engine, was closed: before the operation could start, or under it.
public enum ClosedFile implements Failure {
    BEFORE {
        @Override
        public ClosedChannelException toException() {
            return new ClosedChannelException();
        }
    },
    DURING {
        @Override
        public AsynchronousCloseException toException() {
            return new AsynchronousCloseException();
        }
    };

    /// An operation that was not accepted.
    public static <T> Task<T> refused() {
        return Task.failed(BEFORE);
    }
}
