package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.Operation;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicReference;

/// Somebody's code, and how it is asked to stop.
final class ForeignCall<T> extends PooledOperation<T> {

    private static final Object INTERRUPTING = new Object();
    private static final Object ENDED = new Object();

    private final Operation.Call<T> call;

    /*
     * null ──> Thread ──> ENDED       by the thread that makes the call
     *   │       │   ↑
     *   │     INTERRUPTING            by who asks to stop it; the caller waits for it, so that the
     *   ↓                             interrupt never meets what the thread does next
     * ENDED                           asked to stop before the call was made
     */
    private final AtomicReference<@Nullable Object> runner = new AtomicReference<>();

    ForeignCall(PortableEngine engine, Operation.Call<T> call) {
        super(engine, call, new Lane(call.lane(), call.inOrder()), call.memoryOfCaller() ? IN_USE : LEFT_ALONE);
        this.call = call;
    }

    @Override
    T carryOut() throws Exception {
        Thread thread = Thread.currentThread();
        if (!runner.compareAndSet(null, thread)) throw Unfinished.STOPPED;
        try {
            return call.work().call(this::isStopRequested);
        } catch (IOException | InterruptedException | CancellationException e) {
            if (isStopRequested()) throw Unfinished.STOPPED; // it did what it was asked to do
            throw e;
        } finally {
            while (!runner.compareAndSet(thread, ENDED)) Thread.onSpinWait();
            var _ = Thread.interrupted(); // it was meant for the call
        }
    }

    @Override
    protected void stopStarted() {
        if (!runner.compareAndSet(null, ENDED) && call.interruptible()) interrupt();
        super.stopStarted();
    }

    private void interrupt() {
        if (runner.get() instanceof Thread thread && runner.compareAndSet(thread, INTERRUPTING)) {
            try {
                thread.interrupt();
            } finally {
                runner.set(thread);
            }
        }
    }
}
