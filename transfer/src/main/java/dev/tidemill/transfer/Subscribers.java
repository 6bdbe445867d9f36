package dev.tidemill.transfer;

import dev.tidemill.task.Task;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

/// Those who are told how far a transfer is: each by a virtual thread of its own, so that a slow
/// one holds up nobody.
final class Subscribers {

    static final Duration DEFAULT_INTERVAL = Duration.ofMillis(100);

    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final Task<?> transfer;
    private final Supplier<Progress> progress;
    private final List<Thread> threads = new CopyOnWriteArrayList<>();

    Subscribers(Task<?> transfer, Supplier<Progress> progress) {
        this.transfer = transfer;
        this.progress = progress;
    }

    void add(Duration interval, Consumer<? super Progress> subscriber) {
        Objects.requireNonNull(subscriber, "subscriber");
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("interval is " + interval + "; must be positive");
        }
        threads.add(Thread.ofVirtual().name("tidemill-progress").start(() -> tell(interval, subscriber)));
    }

    private void tell(Duration interval, Consumer<? super Progress> subscriber) {
        try {
            while (!transfer.waitFor(interval)) {
                Progress now = progress.get();
                if (now.state().isEnd()) break; // in this very moment; the end is told once
                subscriber.accept(now);
            }
            subscriber.accept(progress.get());
        } catch (InterruptedException e) {
            // by the subscriber itself, as nobody else knows the thread: it wants no more
            Thread.currentThread().interrupt();
        }
    }

    /// Waits until the transfer has ended and everybody knows. One of them, who waits here himself,
    /// does not wait for himself.
    void awaitEnd() {
        boolean interrupted = false;
        while (true) {
            try {
                boolean _ = transfer.waitFor(FOREVER); // which is not to look at a failure
                for (Thread thread : threads) {
                    if (thread != Thread.currentThread()) thread.join();
                }
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) Thread.currentThread().interrupt();
    }
}
