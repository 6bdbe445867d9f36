package dev.tidemill.task;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// A source of events, as a button is one.
final class Listeners<T> {

    private final List<Consumer<? super T>> registered = new CopyOnWriteArrayList<>();

    void add(Consumer<? super T> listener) {
        registered.add(listener);
    }

    void remove(Consumer<? super T> listener) {
        if (!registered.remove(listener)) {
            throw new IllegalStateException("removed twice");
        }
    }

    void raise(T event) {
        registered.forEach(listener -> listener.accept(event));
    }

    int count() {
        return registered.size();
    }

    EventAwaiter<T> awaiter() {
        return EventAwaiter.<T, Consumer<T>>of(raise -> raise, this::add, this::remove);
    }

    EventAwaiter<T> awaiter(int capacity, EventAwaiter.Overflow overflow) {
        return EventAwaiter.<T, Consumer<T>>of(capacity, overflow, raise -> raise, this::add, this::remove);
    }
}
