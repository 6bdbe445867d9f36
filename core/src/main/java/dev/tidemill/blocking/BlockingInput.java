package dev.tidemill.blocking;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.stream.ByteSource;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;
import java.util.Objects;
import java.util.function.BooleanSupplier;

/// An [InputStream] whose reads are tasks.
///
/// ```java
/// try (var input = BlockingInput.of(process.getInputStream())) {
///     byte[] output = input.readAllBytes().await();
/// }
/// ```
///
/// Reads are made one after the other, in the order in which they were started, on a thread that
/// may block. A stream that keeps its reader waiting holds up no other stream, and has one thread
/// while it does: a thousand such streams are a thousand threads.
///
/// **Memory.** An array or buffer of the caller belongs to the read until its task is done, and
/// that is not before the stream's `read` has returned, whoever cancels. [#readAllBytes()] has
/// memory of its own: cancelled, its waiters are free at once.
@CheckReturnValue
public final class BlockingInput extends BlockingStream implements ByteSource {

    private static final int PIECE_BYTES = 64 * 1024;

    private final InputStream stream;
    private byte @Nullable [] piece; // of the call that is being made; they are made one after the other

    private BlockingInput(Tidemill io, InputStream stream, boolean interruptible) {
        super(io, Objects.requireNonNull(stream, "stream"), interruptible);
        this.stream = stream;
    }

    /// Reads `stream`, which from now on nobody else should.
    public static BlockingInput of(InputStream stream) {
        return new BlockingInput(Tidemill.shared(), stream, false);
    }

    /// Reads a `channel` that blocks; see [#of(Tidemill, InputStream)].
    public static BlockingInput of(Tidemill io, ReadableByteChannel channel) {
        return of(io, Channels.newInputStream(channel));
    }

    /// Reads `stream` on threads of this engine.
    public static BlockingInput of(Tidemill io, InputStream stream) {
        return new BlockingInput(io, stream, false);
    }

    /// Reads a `stream` that ends a read when its thread is interrupted: cancelling does that.
    ///
    /// A [java.io.PipedInputStream] is such a stream and stays usable. Those of channels are closed
    /// by it ([java.nio.channels.Channels#newInputStream]). Those of processes and files do not
    /// care.
    public static BlockingInput interruptible(Tidemill io, InputStream stream) {
        return new BlockingInput(io, stream, true);
    }

    /// Reads as [InputStream#read(byte[])]: some bytes, or -1 at the end.
    @Override
    public Task<Integer> read(byte[] target) {
        return read(target, CancellationToken.none());
    }

    /// Reads some bytes; see [#read(byte[])].
    ///
    /// @param token stops the read if it has not begun
    public Task<Integer> read(byte[] target, CancellationToken token) {
        Objects.requireNonNull(target, "target");
        return start("read of " + target.length + " bytes", true, token, _ -> stream.read(target));
    }

    /// Reads some bytes into `target`, whose position goes on by as many; -1 at the end of the
    /// stream.
    @Override
    public Task<Integer> read(ByteBuffer target) {
        return read(target, CancellationToken.none());
    }

    /// Reads some bytes; see [#read(ByteBuffer)].
    ///
    /// @param token stops the read if it has not begun
    @Override
    public Task<Integer> read(ByteBuffer target, CancellationToken token) {
        if (target.isReadOnly()) throw new IllegalArgumentException("target is read-only: " + target);
        if (!target.hasRemaining()) throw new IllegalArgumentException("target has no room: " + target);
        return start("read of " + target.remaining() + " bytes", true, token, _ -> readInto(target));
    }

    private int readInto(ByteBuffer target) throws IOException {
        if (target.hasArray()) {
            int read = stream.read(target.array(), target.arrayOffset() + target.position(), target.remaining());
            if (read > 0) target.position(target.position() + read);
            return read;
        }
        byte[] bytes = piece;
        if (bytes == null) piece = bytes = new byte[PIECE_BYTES];
        int read = stream.read(bytes, 0, Math.min(target.remaining(), bytes.length));
        if (read > 0) target.put(bytes, 0, read);
        return read;
    }

    /// Reads to the end. What was read before the task was cancelled is lost.
    @Override
    public Task<byte[]> readAllBytes() {
        return readAllBytes(CancellationToken.none());
    }

    /// Reads to the end; see [#readAllBytes()].
    @Override
    public Task<byte[]> readAllBytes(CancellationToken token) {
        return start("read to the end", false, token, stop -> {
            var bytes = new ByteArrayOutputStream();
            var _ = copy(bytes, stop);
            return bytes.toByteArray();
        });
    }

    /// Gives everything to the end to `target`, as [InputStream#transferTo(OutputStream)]; both may
    /// block. Neither is closed. The value is how many bytes it was.
    ///
    /// Cancelled, it stops between two pieces, and is done then: until then it writes to `target`.
    public Task<Long> transferTo(OutputStream target) {
        return transferTo(target, CancellationToken.none());
    }

    /// Gives everything to the end to `target`; see [#transferTo(OutputStream)].
    public Task<Long> transferTo(OutputStream target, CancellationToken token) {
        Objects.requireNonNull(target, "target");
        return start("transfer to the end", true, token, stop -> copy(target, stop));
    }

    private long copy(OutputStream target, BooleanSupplier stop) throws IOException, InterruptedException {
        byte[] piece = new byte[PIECE_BYTES];
        long copied = 0;
        while (!stop.getAsBoolean()) {
            int read = stream.read(piece);
            if (read < 0) return copied;
            target.write(piece, 0, read); // also if it is to stop: nothing that was read is lost
            copied += read;
        }
        throw new InterruptedException("asked to stop");
    }
}
