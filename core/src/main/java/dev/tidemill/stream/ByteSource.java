package dev.tidemill.stream;

import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousByteChannel;
import java.util.Objects;
import java.util.function.LongConsumer;

/// Bytes that come one after the other: of a file, a pipe, a stream of old code.
///
/// {@snippet :
/// try (ByteSource source = AsyncFiles.source(path).await()) {
///     byte[] header = source.readNBytes(16).await();
///     long bytes = source.transferTo(sink).await();
/// }
/// }
///
/// One read at a time: a second one while the first is pending is refused with
/// [java.nio.channels.ReadPendingException], unless the source says that it waits its turn. Which
/// thread starts a read does not matter. What takes several reads, as [#readFully], is one.
///
/// **Memory.** The buffer belongs to the read until its task is done.
///
/// **Closing.** A read that is pending then ends without a value, unless it came to one first; what
/// is started after fails with [java.nio.channels.ClosedChannelException].
///
/// Whoever implements this needs no more than the methods that are not `default`.
@CheckReturnValue
public interface ByteSource extends AutoCloseable {

    /// The bytes that remain in `bytes`, which nobody changes meanwhile; its position stays.
    static ByteSource of(ByteBuffer bytes) {
        return new MemorySource(bytes.slice());
    }

    /// What is read from a channel that calls back, such as an
    /// [java.nio.channels.AsynchronousSocketChannel]. Closing the source closes the channel.
    ///
    /// A read that has begun cannot be cancelled: it ends when the channel says so. The task is
    /// completed on the channel's thread.
    static ByteSource of(AsynchronousByteChannel channel) {
        return new ChannelStream(Objects.requireNonNull(channel, "channel"));
    }

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

    /// Reads some bytes into `target`, from its start on; see [#read(ByteBuffer,
    /// CancellationToken)].
    default Task<Integer> read(byte[] target) {
        return read(ByteBuffer.wrap(target));
    }

    /// Reads until `target` has no room any more.
    ///
    /// The task fails with [java.io.EOFException] if the source ends before. If it ends without
    /// success, what was read is in `target`, up to its position.
    default Task<Void> readFully(ByteBuffer target, CancellationToken token) {
        return Filling.start(this, target, token);
    }

    /// Reads until `target` has no room any more; see [#readFully(ByteBuffer, CancellationToken)].
    default Task<Void> readFully(ByteBuffer target) {
        return readFully(target, CancellationToken.none());
    }

    /// Reads `length` bytes, or fewer if the source ends before.
    ///
    /// If it fails or is cancelled, what was read before is lost.
    ///
    /// @throws IllegalArgumentException if `length` is negative
    default Task<byte[]> readNBytes(int length, CancellationToken token) {
        return Collecting.upTo(this, length, token);
    }

    /// Reads `length` bytes, or fewer if the source ends before; see [#readNBytes(int,
    /// CancellationToken)].
    default Task<byte[]> readNBytes(int length) {
        return readNBytes(length, CancellationToken.none());
    }

    /// Reads everything to the end.
    ///
    /// If it fails or is cancelled, what was read before is lost. It fails if an array is too short
    /// for what comes.
    default Task<byte[]> readAllBytes(CancellationToken token) {
        return Collecting.toEnd(this, token);
    }

    /// Reads everything to the end; see [#readAllBytes(CancellationToken)].
    default Task<byte[]> readAllBytes() {
        return readAllBytes(CancellationToken.none());
    }

    /// Goes on by `count` bytes, or fewer if the source ends before. The result is how many.
    ///
    /// @throws IllegalArgumentException if `count` is negative
    default Task<Long> skip(long count, CancellationToken token) {
        return Skipping.start(this, count, token);
    }

    /// Goes on by `count` bytes; see [#skip(long, CancellationToken)].
    default Task<Long> skip(long count) {
        return skip(count, CancellationToken.none());
    }

    /// Gives everything to the end to `sink`, and flushes it. The result is how many bytes that
    /// was. Neither is closed, and nobody else may use them meanwhile. While a piece is written up
    /// to three more are read.
    ///
    /// If it is cancelled or fails, some of the bytes that were read last may not have been
    /// written. A failure of one side is what the task fails with; a suppressed exception says
    /// which side that was, and how many bytes had been written.
    ///
    /// @param token asks to stop: the read or write that is pending, and nothing begins after it
    /// @param progress told how many bytes were written so far, after each piece;
    ///     never on a thread that must not wait. What it throws ends the transfer
    default Task<Long> transferTo(ByteSink sink, CancellationToken token, LongConsumer progress) {
        return Transferring.start(this, sink, token, progress);
    }

    /// Gives everything to the end to `sink`; see [#transferTo(ByteSink, CancellationToken,
    /// LongConsumer)].
    default Task<Long> transferTo(ByteSink sink, CancellationToken token) {
        return transferTo(sink, token, _ -> {});
    }

    /// Gives everything to the end to `sink`; see [#transferTo(ByteSink, CancellationToken,
    /// LongConsumer)].
    default Task<Long> transferTo(ByteSink sink) {
        return transferTo(sink, CancellationToken.none());
    }

    /// This source for code that waits. Closing the stream closes the source.
    ///
    /// An interrupt of a thread that waits asks the read to stop, and stays set; if it did stop,
    /// that is an [java.io.InterruptedIOException], and the stream goes on where it was.
    default InputStream toInputStream() {
        return new SourceInputStream(this);
    }

    /// Starts to close the source: nothing new begins, and a pending read is asked to stop.
    ///
    /// @return done when it is closed; the same for everybody who closes
    Task<Void> closing();

    /// Closes the source and waits until it is; see [#closing()]. An interrupt does not end the
    /// wait, and stays set.
    ///
    /// @throws IOException what `closing` fails with; that may be unchecked, too
    /// @throws IllegalStateException if it would have to wait on a thread that must not; it is
    ///     closed all the same
    @Override
    default void close() throws IOException {
        Waits.awaitClosed(closing());
    }
}
