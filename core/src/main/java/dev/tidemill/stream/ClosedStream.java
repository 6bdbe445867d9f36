package dev.tidemill.stream;

import dev.tidemill.task.Failure;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;

/// The stream was closed: before the operation could start, or under it.
enum ClosedStream implements Failure {
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
