package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.ServiceLoader;

/// Tells threads of a user interface by their class, without loading anything of the interface.
///
/// The class of nearly every thread is one of two, and then this is a comparison or two.
///
/// @param context null if nobody knows one: the library that does is missing
/// @param advice how to wait in an asynchronous function, as code
record UiThread(@Nullable SyncContext context, String advice) {

    /// Also the class whose frame on a stack is an event loop.
    private static final String AWT = "java.awt.EventDispatchThread";

    private static final UiThread NONE =
            new UiThread(null, "launch an asynchronous function: context.launch(() -> { ... task.await(); ... })");

    private static final ClassValue<UiThread> OF = new ClassValue<>() {
        @Override
        protected UiThread computeValue(Class<?> type) {
            for (Class<?> c = type; c != null; c = c.getSuperclass()) {
                if (c.getName().equals(AWT)) {
                    return awt();
                }
            }
            return NONE;
        }
    };

    private static UiThread awt() {
        SyncContext context = providedFor(AWT);
        return new UiThread(
                context,
                "launch an asynchronous function: SwingContext.launch(() -> { ... task.await(); ... })"
                        + (context == null ? " (in tidemill-swing, which is missing here)" : ""));
    }

    private static @Nullable SyncContext providedFor(String threadClassName) {
        for (SyncContextProvider provider :
                ServiceLoader.load(SyncContextProvider.class, UiThread.class.getClassLoader())) {
            if (provider.threadClassName().equals(threadClassName)) {
                return provider.context();
            }
        }
        return null;
    }

    private static UiThread of(Thread thread) {
        return thread.getClass() == Thread.class || thread.isVirtual() ? NONE : OF.get(thread.getClass());
    }

    static @Nullable SyncContext contextOf(Thread thread) {
        return of(thread).context;
    }

    static boolean is(Thread thread) {
        return of(thread) != NONE;
    }

    /// Whether this thread, and the context it is in, may be kept waiting.
    static boolean mayBlock(Thread thread) {
        Place place = Place.here();
        return place == null ? !is(thread) : place.context().mayBlock();
    }

    /// @throws IllegalStateException if this thread, or the context it is in, must not wait
    static void requireBlockingAllowed(Thread thread, Task<?> pending) {
        if (!mayBlock(thread)) {
            throw new IllegalStateException(thread.getName() + " must not wait, and this is pending: "
                    + pending.describe() + "; " + of(thread).advice);
        }
    }

    /// Whether the class has an event loop in it.
    static boolean isEventLoop(String className) {
        return className.equals(AWT);
    }
}
