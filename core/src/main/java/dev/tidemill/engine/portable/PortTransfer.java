package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.Operation;
import dev.tidemill.linux.Errno;
import dev.tidemill.task.Failure;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.CompletionHandler;

/// Bytes between a file and memory, in as many reads or writes as it takes; each one ends at a
/// completion port.
///
/// It is carried out by whoever starts it and then by threads of the JDK, one after the other.
final class PortTransfer<T> extends DetachableOperation<T> implements CompletionHandler<Integer, Void> {

    private final Operation.Transfer<T> transfer;
    private final MemorySegment memory;
    private final AsynchronousFileChannel channel;

    /// For memory on the heap.
    private @Nullable MemorySegment buffer;

    private int asked;

    PortTransfer(PortableEngine engine, Operation.Transfer<T> transfer, long transferred) {
        super(engine, transfer, IN_USE);
        this.transfer = transfer;
        this.memory = transfer.memory();
        this.channel = ((ChannelHandle.Port) transfer.file()).channel;
        this.transferred = transferred;
    }

    @Override
    void start() {
        if (!begin()) return;
        if (!memory.isNative()) buffer = engine.calls().takeBuffer();
        next();
    }

    private void next() {
        try {
            stopIfRequested();
            long position = transfer.position() + transferred;
            ByteBuffer bytes = prepare();
            if (transfer.writes()) channel.write(bytes, position, null, this);
            else channel.read(bytes, position, null, this);
        } catch (Unfinished e) {
            endUnfinished(e);
        } catch (RuntimeException e) { // opened for something else, say
            failed(e, null);
        }
    }

    private ByteBuffer prepare() throws Unfinished {
        long rest = memory.byteSize() - transferred;
        MemorySegment buffer = this.buffer;
        if (buffer == null) {
            asked = (int) Math.min(rest, MOST_BYTES);
            return memory.asSlice(transferred, asked).asByteBuffer();
        }
        asked = (int) Math.min(rest, Calls.BUFFER_BYTES);
        if (transfer.writes()) MemorySegment.copy(memory, transferred, buffer, 0, asked);
        leaveMemory();
        return buffer.asSlice(0, asked).asByteBuffer();
    }

    /// Some milliseconds' worth: how often it looks whether it is to stop.
    private static final int MOST_BYTES = 8 * 1024 * 1024;

    @Override
    public void completed(Integer result, Void nothing) {
        int bytes = ChannelCalls.readSome(result);
        MemorySegment buffer = this.buffer;
        try {
            if (buffer != null) {
                holdMemory();
                if (!transfer.writes()) MemorySegment.copy(buffer, 0, memory, transferred, bytes);
            }
            transferred += bytes;
            if (isEnough(bytes)) end();
            else next();
        } catch (Unfinished e) {
            endUnfinished(e);
        } catch (RuntimeException e) { // memory that is read-only, say
            failed(e, null);
        }
    }

    private boolean isEnough(int bytes) throws Unfinished {
        if (transferred == memory.byteSize()) return true;
        if (!transfer.complete()) return bytes < asked;
        if (bytes == 0) throw transfer.writes() ? Unfinished.errno(Errno.EIO.number()) : Unfinished.END_OF_FILE;
        return false;
    }

    @Override
    public void failed(Throwable failure, @Nullable Void nothing) {
        if (transferred > 0 && !transfer.complete()) {
            end();
            return;
        }
        giveBackBuffer();
        endWithFailure(
                failure instanceof IOException e ? new ChannelFailure(transfer, e, transferred) : Failure.of(failure),
                transferred);
    }

    private void end() {
        giveBackBuffer();
        var _ = endWithValue(transfer.value(transferred), transferred);
    }

    private void endUnfinished(Unfinished why) {
        if (why == Unfinished.STOPPED && transferred > 0 && !transfer.complete()) {
            end();
            return;
        }
        giveBackBuffer();
        if (why == Unfinished.STOPPED) endStopped(transferred);
        else if (why == Unfinished.END_OF_FILE) endAtEndOfFile(transferred);
        else endWithErrno(why.errno, false, transferred);
    }

    private void giveBackBuffer() {
        MemorySegment buffer = this.buffer;
        this.buffer = null;
        if (buffer != null) engine.calls().giveBackBuffer(buffer);
    }
}
