package dev.tidemill.engine.portable;

import dev.tidemill.engine.DescriptorHandle;
import dev.tidemill.engine.Operation;
import java.util.Objects;

/// Waits in the [Poller] until a process has ended.
final class PolledExit extends PortableOperation<ProcessHandle> implements Polled {

    private final Operation.AwaitExit exit;
    private final Poller poller;
    private boolean waiting; // of the poller's thread

    PolledExit(PortableEngine engine, Operation.AwaitExit exit, Poller poller) {
        super(engine, exit);
        this.exit = exit;
        this.poller = poller;
    }

    @Override
    void start() {
        poller.post(this);
    }

    @Override
    protected void stopStarted() {
        poller.post(this);
    }

    // The rest is for the poller, on its thread.

    @Override
    public int fd() {
        return ((DescriptorHandle) Objects.requireNonNull(exit.file())).fd();
    }

    @Override
    public boolean writes() {
        return false;
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
        return false;
    }

    @Override
    public boolean attempt(long buffer) {
        return true; // it stays readable for good
    }

    @Override
    public void end() {
        waiting = false;
        endWithValue(exit.process(), 0);
    }

    @Override
    public void endWithErrno(int errno) {
        waiting = false;
        endWithErrno(errno, false, 0);
    }

    @Override
    public void stop() {
        waiting = false;
        endStopped(0);
    }

    @Override
    public void leaveToPool() {
        throw new AssertionError("a process can be polled: " + exit.describe());
    }
}
