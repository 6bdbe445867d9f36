package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;

/// Counts the asynchronous functions of a context.
final class Launches {

    private final ShortLock lock = new ShortLock();
    private long started;
    private long ended;
    private @Nullable TaskSource<Void> idle; // null if nobody waits for it

    void start() {
        lock.lock();
        try {
            started++;
        } finally {
            lock.unlock();
        }
    }

    void end() {
        TaskSource<Void> waiting = null;
        lock.lock();
        try {
            if (++ended == started) {
                waiting = idle;
                idle = null;
            }
        } finally {
            lock.unlock();
        }
        if (waiting != null) {
            waiting.succeed(null);
        }
    }

    long started() {
        lock.lock();
        try {
            return started;
        } finally {
            lock.unlock();
        }
    }

    long ended() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
    }

    Task<Void> whenIdle() {
        lock.lock();
        try {
            if (ended == started) {
                return Task.completed(null);
            }
            if (idle == null) {
                idle = new TaskSource<>(_ -> {}); // shared: whoever gives up does not end it for others
            }
            return idle.task();
        } finally {
            lock.unlock();
        }
    }
}
