package dev.tidemill.nio;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/// Where completion handlers run if nobody says where: a thread for each that runs, since they may
/// wait. Virtual threads would not do: handlers of programs that were written for the JDK's pool
/// may block in ways that hold a carrier.
final class HandlerPool {

    /// As in [java.nio.channels.AsynchronousChannelGroup].
    private static final String FACTORY = "java.nio.channels.DefaultThreadPool.threadFactory";

    private static final ExecutorService SHARED = Executors.newCachedThreadPool(factory());

    private HandlerPool() {}

    static ExecutorService shared() {
        return SHARED;
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
