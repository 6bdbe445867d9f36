package dev.tidemill.file;

import dev.tidemill.engine.Engine;
import dev.tidemill.engine.Operation;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.IllegalBlockingModeException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// Bytes between a file and a channel of the JDK, whose calls block: so a thread of the engine
/// makes them, one transfer of a channel after the other.
final class ChannelTransfer {

    private static final int BUFFER_BYTES = 128 * 1024;
    private static final int BUFFER_ALIGNMENT = 4096;

    private final AsyncFile file;
    private final long position;
    private final long length;
    private final ByteBuffer buffer =
            ByteBuffer.allocateDirect(BUFFER_BYTES + BUFFER_ALIGNMENT).alignedSlice(BUFFER_ALIGNMENT);

    /// Bytes that have arrived.
    private long transferred;

    private ChannelTransfer(AsyncFile file, long position, long length) {
        this.file = file;
        this.position = position;
        this.length = length;
    }

    static Task<Long> to(
            Engine engine,
            AsyncFile file,
            long position,
            long length,
            WritableByteChannel target,
            CancellationToken token) {
        String action = "transfer of " + length + " bytes at " + position + " to a channel";
        return start(
                engine,
                file,
                action,
                target,
                token,
                stop -> new ChannelTransfer(file, position, length).writeTo(target, stop));
    }

    static Task<Long> from(
            Engine engine,
            AsyncFile file,
            long position,
            long length,
            ReadableByteChannel source,
            CancellationToken token) {
        String action = "transfer of " + length + " bytes from a channel to " + position;
        return start(
                engine,
                file,
                action,
                source,
                token,
                stop -> new ChannelTransfer(file, position, length).readFrom(source, stop));
    }

    private static Task<Long> start(
            Engine engine,
            AsyncFile file,
            String action,
            Channel channel,
            CancellationToken token,
            Operation.Call.Work<Long> work) {
        if (channel instanceof SelectableChannel selectable && !selectable.isBlocking()) {
            throw new IllegalBlockingModeException();
        }
        // an interrupt would close the channel; and when the task is done nobody uses it any more
        var call = new Operation.Call<>(file.path().toString(), action, channel, true, true, false, work);
        return engine.submit(call, token);
    }

    private long writeTo(WritableByteChannel target, BooleanSupplier stop) throws IOException, InterruptedException {
        while (transferred < length && !file.endsBefore(position + transferred)) {
            stopIfAsked(stop);
            buffer.clear();
            int wanted = (int) Math.min(length - transferred, buffer.capacity());
            if (!file.isDirect()) buffer.limit(wanted); // otherwise only whole blocks can be read
            if (file.blocking().read(buffer, position + transferred) == 0) break;
            buffer.flip().limit(Math.min(buffer.limit(), wanted));
            while (buffer.hasRemaining()) {
                stopIfAsked(stop);
                transferred += target.write(buffer);
            }
        }
        return transferred;
    }

    /// What has been read from the channel is written, whatever comes then: it is nowhere else.
    private long readFrom(ReadableByteChannel source, BooleanSupplier stop) throws IOException, InterruptedException {
        boolean ended = false;
        while (!ended && transferred < length) {
            buffer.clear().limit((int) Math.min(length - transferred, buffer.capacity()));
            try {
                while (!ended && buffer.hasRemaining() && !stop.getAsBoolean()) ended = source.read(buffer) < 0;
            } catch (IOException e) {
                try {
                    write();
                } catch (IOException alsoFailed) {
                    e.addSuppressed(alsoFailed);
                }
                throw e;
            }
            write();
            stopIfAsked(stop);
        }
        return transferred;
    }

    private void write() throws IOException, InterruptedException {
        buffer.flip();
        int bytes = buffer.remaining();
        if (bytes > 0) file.blocking().writeFully(buffer, position + transferred);
        transferred += bytes;
    }

    private static void stopIfAsked(BooleanSupplier stop) {
        if (stop.getAsBoolean()) throw new CancellationException();
    }
}
