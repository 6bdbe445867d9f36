package dev.tidemill.transfer;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.task.FlowingValue;
import dev.tidemill.task.SyncContext;
import dev.tidemill.task.Task;
import dev.tidemill.task.TaskSource;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/// One who is told how far a transfer is: by a virtual thread of its own, so that a slow one holds
/// up nobody, which calls it, or has it called in its context and waits for that.
final class Watching implements Transfer.Subscription {

    private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

    private final Transfer<?> transfer;
    private final long intervalNanos;
    private final Consumer<? super Progress> subscriber;
    private final @Nullable SyncContext context = SyncContext.current();
    private final Runnable call = FlowingValue.carrying(this::call);
    private final Semaphore woken = new Semaphore(0);
    private final TaskSource<Void> end = new TaskSource<>();
    private final ReentrantLock calling = new ReentrantLock(); // an executor may have several threads

    private @Nullable Progress last; // with the lock
    private volatile boolean isOver; // no call begins any more

    Watching(Transfer<?> transfer, Duration interval, Consumer<? super Progress> subscriber) {
        if (interval.isNegative() || interval.isZero()) {
            throw new IllegalArgumentException("interval is " + interval + "; must be positive");
        }
        this.transfer = transfer;
        this.intervalNanos = TimeUnit.NANOSECONDS.convert(interval);
        this.subscriber = Objects.requireNonNull(subscriber, "subscriber");
    }

    /// @param afterwards called when there was the last call
    void start(Runnable afterwards) {
        var _ = Thread.ofVirtual().name("tidemill-progress").start(() -> {
            try {
                tell();
            } finally {
                isOver = true;
                afterwards.run();
                end.succeed(null);
            }
        });
    }

    private void tell() {
        try {
            while (!isOver) {
                if (context == null) call.run();
                else callIn(context);
                boolean _ = isOver || woken.tryAcquire(intervalNanos, TimeUnit.NANOSECONDS);
            }
        } catch (InterruptedException e) {
            // by the subscriber itself, as nobody else knows the thread: it wants no more
        }
    }

    private void callIn(SyncContext context) throws InterruptedException {
        Task<Void> called = inContext(context);
        boolean _ = called.waitFor(FOREVER);
        if (called.state() != Task.State.SUCCESS) isOver = true; // it has thrown, or there is no such context any more
    }

    /// What the subscriber throws there is reported.
    private Task<Void> inContext(SyncContext context) {
        Task<Void> called = context.call(() -> {
            call.run();
            return null;
        });
        called.forget();
        return called;
    }

    private void call() {
        calling.lock();
        try {
            if (isOver) return;
            Progress now = transfer.progress();
            if (last != null && isSame(now, last)) return;
            last = now;
            isOver = now.state().isEnd();
            subscriber.accept(now);
        } catch (Throwable t) {
            isOver = true;
            throw t;
        } finally {
            calling.unlock();
        }
    }

    /// The JVM makes the `equals` of a record when it is called first, which takes as long as many
    /// a copy; so it is not, while time goes on.
    private static boolean isSame(Progress now, Progress last) {
        return now.elapsed().equals(last.elapsed()) && now.equals(last);
    }

    /// The transfer is done.
    void wake() {
        woken.release();
    }

    @Override
    public void close() {
        isOver = true;
        wake();
    }

    /// Waits for the last call, or makes it, where it would be made by who waits here. One who is
    /// being called just now does not wait for himself.
    void awaitLastCall() throws InterruptedException {
        if (calling.isHeldByCurrentThread()) return;
        if (context != null && context.isCurrent()) {
            var _ = inContext(context);
            end.succeed(null); // what waits to be run in the context has nothing to say any more
        } else {
            boolean _ = end.task().waitFor(FOREVER);
        }
    }
}
