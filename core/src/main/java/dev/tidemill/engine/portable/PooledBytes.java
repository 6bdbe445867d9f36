package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.AnyTransfer;
import dev.tidemill.engine.DescriptorHandle;
import dev.tidemill.linux.Errno;
import dev.tidemill.task.Failure;
import java.io.IOException;
import java.util.Objects;

/// Bytes between a file and memory: by calls that block, or, of a stream, whenever it is ready.
///
/// Then it waits in the [Poller], on whose thread all its calls are made, and they do not block. A
/// stream that cannot be polled is left to the pool.
abstract class PooledBytes<T> extends PooledOperation<T> implements Polled {

    /// For fairness: calls in a row before others get their turn.
    private static final int CALLS_AT_ONCE = 16;

    private static final int SUCCESS = 0;
    private static final int END_OF_FILE = -1;

    private final AnyTransfer<T> bytes;
    private final @Nullable Poller poller; // null: its calls block
    private volatile boolean leftToPool;

    // Of the poller's thread.

    private boolean waiting;

    /// How it ends, once [#attempt] has said that it does: an errno, [#SUCCESS] or [#END_OF_FILE].
    private int ending;

    /// A mistake, by which it ends instead.
    private @Nullable Failure mistake;

    PooledBytes(PortableEngine engine, AnyTransfer<T> bytes, long transferred, Lane lane, @Nullable Poller poller) {
        super(engine, bytes, lane, IN_USE);
        this.bytes = bytes;
        this.poller = poller;
        this.transferred = transferred;
    }

    /// Makes calls that block until all is transferred, or as much as there is.
    abstract void transferAll() throws IOException, Unfinished;

    /// Makes one call that does not block, and has what it moved in its place; [#transferred] is
    /// the caller's.
    ///
    /// @param buffer of [Calls#BUFFER_BYTES]
    /// @return what the call returned
    abstract long transferReady(int fd, long buffer);

    @Override
    final void start() {
        if (poller == null) super.start();
        else poller.post(this);
    }

    @Override
    protected final void stopStarted() {
        if (poller == null || leftToPool) super.stopStarted();
        else poller.post(this);
    }

    @Override
    final T carryOut() throws IOException, Unfinished {
        try {
            transferAll();
        } catch (IOException | Unfinished e) {
            if (e instanceof Unfinished why && bytes.hadEnded(-why.errno, transferred)) throw Unfinished.END_OF_FILE;
            // what was transferred is the result; the next call meets the error again
            if (transferred == 0 || bytes.complete()) throw e;
        }
        return bytes.value(transferred);
    }

    /// Why a call that moved nothing ends a transfer that wants more.
    final Unfinished atEnd() {
        return bytes.writes() ? Unfinished.errno(Errno.EIO.number()) : Unfinished.END_OF_FILE;
    }

    // The rest is for the poller, on its thread.

    @Override
    public final void leaveToPool() {
        waiting = false;
        leftToPool = true;
        startBegun();
    }

    @Override
    public final int fd() {
        return ((DescriptorHandle) Objects.requireNonNull(bytes.file())).fd();
    }

    @Override
    public final boolean writes() {
        return bytes.writes();
    }

    @Override
    public final boolean beginToWait() {
        waiting = begin();
        return waiting;
    }

    @Override
    public final boolean isWaiting() {
        return waiting;
    }

    @Override
    public final boolean isEmpty() {
        return bytes.byteSize() == transferred;
    }

    @Override
    public final boolean attempt(long buffer) {
        try {
            for (int calls = 0; calls < CALLS_AT_ONCE; calls++) {
                long result = transferReady(fd(), buffer);
                if (result == -Errno.EINTR.number()) continue;
                if (result == -Errno.EAGAIN.number()) return false;
                if (isLast(result)) return true;
            }
            return false;
        } catch (RuntimeException e) { // memory that is read-only, say
            mistake = Failure.of(e);
            return true;
        }
    }

    private boolean isLast(long result) {
        if (result > 0) transferred += result;
        boolean enough = isEmpty() || !bytes.complete();
        if (result < 0) ending = (int) -result;
        else if (result > 0 || enough) ending = SUCCESS;
        else ending = bytes.writes() ? Errno.EIO.number() : END_OF_FILE;
        return enough || ending != SUCCESS;
    }

    @Override
    public final void end() {
        waiting = false;
        Failure mistake = this.mistake;
        if (mistake != null) endWithFailure(mistake, transferred);
        else if (ending == SUCCESS) end(bytes.value(transferred));
        else if (ending == END_OF_FILE) endAtEndOfFile(transferred);
        else endWithErrno(ending, false, transferred);
    }

    @Override
    public final void endWithErrno(int errno) {
        ending = errno;
        end();
    }

    @Override
    public final void stop() {
        waiting = false;
        endStopped(transferred);
    }
}
