package dev.tidemill.blocking;

import dev.tidemill.Tidemill;
import dev.tidemill.annotation.CheckReturnValue;
import dev.tidemill.engine.Operation;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.FlowingValue;
import dev.tidemill.task.Task;
import java.util.concurrent.Callable;

/// Calls that hold the thread they are made on: native code, a driver with locks of its own, files
/// of another file system.
///
/// ```java
/// Task<InetAddress> address = BlockingCalls.call(() -> InetAddress.getByName(host));
/// ```
///
/// [Task#run] is for code that waits in a way that a virtual thread can leave its carrier: tasks,
/// sockets, locks. A call that cannot do that holds a carrier, and a few of them stop every virtual
/// thread of the program. Here it gets a platform thread instead, one of a bounded number
/// ([dev.tidemill.TidemillConfig#blockingThreads()]); more calls than that wait for their turn. So
/// none may wait for another one that comes later: give those a thread of their own.
@CheckReturnValue
public final class BlockingCalls {

    private static final Object LANE = BlockingCalls.class;

    private BlockingCalls() {}

    /// Makes the call on a thread that may block, with the [values that flow][FlowingValue].
    ///
    /// What it throws is what [Task#await()] throws. Cancelling a call that has not begun means
    /// that it never will. One that has begun is interrupted, and nobody waits for it any more: the
    /// outcome says *detached*, what it gives is thrown away, or closed if it is [AutoCloseable].
    /// It may go on, and use what it was given, for as long as it likes.
    public static <T> Task<T> call(Callable<? extends T> call) {
        return call(call, CancellationToken.none());
    }

    /// Makes the call on a thread that may block; see [#call(Callable)].
    public static <T> Task<T> call(Callable<? extends T> call, CancellationToken token) {
        return call(Tidemill.shared(), call, token);
    }

    /// Makes the call on a thread of this engine that may block; see [#call(Callable)].
    public static <T> Task<T> call(Tidemill io, Callable<? extends T> call, CancellationToken token) {
        Callable<? extends T> carried = FlowingValue.carrying(call);
        return io.engine()
                .submit(
                        new Operation.Call<T>("blocking call", "run", LANE, false, false, true, _ -> carried.call()),
                        token);
    }
}
