package dev.tidemill.nio;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;

/// Where completion handlers run if nobody says where: on as many threads as run handlers at a
/// time, since they may wait. Virtual threads would not do: handlers of programs that were written
/// for the JDK's pool may block in ways that hold a carrier.
///
/// A thread that has run a handler takes the next one. To wake a thread takes longer than most
/// handlers, so there is one wake-up on its way at a time: whoever was woken takes a call, and if
/// there are more, has the next thread woken. No call waits for a handler that blocks.
final class HandlerPool implements Executor {

    /// As in [java.nio.channels.AsynchronousChannelGroup].
    private static final String FACTORY = "java.nio.channels.DefaultThreadPool.threadFactory";

    private static final HandlerPool SHARED = new HandlerPool(Executors.newCachedThreadPool(factory()));

    private final Executor threads;
    private final Queue<Runnable> calls = new ConcurrentLinkedQueue<>();

    /// Whether a thread is on its way that has not taken a call yet. If there is a call, it is so,
    /// or about to be.
    private final AtomicBoolean comes = new AtomicBoolean();

    /// @param threads runs what it is given at once, on a thread that has nothing else to do
    HandlerPool(Executor threads) {
        this.threads = threads;
    }

    static Executor shared() {
        return SHARED;
    }

    @Override
    public void execute(Runnable call) {
        calls.add(call);
        try {
            wake();
        } catch (Throwable noThread) {
            if (calls.remove(call)) throw noThread;
        }
    }

    private void wake() {
        if (comes.get() || !comes.compareAndSet(false, true)) return;
        try {
            threads.execute(this::work);
        } catch (Throwable noThread) {
            comes.set(false);
            throw noThread;
        }
    }

    private void work() {
        Runnable call = calls.poll();
        comes.set(false);
        try {
            if (!calls.isEmpty()) wake(); // those who came since we were woken have woken nobody
        } finally {
            for (; call != null; call = calls.poll()) call.run();
        }
    }

    private static ThreadFactory factory() {
        String name = System.getProperty(FACTORY);
        if (name == null) return HandlerPool::thread;
        try {
            return Class.forName(name, true, ClassLoader.getSystemClassLoader())
                    .asSubclass(ThreadFactory.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalStateException(FACTORY + " is " + name + "; there is no such thread factory", e);
        }
    }

    /// Of nobody in particular: it has nothing of the thread that happened to need it first.
    private static Thread thread(Runnable handlers) {
        Thread thread = Thread.ofPlatform()
                .name("tidemill-handler")
                .daemon()
                .inheritInheritableThreadLocals(false)
                .unstarted(handlers);
        thread.setContextClassLoader(ClassLoader.getSystemClassLoader());
        return thread;
    }
}
