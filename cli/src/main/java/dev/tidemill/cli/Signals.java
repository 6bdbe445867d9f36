package dev.tidemill.cli;

import java.lang.reflect.Proxy;

/// What others tell this process by signals.
///
/// By reflection, as javac warns of `sun.misc.Signal` in a way that cannot be switched off; the
/// class itself is in every JDK.
final class Signals {

    private Signals() {}

    /// From now on runs `action`, on a thread of its own, each time the signal comes; instead of
    /// what the JVM did before.
    ///
    /// @param name without SIG: "INT"
    /// @return false if the process was started to ignore the signal, or this JVM does not tell of
    ///     it
    static boolean on(String name, Runnable action) {
        try {
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            Object runs = Proxy.newProxyInstance(handler.getClassLoader(), new Class<?>[] {handler}, (_, method, _) -> {
                if (method.getName().equals("handle")) action.run();
                return null;
            });
            var _ = signal.getMethod("handle", signal, handler)
                    .invoke(null, signal.getConstructor(String.class).newInstance(name), runs);
            return true;
        } catch (ReflectiveOperationException | IllegalArgumentException _) {
            return false;
        }
    }
}
