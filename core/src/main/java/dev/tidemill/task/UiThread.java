package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.ServiceLoader;

/// Tells threads of a user interface by their class, or by their name where they have no class of
/// their own, without loading anything of the interface.
///
/// The class of nearly every thread is one of two, and then this is a comparison or two.
///
/// @param context null if nobody knows one: the library that does is missing
/// @param eventLoop the class whose frame on a stack is an event loop, or null if there is none
/// @param advice how to wait in an asynchronous function, as code
record UiThread(@Nullable SyncContext context, @Nullable String eventLoop, String advice) {

    private static final String AWT = "java.awt.EventDispatchThread";
    private static final String JAVAFX = "JavaFX Application Thread"; // its name; a plain thread

    private static final UiThread NONE = new UiThread(
            null, null, "launch an asynchronous function: context.launch(() -> { ... task.await(); ... })");

    private static final ClassValue<UiThread> OF = new ClassValue<>() {
        @Override
        protected UiThread computeValue(Class<?> type) {
            for (Class<?> c = type; c != null; c = c.getSuperclass()) {
                if (c.getName().equals(AWT)) {
                    return provided(AWT, AWT, "SwingContext", "tidemill-swing");
                }
            }
            return NONE;
        }
    };

    /// Made when its thread is first seen.
    private static final class JavaFx {

        /// `Platform.enterNestedEventLoop` and every `showAndWait` have this loop on the stack.
        static final UiThread THREAD = provided(JAVAFX, "com.sun.glass.ui.EventLoop", "FxContext", "tidemill-javafx");
    }

    private static UiThread provided(String thread, String eventLoop, String contextName, String library) {
        SyncContext context = contextFor(thread);
        return new UiThread(
                context,
                eventLoop,
                "launch an asynchronous function: " + contextName + ".launch(() -> { ... task.await(); ... })"
                        + (context == null ? " (in " + library + ", which is missing here)" : ""));
    }

    private static @Nullable SyncContext contextFor(String thread) {
        for (SyncContextProvider provider :
                ServiceLoader.load(SyncContextProvider.class, UiThread.class.getClassLoader())) {
            if (provider.thread().equals(thread)) {
                return provider.context();
            }
        }
        return null;
    }

    private static UiThread of(Thread thread) {
        if (thread.getClass() == Thread.class) {
            return thread.getName().equals(JAVAFX) ? JavaFx.THREAD : NONE;
        }
        return thread.isVirtual() ? NONE : OF.get(thread.getClass());
    }

    static @Nullable SyncContext contextOf(Thread thread) {
        return of(thread).context;
    }

    /// The class with the event loop of this thread, or null if it is no thread of a user
    /// interface.
    static @Nullable String eventLoopOf(Thread thread) {
        return of(thread).eventLoop;
    }

    /// Whether this thread, and the context it is in, may be kept waiting.
    static boolean mayBlock(Thread thread) {
        Place place = Place.here();
        return place == null ? of(thread) == NONE : place.context().mayBlock();
    }

    /// @throws IllegalStateException if this thread, or the context it is in, must not wait
    static void requireBlockingAllowed(Thread thread, Task<?> pending) {
        if (!mayBlock(thread)) {
            throw new IllegalStateException(thread.getName() + " must not wait, and this is pending: "
                    + pending.describe() + "; " + of(thread).advice);
        }
    }
}
