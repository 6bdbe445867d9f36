package dev.tidemill.file.model;

import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Task;
import dev.tidemill.task.TaskSource;
import java.util.concurrent.Callable;
import java.util.function.Function;

/// How a program asks for an operation.
enum Way {
    /// By the method that gives a task.
    TASK,
    /// By the blocking one, on a virtual thread.
    VIRTUAL_THREAD,
    /// By the blocking one, on a thread that may make the call itself.
    PLATFORM_THREAD;

    <T> Task<T> start(
            Function<CancellationToken, Task<T>> asynchronous,
            Callable<? extends T> blocking,
            CancellationToken token) {
        return switch (this) {
            case TASK -> asynchronous.apply(token);
            case VIRTUAL_THREAD -> Task.run(blocking);
            case PLATFORM_THREAD -> onThread(blocking);
        };
    }

    private static <T> Task<T> onThread(Callable<? extends T> blocking) {
        var result = new TaskSource<T>();
        Thread.ofPlatform().start(() -> {
            try {
                result.succeed(blocking.call());
            } catch (Throwable e) {
                result.fail(e);
            }
        });
        return result.task();
    }
}
