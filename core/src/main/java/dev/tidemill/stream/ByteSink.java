package dev.tidemill.stream;

import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousByteChannel;
import java.util.Objects;
import java.util.function.Supplier;

/// Takes bytes, one after the other: a file, a pipe, a stream of old code.
///
/// One write or flush at a time: a second one while the first is pending is refused with
/// [java.nio.channels.WritePendingException], unless the sink says that it waits its turn. Which
/// thread starts it does not matter.
///
/// **Memory.** The buffer belongs to the write until its task is done.
///
/// **Failures.** A sink may say that a write is done and write later. If that fails, the next
/// write, flush or close says so.
///
/// **Closing.** A write that is pending then is asked to stop; what is started after fails with
/// [java.nio.channels.ClosedChannelException].
@CheckReturnValue
public interface ByteSink extends AutoCloseable {

    /// What is written to a channel that calls back, such as an
    /// [java.nio.channels.AsynchronousSocketChannel]. Closing the sink closes the channel.
    ///
    /// A write that is cancelled ends when the channel has taken some of its bytes, or fails.
    static ByteSink of(AsynchronousByteChannel channel) {
        return new ChannelStream(Objects.requireNonNull(channel, "channel"));
    }

    /// Writes all that remains in `source`, whose position goes on by the bytes written.
    ///
    /// If it fails or is cancelled, a part may have been written: as much as the position went on.
    Task<Void> write(ByteBuffer source, CancellationToken token);

    /// Writes all that remains in `source`; see [#write(ByteBuffer, CancellationToken)].
    default Task<Void> write(ByteBuffer source) {
        return write(source, CancellationToken.none());
    }

    /// Writes all of `source`; see [#write(ByteBuffer, CancellationToken)].
    default Task<Void> write(byte[] source) {
        return write(ByteBuffer.wrap(source));
    }

    /// Writes one piece after the other, as [#write(ByteBuffer, CancellationToken)], until `pieces`
    /// gives null. The task has no value; it comes to what a write came to that was no success.
    ///
    /// `pieces` is called on a thread that may wait, when the piece before has been written; what
    /// it throws ends the writes. A sink whose writes are calls that block makes all of them by one
    /// thread without a stop, which for many small writes is most of the work: that is why
    /// [ByteSource#transferTo(ByteSink)] writes by this.
    ///
    /// @param token asks to stop: the write that is pending, and nothing is asked for after it
    default Task<Void> writeEach(Supplier<? extends @Nullable ByteBuffer> pieces, CancellationToken token) {
        return Writing.start(this, pieces, token);
    }

    /// Hands on what was kept back to be written together with what comes. Where nothing is, it is
    /// done at once. That bytes are on a device it does not say.
    Task<Void> flush(CancellationToken token);

    /// Hands on what was kept back; see [#flush(CancellationToken)].
    default Task<Void> flush() {
        return flush(CancellationToken.none());
    }

    /// This sink for code that waits. Closing the stream closes the sink; interrupts are as with
    /// [ByteSource#toInputStream()].
    default OutputStream toOutputStream() {
        return new SinkOutputStream(this);
    }

    /// Starts to close the sink after what was kept back has been written.
    ///
    /// @return done when it is closed; the same for everybody who closes. It fails if the last
    ///     bytes could not be written; the sink is closed all the same
    Task<Void> closing();

    /// Closes the sink and waits until it is; see [#closing()]. An interrupt does not end the wait,
    /// and stays set.
    ///
    /// @throws IOException what `closing` fails with; that may be unchecked, too
    /// @throws IllegalStateException if it would have to wait on a thread that must not; it is
    ///     closed all the same
    @Override
    default void close() throws IOException {
        Waits.awaitClosed(closing());
    }
}
