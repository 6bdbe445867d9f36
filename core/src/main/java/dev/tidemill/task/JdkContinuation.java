package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/// Code whose stack can be taken off the thread in the middle, and put back: the continuation that
/// the JDK makes its virtual threads of.
///
/// It belongs to the JDK and is not exported, so it is reached by name, and only if the JVM was
/// told so with a flag.
///
/// The bindings of scoped values are remembered by the thread. Whoever runs a continuation does so
/// within a scope of his own, so that those of the code in it do not stay behind on the thread;
/// and it is suspended within a scope, whose end brings them back. Both because the end of a scope
/// restores what the thread had at its beginning.
final class JdkContinuation {

    private static final ScopedValue<Boolean> SUSPENDED = ScopedValue.newInstance();

    private final Object continuation;

    /// @param code throws nothing
    JdkContinuation(Runnable code) {
        requireAccess();
        try {
            continuation = Access.CREATE.invokeExact(code);
        } catch (Throwable thrown) {
            throw rethrown(thrown);
        }
    }

    /// @throws UnsupportedOperationException if the JVM was started without the flag
    static void requireAccess() {
        Throwable denied = Access.DENIED;
        if (denied != null) {
            Module module = JdkContinuation.class.getModule();
            throw new UnsupportedOperationException(
                    "an asynchronous function needs the flag --add-exports java.base/jdk.internal.vm="
                            + (module.isNamed() ? module.getName() : "ALL-UNNAMED")
                            + " of the JVM; context.call(...) and task.thenOn(context, ...) work without it",
                    denied);
        }
    }

    /// Runs the code until it suspends itself or ends; within a scope, see above.
    void run() {
        try {
            Access.RUN.invokeExact(continuation);
        } catch (Throwable thrown) {
            throw rethrown(thrown);
        }
    }

    boolean isDone() {
        try {
            return (boolean) Access.IS_DONE.invokeExact(continuation);
        } catch (Throwable thrown) {
            throw rethrown(thrown);
        }
    }

    /// Suspends the innermost continuation this code runs in.
    ///
    /// @throws IllegalStateException if there is a frame between that is not Java
    static void suspend() {
        ScopedValue.where(SUSPENDED, true).run(JdkContinuation::yield);
    }

    private static void yield() {
        try {
            boolean _ = (boolean) Access.YIELD.invokeExact();
        } catch (Throwable thrown) {
            throw rethrown(thrown);
        }
    }

    private static AssertionError rethrown(Throwable thrown) {
        Sneaky.<RuntimeException>rethrow(thrown);
        return new AssertionError(thrown);
    }

    /// Found with the first asynchronous function.
    private static final class Access {

        static final @Nullable Throwable DENIED;
        static final MethodHandle CREATE;
        static final MethodHandle RUN;
        static final MethodHandle IS_DONE;
        static final MethodHandle YIELD;

        static {
            MethodHandle nothing = MethodHandles.empty(MethodType.methodType(void.class));
            MethodHandle create = nothing;
            MethodHandle run = nothing;
            MethodHandle isDone = nothing;
            MethodHandle yield = nothing;
            Throwable denied = null;
            try {
                Class<?> type = Class.forName("jdk.internal.vm.Continuation");
                Class<?> scopeType = Class.forName("jdk.internal.vm.ContinuationScope");
                MethodHandles.Lookup lookup = MethodHandles.lookup();
                Object scope = lookup.findConstructor(scopeType, MethodType.methodType(void.class, String.class))
                        .invoke("tidemill");
                create = lookup.findConstructor(type, MethodType.methodType(void.class, scopeType, Runnable.class))
                        .bindTo(scope)
                        .asType(MethodType.methodType(Object.class, Runnable.class));
                run = lookup.findVirtual(type, "run", MethodType.methodType(void.class))
                        .asType(MethodType.methodType(void.class, Object.class));
                isDone = lookup.findVirtual(type, "isDone", MethodType.methodType(boolean.class))
                        .asType(MethodType.methodType(boolean.class, Object.class));
                yield = lookup.findStatic(type, "yield", MethodType.methodType(boolean.class, scopeType))
                        .bindTo(scope);
            } catch (Throwable thrown) { // IllegalAccessException without the flag; something else in another JDK
                denied = thrown;
            }
            DENIED = denied;
            CREATE = create;
            RUN = run;
            IS_DONE = isDone;
            YIELD = yield;
        }
    }
}
