package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.DescriptorHandle;
import dev.tidemill.engine.Operation;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.LibC;
import dev.tidemill.linux.Memory;
import dev.tidemill.task.Failure;
import java.lang.foreign.MemorySegment;

/// Bytes between a stream and memory, whenever the stream is ready.
///
/// It waits in the [Poller], on whose thread all its calls are made, and they do not block. A
/// stream that cannot be polled is left to the pool.
final class PolledTransfer<T> extends PooledTransfer<T> implements Polled {

    /// For fairness: calls in a row before others get their turn.
    private static final int CALLS_AT_ONCE = 16;

    private final Operation.Transfer<T> transfer;
    private final Poller poller;
    private volatile boolean leftToPool;

    // Of the poller's thread.

    private boolean waiting;

    /// How it ends, once [#attempt] has said that it does: an errno, [#SUCCESS] or [#END_OF_FILE].
    private int ending;

    /// A mistake, by which it ends instead.
    private @Nullable Failure mistake;

    private static final int SUCCESS = 0;
    private static final int END_OF_FILE = -1;

    PolledTransfer(PortableEngine engine, Operation.Transfer<T> transfer, long transferred, Lane lane, Poller poller) {
        super(engine, transfer, transferred, lane);
        this.transfer = transfer;
        this.poller = poller;
    }

    @Override
    void start() {
        poller.post(this);
    }

    @Override
    protected void stopStarted() {
        if (leftToPool) super.stopStarted();
        else poller.post(this);
    }

    // The rest is for the poller, on its thread.

    @Override
    public void leaveToPool() {
        waiting = false;
        leftToPool = true;
        startBegun();
    }

    @Override
    public int fd() {
        return ((DescriptorHandle) transfer.file()).fd();
    }

    @Override
    public boolean writes() {
        return transfer.writes();
    }

    @Override
    public boolean beginToWait() {
        waiting = begin();
        return waiting;
    }

    @Override
    public boolean isWaiting() {
        return waiting;
    }

    @Override
    public boolean isEmpty() {
        return transfer.memory().byteSize() == transferred;
    }

    /// Transfers what the stream takes or gives now.
    @Override
    public boolean attempt(long buffer) {
        try {
            return transferWhatGoes(buffer);
        } catch (RuntimeException e) { // memory that is read-only, say
            mistake = Failure.of(e);
            return true;
        }
    }

    private boolean transferWhatGoes(long buffer) {
        for (int calls = 0; calls < CALLS_AT_ONCE; calls++) {
            long result = call(buffer);
            if (result == -Errno.EINTR.number()) continue;
            if (result == -Errno.EAGAIN.number()) return false;
            if (result > 0) transferred += result;
            boolean all = isEmpty() || !transfer.complete();
            if (result < 0) ending = (int) -result;
            else if (result > 0 || all) ending = SUCCESS;
            else ending = transfer.writes() ? Errno.EIO.number() : END_OF_FILE;
            if (all || ending != SUCCESS) return true;
        }
        return false;
    }

    private long call(long buffer) {
        MemorySegment memory = transfer.memory();
        long rest = memory.byteSize() - transferred;
        int fd = fd();
        if (memory.isNative()) {
            long address = memory.address() + transferred;
            long length = Math.min(rest, Calls.MOST_BYTES);
            return transfer.writes() ? LibC.write(fd, address, length) : LibC.read(fd, address, length);
        }
        int length = (int) Math.min(rest, Calls.BUFFER_BYTES);
        if (transfer.writes()) {
            MemorySegment.copy(memory, transferred, Memory.segment(buffer, length), 0, length);
            return LibC.write(fd, buffer, length);
        }
        long read = LibC.read(fd, buffer, length);
        if (read > 0) MemorySegment.copy(Memory.segment(buffer, read), 0, memory, transferred, read);
        return read;
    }

    /// After an [#attempt] that was the last, or when there is nothing to transfer.
    @Override
    public void end() {
        waiting = false;
        Failure mistake = this.mistake;
        if (mistake != null) endWithFailure(mistake, transferred);
        else if (ending == SUCCESS) end(transfer.value(transferred));
        else if (ending == END_OF_FILE) endAtEndOfFile(transferred);
        else endWithErrno(ending, false, transferred);
    }

    @Override
    public void endWithErrno(int errno) {
        ending = errno;
        end();
    }

    @Override
    public void stop() {
        waiting = false;
        endStopped(transferred);
    }
}
