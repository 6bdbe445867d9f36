package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.Dependent.When;
import java.nio.channels.CompletionHandler;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;

/// What the methods of [CompletionStage] mean for a task.
///
/// Each method has three forms, which differ in the executor; it is null for the form without
/// `Async` in its name.
final class Continuations {

    private Continuations() {}

    static <T, U> Task<U> thenApply(
            Task<T> task, @Nullable Executor executor, Function<? super T, ? extends U> function) {
        Objects.requireNonNull(function, "function");
        return Dependent.of(task, When.SUCCEEDED, executor, source -> Task.stateOf(function.apply(source.value())));
    }

    static <T> Task<Void> thenAccept(Task<T> task, @Nullable Executor executor, Consumer<? super T> action) {
        Objects.requireNonNull(action, "action");
        return Dependent.of(task, When.SUCCEEDED, executor, source -> {
            action.accept(source.value());
            return NullValue.NULL;
        });
    }

    static Task<Void> thenRun(Task<?> task, @Nullable Executor executor, Runnable action) {
        Objects.requireNonNull(action, "action");
        return Dependent.of(task, When.SUCCEEDED, executor, _ -> {
            action.run();
            return NullValue.NULL;
        });
    }

    static <T, U> Task<U> thenCompose(
            Task<T> task, @Nullable Executor executor, Function<? super T, ? extends CompletionStage<U>> function) {
        Objects.requireNonNull(function, "function");
        return Dependent.following(
                task, When.SUCCEEDED, executor, source -> Tasks.fromStage(function.apply(source.value())));
    }

    @SuppressWarnings("unchecked") // the values are those of the two tasks, in this order
    static <T, U, V> Task<V> thenCombine(
            Task<T> task,
            @Nullable Executor executor,
            CompletionStage<? extends U> other,
            BiFunction<? super T, ? super U, ? extends V> function) {
        Objects.requireNonNull(function, "function");
        Task<List<Object>> both = new WhenAll<>(task, Tasks.fromStage(other));
        return thenApply(both, executor, values -> function.apply((T) values.get(0), (U) values.get(1)));
    }

    static <T, U> Task<Void> thenAcceptBoth(
            Task<T> task,
            @Nullable Executor executor,
            CompletionStage<? extends U> other,
            BiConsumer<? super T, ? super U> action) {
        Objects.requireNonNull(action, "action");
        return Continuations.<T, U, Void>thenCombine(task, executor, other, (one, second) -> {
            action.accept(one, second);
            return null;
        });
    }

    static Task<Void> runAfterBoth(
            Task<?> task, @Nullable Executor executor, CompletionStage<?> other, Runnable action) {
        Objects.requireNonNull(action, "action");
        return thenRun(new WhenAll<>(task, Tasks.fromStage(other)), executor, action);
    }

    static <T, U> Task<U> applyToEither(
            Task<T> task,
            @Nullable Executor executor,
            CompletionStage<? extends T> other,
            Function<? super T, U> function) {
        Objects.requireNonNull(function, "function");
        return thenApply(new FirstOf<T>(task, Tasks.fromStage(other)), executor, function);
    }

    static <T> Task<Void> acceptEither(
            Task<T> task, @Nullable Executor executor, CompletionStage<? extends T> other, Consumer<? super T> action) {
        Objects.requireNonNull(action, "action");
        return thenAccept(new FirstOf<T>(task, Tasks.fromStage(other)), executor, action);
    }

    static Task<Void> runAfterEither(
            Task<?> task, @Nullable Executor executor, CompletionStage<?> other, Runnable action) {
        Objects.requireNonNull(action, "action");
        return thenRun(new FirstOf<>(task, Tasks.fromStage(other)), executor, action);
    }

    static <T, U> Task<U> handle(
            Task<T> task, @Nullable Executor executor, BiFunction<? super T, Throwable, ? extends U> function) {
        Objects.requireNonNull(function, "function");
        return Dependent.of(
                task,
                When.DONE,
                executor,
                source -> Task.stateOf(
                        source.finalState() instanceof Unsuccessful
                                ? function.apply(null, source.exceptionForStage())
                                : function.apply(source.value(), null)));
    }

    static <T> Task<T> whenComplete(
            Task<T> task, @Nullable Executor executor, BiConsumer<? super T, ? super Throwable> action) {
        Objects.requireNonNull(action, "action");
        return Dependent.of(task, When.DONE, executor, source -> stateAfter(source, action));
    }

    /// What the source came to, which an action of `whenComplete` sees and does not change, unless
    /// it throws.
    private static <T> Object stateAfter(Task<T> source, BiConsumer<? super T, ? super Throwable> action) {
        Object state = source.finalState();
        if (!(state instanceof Unsuccessful unsuccessful)) {
            action.accept(source.value(), null);
            return state;
        }
        Throwable exception = source.exceptionForStage();
        try {
            action.accept(null, exception);
            return state;
        } catch (Throwable thrown) {
            return unsuccessful.withSuppressed(Unsuccessful.unwrapped(exception), thrown);
        }
    }

    /// Not a method of [CompletionStage], but the same: a function that is called with what the
    /// task came to.
    static <T, A> void tell(Task<T> task, @Nullable A attachment, CompletionHandler<? super T, ? super A> handler) {
        Objects.requireNonNull(handler, "handler");
        Dependent.<T, Void>of(task, When.DONE, null, source -> {
                    try {
                        if (source.finalState() instanceof Unsuccessful state) {
                            handler.failed(state.exception(), attachment);
                        } else {
                            handler.completed(source.value(), attachment);
                        }
                    } catch (Throwable thrown) {
                        Uncaught.handle(thrown); // as for every thread that calls such handlers
                    }
                    return NullValue.NULL;
                })
                .forget();
    }

    static <T> Task<T> exceptionally(
            Task<T> task, @Nullable Executor executor, Function<Throwable, ? extends T> function) {
        Objects.requireNonNull(function, "function");
        return Dependent.of(
                task, When.UNSUCCESSFUL, executor, source -> Task.stateOf(function.apply(source.exceptionForStage())));
    }

    static <T> Task<T> exceptionallyCompose(
            Task<T> task, @Nullable Executor executor, Function<Throwable, ? extends CompletionStage<T>> function) {
        Objects.requireNonNull(function, "function");
        return Dependent.following(
                task,
                When.UNSUCCESSFUL,
                executor,
                source -> Tasks.fromStage(function.apply(source.exceptionForStage())));
    }
}
