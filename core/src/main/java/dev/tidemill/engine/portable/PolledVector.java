package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.DescriptorHandle;
import dev.tidemill.engine.VectoredTransfer;
import dev.tidemill.linux.Errno;
import dev.tidemill.linux.LibC;
import dev.tidemill.task.Failure;

/// Bytes between a stream and several pieces of memory, whenever the stream is ready; as
/// [PolledTransfer]. While it waits it holds no memory of the library.
final class PolledVector<T> extends PooledVector<T> implements Polled {

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

    PolledVector(PortableEngine engine, VectoredTransfer<T> transfer, Lane lane, Poller poller) {
        super(engine, transfer, lane);
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
        return transfer.byteSize() == transferred;
    }

    /// One call at a time, so that others get their turn: if there is more the stream is ready
    /// again at once.
    @Override
    public boolean attempt(long buffer) {
        try {
            vector.prepare(Calls.MOST_BYTES);
            long result = transfer.writes()
                    ? LibC.pwritev(fd(), vector.address(), vector.count(), -1, 0)
                    : LibC.preadv(fd(), vector.address(), vector.count(), -1, 0);
            if (result == -Errno.EINTR.number() || result == -Errno.EAGAIN.number()) return false;
            return isLast(result);
        } catch (RuntimeException e) { // memory that is read-only, say
            mistake = Failure.of(e);
            return true;
        } finally {
            vector.giveBack();
        }
    }

    private boolean isLast(long result) {
        if (result > 0) {
            vector.transferred(result);
            transferred += result;
        }
        boolean enough = isEmpty() || !transfer.complete();
        if (result < 0) ending = (int) -result;
        else if (result > 0 || enough) ending = SUCCESS;
        else ending = transfer.writes() ? Errno.EIO.number() : END_OF_FILE;
        return enough || ending != SUCCESS;
    }

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
