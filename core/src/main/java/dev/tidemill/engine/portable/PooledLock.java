package dev.tidemill.engine.portable;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.ClosedFile;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.LockOperation;
import dev.tidemill.engine.LockRange;
import dev.tidemill.engine.LockWaiters;
import dev.tidemill.engine.RangeLocks;
import dev.tidemill.task.Failure;
import dev.tidemill.task.Tasks;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// Locks a range of a file. While somebody else has it, no thread waits: it is tried again when a
/// lock of this process goes, and now and then, since nobody tells of those of others.
///
/// A thread in `F_OFD_SETLKW` could not be called back, and would own a lock in the end that nobody
/// wants any more. Each try here is made and answered while the task is pending: so a task that
/// was cancelled has no lock. The price is that cancelling during a try waits for its answer, which
/// a server may have to give.
final class PooledLock<T> extends PortableOperation<T> implements BlockingPool.Job, LockWaiters.Waiter {

    private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    /*
     *             ┌── wake() ──> TRYING_AGAIN ──┐
     *             │                             │  by the thread that tries, which tries once more
     *          TRYING <─────────────────────────┘
     *             │  ↑
     *             ↓  │ by whoever wakes it, and gives it to a thread; or stops it, and it is over
     *          WAITING
     */
    private final AtomicInteger state = new AtomicInteger(TRYING);

    private static final int TRYING = 0;
    private static final int TRYING_AGAIN = 1;
    private static final int WAITING = 2;

    private final FileHandle file;
    private final LockRange range;
    private final Supplier<T> held;
    private final @Nullable Failure locked; // null if it waits
    private final Lane lane;

    // Of whoever has moved the state to TRYING.
    private boolean begun;
    private boolean inLine;
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private Runnable alarmOff = () -> {};

    PooledLock(PortableEngine engine, LockOperation.Lock<T> lock, Lane lane) {
        this(engine, lock, lock.held(), null, lane);
    }

    PooledLock(PortableEngine engine, LockOperation.TryLock<T> lock, Lane lane) {
        this(engine, lock, lock.held(), lock.locked(), lane);
    }

    private PooledLock(
            PortableEngine engine, LockOperation<T> operation, Supplier<T> held, @Nullable Failure locked, Lane lane) {
        super(engine, operation);
        this.file = operation.file();
        this.range = operation.range();
        this.held = held;
        this.locked = locked;
        this.lane = lane;
    }

    @Override
    void start() {
        execute();
    }

    private void execute() {
        try {
            engine.pool().execute(lane, this);
            if (isOver()) engine.pool().forget(lane, this); // it was stopped on its way here
        } catch (OutOfMemoryError e) {
            if (begun || begin()) {
                leaveLine();
                endWithFailure(Failure.of(e), 0);
            }
        }
    }

    @Override
    public void work() {
        if (!begun && !begin()) return;
        begun = true;
        try {
            tryUntilItIsToWait();
        } catch (Unfinished e) {
            leaveLine();
            endWithErrno(e.errno, false, 0);
        } catch (IOException e) {
            leaveLine();
            endWithFailure(new ChannelFailure(operation(), e, 0), 0);
        } catch (Throwable e) {
            leaveLine();
            endWithFailure(Failure.of(e), 0);
        }
    }

    private void tryUntilItIsToWait() throws IOException, Unfinished {
        do {
            if (isStopRequested()) {
                leaveLine();
                endStopped(0);
                return;
            }
            if (file.isClosing()) { // a lock that could not be given back, and whose bytes could not be read
                leaveLine();
                endWithFailure(ClosedFile.DURING, 0);
                return;
            }
            if (tryNow()) {
                leaveLine();
                end();
                return;
            }
            if (locked != null) {
                endWithFailure(locked, 0);
                return;
            }
        } while (!inLine ? lineUp() : !beginToWait());
    }

    private boolean tryNow() throws IOException, Unfinished {
        RangeLocks locks = file.locks();
        synchronized (locks) {
            if (!locks.isFree(range)) return false;
            if (!file.mode().isExclusive() && !engine.calls().lock(file, range)) return false;
            locks.hold(range);
            return true;
        }
    }

    /// With the lock.
    private void end() throws IOException, Unfinished {
        if (isStopRequested()) {
            unlock(engine, file, range);
            endStopped(0);
        } else {
            T value = held.get();
            endWithValue(value);
        }
    }

    private void endWithValue(T value) {
        if (!endWithValue(value, 0))
            throw new AssertionError("it is never detached: " + operation().describe());
    }

    /// Whoever lets go from here on says so to this one.
    ///
    /// @return true: to be tried once more, for what was let go meanwhile
    private boolean lineUp() {
        inLine = true;
        LockWaiters.add(this);
        return true;
    }

    private void leaveLine() {
        if (inLine) LockWaiters.remove(this);
        inLine = false;
    }

    /// @return false if it is to be tried at once
    private boolean beginToWait() {
        alarmOff = Tasks.alarmClock().set(pauseNanos, this::wake);
        pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        if (state.compareAndSet(TRYING, WAITING)) {
            if (!isStopRequested()) return true;
            if (!state.compareAndSet(WAITING, TRYING)) return true;
            // who asked to stop it did not find it waiting
        } else {
            state.set(TRYING);
        }
        alarmOff.run();
        return false;
    }

    @Override
    public void wake() {
        for (; ; ) {
            if (state.compareAndSet(WAITING, TRYING)) {
                alarmOff.run();
                execute();
                return;
            }
            if (state.get() == TRYING_AGAIN || state.compareAndSet(TRYING, TRYING_AGAIN)) return;
        }
    }

    @Override
    protected void stopStarted() {
        if (!state.compareAndSet(WAITING, TRYING)) return; // whoever tries will see it
        alarmOff.run();
        leaveLine();
        endStopped(0);
    }

    @Override
    public Object file() {
        return file.locks().identity();
    }

    @Override
    public LockRange range() {
        return range;
    }

    @Override
    protected void lastWordSaid(boolean admitted, boolean begun) {
        super.lastWordSaid(admitted, begun);
        if (!begun) engine.pool().forget(lane, this);
    }

    /// Gives a lock back, and tells those who wait for it.
    static void unlock(PortableEngine engine, FileHandle file, LockRange range) throws IOException, Unfinished {
        RangeLocks locks = file.locks();
        try {
            synchronized (locks) {
                for (LockRange part : locks.letGo(range)) {
                    if (!file.mode().isExclusive()) engine.calls().unlock(file, part);
                }
            }
        } finally {
            LockWaiters.released(locks.identity(), range);
        }
    }
}
