package dev.tidemill.bench.worker;

import dev.tidemill.task.Task;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/// A way to wait for something that does not happen.
@SuppressWarnings("FutureReturnValueIgnored") // futures are held here, and nothing comes of them
public enum Wait {
    TASK("a task", Signal<Integer>::new),
    CONTINUATION("a task with a function behind it", () -> {
        var task = new Signal<Integer>();
        Task<Integer> _ = task.thenApply(x -> x);
        return task;
    }),
    FUTURE_CONTINUATION("a `CompletableFuture` with a function behind it", () -> {
        var future = new CompletableFuture<Integer>();
        CompletableFuture<Integer> _ = future.thenApply(x -> x);
        return future;
    }),
    AWAITING_THREAD("a virtual thread in `Task.get`", () -> virtual(() -> new Signal<Integer>().get())),
    JOINING_THREAD(
            "a virtual thread in `CompletableFuture.get`", () -> virtual(() -> new CompletableFuture<Integer>().get())),
    VIRTUAL_THREAD("a virtual thread in `park`", () -> virtual(Wait::park)),
    PLATFORM_THREAD("a platform thread in `park`", () -> platform(Wait::park));

    /// More threads of the operating system are hardly to be had.
    private static final int MOST_PLATFORM_THREADS = 20_000;

    private final String title;
    private final Supplier<Object> begin;

    Wait(String title, Supplier<Object> begin) {
        this.title = title;
        this.begin = begin;
    }

    /// What waits, as a noun.
    public String title() {
        return title;
    }

    /// Its name on a command line.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    public static Wait of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    public boolean isPossible(int count) {
        return this != PLATFORM_THREAD || count <= MOST_PLATFORM_THREADS;
    }

    /// Begins to wait, as often as there is room; when it returns, all of them do. They do so as
    /// long as what it puts into the array is reachable.
    void fill(Object[] held) {
        for (int i = 0; i < held.length; i++) held[i] = begin.get();
        for (Object one : held) {
            if (one instanceof Thread thread) {
                while (thread.getState() != Thread.State.WAITING) Thread.yield();
            }
        }
    }

    /// Ends the threads that wait.
    static void end(Object[] held) throws InterruptedException {
        for (Object one : held) {
            if (one instanceof Thread thread) {
                thread.interrupt();
                thread.join();
            }
        }
    }

    private static Thread virtual(Waiting body) {
        return Thread.ofVirtual().start(body);
    }

    private static Thread platform(Waiting body) {
        return Thread.ofPlatform().daemon().start(body);
    }

    private static void park() {
        while (!Thread.interrupted()) LockSupport.park();
    }

    /// Waits until it is interrupted.
    @FunctionalInterface
    private interface Waiting extends Runnable {

        void await() throws InterruptedException, ExecutionException;

        @Override
        default void run() {
            try {
                await();
            } catch (InterruptedException _) {
                // the end
            } catch (ExecutionException e) {
                throw new AssertionError("nothing comes of it", e);
            }
        }
    }
}
