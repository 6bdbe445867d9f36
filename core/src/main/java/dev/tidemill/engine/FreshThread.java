package dev.tidemill.engine;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A thread for one try of something that may never end.
///
/// A ring belongs to the thread that made it, the kernel keeps its workers for each thread, and a
/// call does not return when a device does not answer. So a try gets a platform thread that has
/// done nothing before, and that nobody has to wait for to the end.
public final class FreshThread {

    private FreshThread() {}

    /// What `body`, which throws nothing checked, gives.
    ///
    /// @param patience how long to wait; after it `body` goes on, and keeps what it uses
    /// @throws TimeoutException if it takes longer
    public static <T> T call(Callable<T> body, Duration patience) throws InterruptedException, TimeoutException {
        var result = new FutureTask<>(body);
        Thread.ofPlatform().name("tidemill-probe").daemon().start(result);
        try {
            return result.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case RuntimeException unchecked -> throw unchecked;
                case Error error -> throw error;
                case null, default -> throw new AssertionError("a try throws nothing checked", e);
            }
        }
    }
}
