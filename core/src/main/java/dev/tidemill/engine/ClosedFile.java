package dev.tidemill.engine;

import dev.tidemill.task.Failure;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;

/// The file, or the engine, was closed: before the operation could start, or under it.
enum ClosedFile implements Failure {
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
    }
}
