package dev.tidemill.stream;

import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.nio.ByteBuffer;

/// Bytes that come one after the other: of a file, a pipe, a stream of old code.
///
/// One read at a time: a second one while the first is pending is refused with
/// [java.nio.channels.ReadPendingException]. Which thread starts a read does not matter.
///
/// **Memory.** The buffer belongs to the read until its task is done.
@CheckReturnValue
public interface ByteSource extends AutoCloseable {

    /// Reads some bytes into `target`, whose position goes on by as many.
    ///
    /// The result is how many they were, at least one, or -1 at the end: that is the convention of
    /// the JDK's streams. Cancelling a read that took no bytes leaves the source where it was; one
    /// that took bytes has succeeded.
    ///
    /// @param target with room for at least one byte
    /// @throws IllegalArgumentException if `target` is read-only or has no room
    Task<Integer> read(ByteBuffer target, CancellationToken token);

    /// Reads some bytes; see [#read(ByteBuffer, CancellationToken)].
    default Task<Integer> read(ByteBuffer target) {
        return read(target, CancellationToken.none());
    }

    /// Starts to close the source: nothing new begins, and a pending read is asked to stop.
    ///
    /// @return done when it is closed; the same for everybody who closes
    Task<Void> closing();

    /// Closes the source and waits until it is; see [#closing()].
    @Override
    void close() throws IOException;
}
