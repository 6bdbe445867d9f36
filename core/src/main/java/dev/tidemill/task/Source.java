package dev.tidemill.task;

import java.util.Iterator;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Where items come from, one after the other; used once.
record Source<T>(Supplier<? extends Iterator<? extends T>> start, Runnable end) implements AutoCloseable {

    static <T> Source<T> of(Iterable<? extends T> items) {
        return new Source<>(Objects.requireNonNull(items, "source")::iterator, () -> {});
    }

    static <T> Source<T> of(Iterator<? extends T> items) {
        Objects.requireNonNull(items, "source");
        return new Source<>(() -> items, () -> {});
    }

    static <T> Source<T> of(Stream<? extends T> items) {
        Objects.requireNonNull(items, "source");
        return new Source<>(items::iterator, items::close);
    }

    Iterator<? extends T> iterator() {
        return start.get();
    }

    @Override
    public void close() {
        end.run();
    }
}
