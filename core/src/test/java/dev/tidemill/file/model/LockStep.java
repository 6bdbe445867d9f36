package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.file.AsyncFile;
import dev.tidemill.file.FileLockedException;
import dev.tidemill.file.RangeLock;
import dev.tidemill.task.Outcome;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.util.Set;

/// Locks a range, waiting or not, has it for a moment, and gives it back. Nobody has it who is
/// excluded by another, and when all is over nobody has it at all.
final class LockStep extends Step {

    private final AsyncFile file;
    private final boolean waits;
    private final boolean blocking;
    private final boolean givesUp;
    private final boolean shared;
    private final long position;
    private final long length;

    LockStep(Subject subject) {
        super(subject);
        subject.locked().expect();
        this.file = subject.anyFile();
        this.waits = subject.random().nextBoolean();
        this.blocking = subject.random().nextInt(3) == 0;
        this.givesUp = waits && !blocking && subject.random().nextInt(4) == 0;
        this.shared = subject.random().nextBoolean();
        this.position = subject.anyPosition();
        this.length = subject.random().nextInt(4) == 0 ? 0 : subject.anyLength();
    }

    @Override
    Task<?> start() {
        return Task.run(this::lockAndUnlock);
    }

    private void lockAndUnlock() throws Exception {
        RangeLock lock = blocking ? lockBlocking() : lock();
        if (lock == null) return;
        try (lock) {
            subject.locked().add(lock);
            for (int i = 0; i < 1000; i++) Thread.onSpinWait();
            subject.locked().remove(lock);
        }
    }

    private RangeLock lockBlocking() throws IOException, InterruptedException {
        return waits
                ? file.blocking().lock(position, length, shared)
                : file.blocking().tryLock(position, length, shared);
    }

    /// @return null if it has given up
    private RangeLock lock() throws Exception {
        Task<RangeLock> locking =
                waits ? file.lock(position, length, shared, source.token()) : file.tryLock(position, length, shared);
        if (givesUp) source.cancel();
        return switch (locking.outcome()) {
            case Outcome.Succeeded<RangeLock>(RangeLock lock) -> lock;
            case Outcome.Cancelled<RangeLock> _ -> null;
            case Outcome.Failed<RangeLock>(var failure) -> throw failure.toException();
        };
    }

    @Override
    boolean isCancellable() {
        return false;
    }

    @Override
    Set<Call> calls() {
        return Set.of();
    }

    @Override
    boolean explains(IOException e) {
        return !waits && e instanceof FileLockedException;
    }

    @Override
    void account(Round round) {}

    @Override
    void check(Round round) throws Exception {
        if (exception() instanceof FileLockedException && subject.locked().steps() == 1) {
            throw new AssertionError("nobody has locked it", exception());
        }
        RangeLock all = subject.appender().tryLock().await(); // fails if a lock is left
        all.close();
    }

    @Override
    String describe() {
        return (waits ? "lock" : "tryLock") + (shared ? ", shared, of " : " of ") + length + " at " + position
                + (givesUp ? ", gives up" : "") + (blocking ? ", blocking" : "");
    }
}
