package dev.tidemill.transfer.course;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// The threads that single copies run on: few, however many copies there are, so that their blocks
/// take bounded memory.
///
/// They are platform threads. What a copy does besides moving bytes (names, times, permissions) the
/// JDK does with calls that would hold a virtual thread's carrier.
public final class CopyThreads {

    private static final int MOST = 16;
    private static final long IDLE_SECONDS = 5;

    private static final AtomicInteger STARTED = new AtomicInteger();
    private static final ThreadPoolExecutor POOL = new ThreadPoolExecutor(
            MOST, MOST, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), CopyThreads::newThread);

    static {
        POOL.allowCoreThreadTimeOut(true);
    }

    private CopyThreads() {}

    private static Thread newThread(Runnable work) {
        return Thread.ofPlatform()
                .name("tidemill-copy-" + STARTED.incrementAndGet())
                .daemon()
                .unstarted(work);
    }

    public static void execute(Runnable copy) {
        POOL.execute(copy);
    }

    /// A copy that is paused keeps its thread, and another thread stands in for it meanwhile:
    /// otherwise those that wait for their turn would wait for somebody to end a pause.
    ///
    /// @param more 1 for a copy that is paused, -1 when it goes on
    public static synchronized void standIns(int more) {
        int size = POOL.getCorePoolSize() + more;
        if (more > 0) POOL.setMaximumPoolSize(size); // never less than the other
        POOL.setCorePoolSize(size);
        if (more < 0) POOL.setMaximumPoolSize(size);
    }
}
