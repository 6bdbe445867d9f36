package dev.tidemill.blocking;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.annotation.Nullable;
import dev.tidemill.stream.ByteSink;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.Objects;
import java.util.function.Supplier;

/// An [OutputStream] whose writes are tasks; what is said of [BlockingInput] goes for it, too.
@CheckReturnValue
public final class BlockingOutput extends BlockingStream implements ByteSink {

    private static final int PIECE_BYTES = 64 * 1024;

    private final OutputStream stream;

    private BlockingOutput(Tidemill io, OutputStream stream, boolean interruptible) {
        super(io, Objects.requireNonNull(stream, "stream"), interruptible);
        this.stream = stream;
    }

    /// Writes to `stream`, which from now on nobody else should.
    public static BlockingOutput of(OutputStream stream) {
        return new BlockingOutput(Tidemill.shared(), stream, false);
    }

    /// Writes to a `channel` that blocks; see [#of(Tidemill, OutputStream)].
    public static BlockingOutput of(Tidemill io, WritableByteChannel channel) {
        return of(io, Channels.newOutputStream(channel));
    }

    /// Writes to `stream` on threads of this engine.
    public static BlockingOutput of(Tidemill io, OutputStream stream) {
        return new BlockingOutput(io, stream, false);
    }

    /// Writes to a `stream` that ends a write when its thread is interrupted: cancelling does that.
    /// How much of it was written then, nobody knows.
    public static BlockingOutput interruptible(Tidemill io, OutputStream stream) {
        return new BlockingOutput(io, stream, true);
    }

    /// Writes all of these bytes.
    @Override
    public Task<Void> write(byte[] source) {
        return write(source, CancellationToken.none());
    }

    /// Writes all of these bytes.
    ///
    /// @param token stops the write if it has not begun
    public Task<Void> write(byte[] source, CancellationToken token) {
        return write(ByteBuffer.wrap(source), token);
    }

    /// Writes what is left in `source`, whose position goes to its limit.
    @Override
    public Task<Void> write(ByteBuffer source) {
        return write(source, CancellationToken.none());
    }

    /// Writes what is left in `source`; see [#write(ByteBuffer)].
    ///
    /// @param token stops the write if it has not begun
    @Override
    @SuppressWarnings("NullAway") // the only value of Void
    public Task<Void> write(ByteBuffer source, CancellationToken token) {
        return start("write of " + source.remaining() + " bytes", true, token, _ -> {
            writeAll(source);
            return null;
        });
    }

    /// Writes one piece after the other; see [ByteSink#writeEach]. It is one call, with one thread:
    /// a write that was started meanwhile comes after the last piece.
    ///
    /// @param token stops it before the next piece
    @Override
    @SuppressWarnings("NullAway") // the only value of Void
    public Task<Void> writeEach(Supplier<? extends @Nullable ByteBuffer> pieces, CancellationToken token) {
        Objects.requireNonNull(pieces, "pieces");
        return start("writes", true, token, stop -> {
            while (!stop.getAsBoolean()) {
                ByteBuffer piece = pieces.get();
                if (piece == null) return null;
                writeAll(piece);
            }
            throw new InterruptedException("asked to stop");
        });
    }

    private void writeAll(ByteBuffer source) throws IOException {
        if (source.hasArray()) {
            stream.write(source.array(), source.arrayOffset() + source.position(), source.remaining());
            source.position(source.limit());
            return;
        }
        byte[] piece = new byte[Math.min(source.remaining(), PIECE_BYTES)];
        while (source.hasRemaining()) {
            int length = Math.min(source.remaining(), piece.length);
            source.get(source.position(), piece, 0, length);
            stream.write(piece, 0, length);
            source.position(source.position() + length);
        }
    }

    /// Flushes what was written before, as [OutputStream#flush()].
    @Override
    public Task<Void> flush() {
        return flush(CancellationToken.none());
    }

    /// Flushes what was written before; see [#flush()].
    ///
    /// @param token stops the flush if it has not begun; of one that has, it frees the waiters
    @Override
    @SuppressWarnings("NullAway") // the only value of Void
    public Task<Void> flush(CancellationToken token) {
        return start("flush", false, token, _ -> {
            stream.flush();
            return null;
        });
    }
}
