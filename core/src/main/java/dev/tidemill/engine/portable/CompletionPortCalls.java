package dev.tidemill.engine.portable;

import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.FileKind;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.OpenMode;
import dev.tidemill.engine.Operation;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;

/// As [ChannelCalls], with transfers that end at a completion port: no thread waits for them.
final class CompletionPortCalls extends ChannelCalls {

    CompletionPortCalls(PortableEngine engine) {
        super(engine);
    }

    @Override
    public <T> PortableOperation<T> transfer(Operation.Transfer<T> transfer, long transferred) {
        if (!(transfer.file() instanceof ChannelHandle.Port)) return super.transfer(transfer, transferred);
        requireUsable(transfer.memory());
        return new PortTransfer<>(engine, transfer, transferred);
    }

    @Override
    ChannelHandle openChannel(NativePath name, OpenMode mode) throws IOException {
        // the JDK's asynchronous channels neither append nor know streams
        if (mode.unnamed()) return super.openChannel(name, mode);
        boolean noPositions = ChannelOpening.kind(name.path(), mode) == FileKind.STREAM;
        if (mode.append() || noPositions) return super.openChannel(name, mode);
        // without an executor of ours all files share one port
        var channel = AsynchronousFileChannel.open(
                name.path(), ChannelOpening.options(mode), null, ChannelOpening.attributes(mode));
        FileKind kind = ChannelOpening.kind(name.path(), mode);
        return new ChannelHandle.Port(channel, name, mode, kind, engine.laneOfName(name), engine::closeLater);
    }

    /// For a thread that may block: whole files, made longer files.
    @Override
    public long transfer(FileHandle file, MemorySegment memory, long offset, int length, long position, boolean writes)
            throws IOException {
        if (!(file instanceof ChannelHandle.Port port)) {
            return super.transfer(file, memory, offset, length, position, writes);
        }
        ByteBuffer buffer = memory.asSlice(offset, length).asByteBuffer();
        Future<Integer> future = writes ? port.channel.write(buffer, position) : port.channel.read(buffer, position);
        boolean interrupted = false;
        try {
            for (; ; ) {
                try {
                    return readSome(future.get());
                } catch (InterruptedException e) {
                    interrupted = true; // the memory is in use all the same
                }
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException cause ? cause : new IOException(e.getCause());
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }
}
