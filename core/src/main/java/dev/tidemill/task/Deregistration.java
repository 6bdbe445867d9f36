package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;

/// Takes a listener back exactly once, whoever wants that first. They may want it before it is
/// registered: a listener can be called in the middle of its registration.
final class Deregistration {

    private static final AutoCloseable OVER = () -> {};

    private final AtomicReference<@Nullable AutoCloseable> registration = new AtomicReference<>();

    /// The two-sided form of registration as the one that gives something to close.
    static <T, L> Function<Consumer<T>, AutoCloseable> registering(
            Function<? super Consumer<T>, ? extends L> listener, Consumer<? super L> add, Consumer<? super L> remove) {
        Objects.requireNonNull(listener, "listener");
        Objects.requireNonNull(add, "add");
        Objects.requireNonNull(remove, "remove");
        return raise -> {
            L made = listener.apply(raise);
            add.accept(made);
            return () -> remove.accept(made);
        };
    }

    /// The listener is registered from now on; or was to be taken back meanwhile, and is so now.
    void registered(AutoCloseable closeable) {
        Objects.requireNonNull(closeable, "the registration");
        if (!registration.compareAndSet(null, closeable)) {
            close(closeable);
        }
    }

    void run() {
        AutoCloseable closeable = registration.getAndSet(OVER);
        if (closeable != null) {
            close(closeable);
        }
    }

    private static void close(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception checked) {
            throw new CompletionException(checked);
        }
    }
}
