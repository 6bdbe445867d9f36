package dev.tidemill.engine.portable;

import dev.tidemill.engine.CachedFile;
import dev.tidemill.engine.ClosedFile;
import dev.tidemill.engine.CopyRange;
import dev.tidemill.engine.Engine;
import dev.tidemill.engine.EngineSettings;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.LockOperation;
import dev.tidemill.engine.ManyNames;
import dev.tidemill.engine.NameOperation;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.Operation;
import dev.tidemill.engine.PendingOperation;
import dev.tidemill.engine.Permits;
import dev.tidemill.engine.RangeOperation;
import dev.tidemill.engine.UnnamedOperation;
import dev.tidemill.engine.VectoredTransfer;
import dev.tidemill.linux.LibC;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Failure;
import dev.tidemill.task.NonBlockingThread;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Operations without io_uring: a call that blocks is made by a thread that may, and what can be
/// polled waits on one thread for all.
///
/// Where io_uring is missing or forbidden it carries out everything. Beside a ring it does what the
/// kernel only offers as a call that blocks.
///
/// What differs from a ring:
///
/// * A thread waits inside each call on a regular file or a name; how many there are for a mount is
///   in the settings ([BlockingPool]). 10,000 waiting reads of pipes still need one thread
///   ([Poller]).
/// * A call that has begun cannot be stopped. If it uses no memory of the caller, cancelling frees
///   the waiter at once and says that the call was *detached*; otherwise the outcome comes at its
///   end.
/// * Without native access (and outside Linux) files are the JDK's channels ([Driver]): failures
///   are the JDK's exceptions, `DIRECT` is refused, an exclusive file is locked by
///   [java.nio.channels.FileLock], memory of a confined arena is refused, a file is made longer by
///   writing to it, streams need a thread for each direction in use, and reading one cannot be
///   stopped: bytes that come after that are lost. On Windows transfers are the completion port's;
///   that has been compiled and tried with the JDK's replacement for it on Linux, and not been run
///   on Windows.
public final class PortableEngine implements Engine {

    /// So many mounts may stop answering before the others have one thread each.
    private static final int LANES_IN_FULL = 4;

    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final EngineSettings settings;
    private final Driver driver;
    private final BlockingPool pool;
    private final Mounts mounts;
    private final Calls calls;
    private final Permits permits;

    /// Accepted, and no last word yet; also those that are detached.
    private final Set<PortableOperation<?>> pending = ConcurrentHashMap.newKeySet();

    private final Map<Lane, ShortCalls> shortCalls = new ConcurrentHashMap<>();

    private final Object drained = new Object();
    private volatile boolean closed;

    /// Starts nothing: threads come with operations.
    public PortableEngine(EngineSettings settings) {
        this(settings, Driver.choose(System.getProperty("os.name", ""), LibC.isAvailable()));
    }

    PortableEngine(EngineSettings settings, Driver driver) {
        this(settings, driver, engine -> switch (driver) {
            case SYSTEM_CALLS -> new LinuxCalls(engine);
            case CHANNELS -> new ChannelCalls(engine);
            case COMPLETION_PORTS -> new CompletionPortCalls(engine);
        });
    }

    PortableEngine(EngineSettings settings, Driver driver, Function<PortableEngine, Calls> calls) {
        this.settings = settings;
        this.driver = driver;
        pool = new BlockingPool(settings.blockingThreads(), LANES_IN_FULL * settings.blockingThreads(), IDLE_NANOS);
        mounts = new Mounts(pool);
        permits = new Permits(settings.maxInFlight());
        this.calls = calls.apply(this);
    }

    /// How it reaches files here.
    public Driver driver() {
        return driver;
    }

    @Override
    public <T> Task<T> submit(Operation<T> operation, CancellationToken token) {
        return submit(operation, token, 0);
    }

    @Override
    public <T> Task<T> submitRest(Operation.Transfer<T> transfer, long transferred, CancellationToken token) {
        return submit(transfer, token, transferred);
    }

    @Override
    public CachedFile readCachedFile(NativePath path) {
        return driver == Driver.SYSTEM_CALLS && !closed
                ? CachedFile.read(path, this::closeLater)
                : CachedFile.NotHere.INSTANCE;
    }

    @SuppressWarnings("unchecked") // closing gives what Close says
    private <T> Task<T> submit(Operation<T> operation, CancellationToken token, long transferred) {
        Objects.requireNonNull(token, "token"); // before anything is held
        if (operation instanceof Operation.Close(var file)) {
            closeLater(file); // also when the engine is closed: the descriptor would be lost
            return (Task<T>) file.closeAfterPending();
        }
        if (closed) return ClosedFile.refused();
        if (operation instanceof Operation.WriteSmallFile(var write, var otherwise) && !isInMemory(write.path())) {
            return (Task<T>) otherwise.start(write, token, false);
        }
        FileHandle file = operation.file();
        if (file != null && !file.acquire()) return ClosedFile.refused();
        PortableOperation<T> accepted;
        try {
            accepted = pending(operation, transferred);
        } catch (RuntimeException | Error e) {
            if (file != null && file.release()) file.closeNow();
            throw e;
        }
        accept(accepted, token);
        return accepted;
    }

    @SuppressWarnings("unchecked") // each operation says what it gives, and so does what carries it out
    private <T> PortableOperation<T> pending(Operation<T> operation, long transferred) {
        return switch (operation) {
            case Operation.Transfer<T> transfer -> calls.transfer(transfer, transferred);
            case Operation.Open<T> open -> new PooledOpen<>(this, open, laneOfName(open.path()));
            case Operation.ReadSmallFile read -> (PortableOperation<T>) new PooledReadFile(this, read);
            case Operation.ReadFile read -> (PortableOperation<T>) new PooledReadFile(this, read);
            case Operation.WriteFile write -> (PortableOperation<T>) new PooledWriteFile(this, write);
            case Operation.WriteSmallFile write -> (PortableOperation<T>) new PooledWriteFile(this, write);
            case Operation.Sync(var file, boolean dataOnly) -> onFile(operation, file, () -> sync(file, dataOnly));
            case Operation.Truncate(var file, long size) -> onFile(operation, file, () -> calls.truncate(file, size));
            case Operation.Allocate allocate ->
                (PortableOperation<T>) new PooledCall<>(
                        this,
                        allocate,
                        calls.laneOf(allocate.file()),
                        () -> calls.allocate(allocate.file(), allocate.size()));
            case Operation.Size size ->
                (PortableOperation<T>)
                        new PooledCall<>(this, size, calls.laneOf(size.file()), () -> calls.size(size.file()));
            case VectoredTransfer<T> transfer -> calls.vectored(transfer);
            case RangeOperation<T> range ->
                new PooledCall<>(this, range, calls.laneOf(range.file()), () -> calls.range(range));
            case LockOperation<T> lock -> locking(lock);
            case CopyRange copy -> (PortableOperation<T>) PooledCopy.of(this, copy);
            case UnnamedOperation.Link(var file, var name) -> onFile(operation, file, () -> calls.link(file, name));
            case Operation.AwaitExit exit -> (PortableOperation<T>) calls.awaitExit(exit);
            case Operation.Blocking<T> blocking ->
                new PooledCall<>(this, blocking, laneOfName(blocking.path()), blocking.body());
            case NameOperation<T> name -> new PooledName<>(this, name);
            case ManyNames<?> names -> (PortableOperation<T>) new PooledNames<>(this, names);
            case Operation.Call<T> call -> new ForeignCall<>(this, call);
            case Operation.Close close -> throw new AssertionError("not to be stopped, so not pending: " + close);
        };
    }

    private void sync(FileHandle file, boolean dataOnly) throws IOException, Unfinished {
        calls.sync(file, dataOnly);
        Failure lost = file.syncFailed(); // another one at the same time: the kernel said it only to that
        if (lost != null) throw Unfinished.failure(lost);
    }

    private <T> PortableOperation<T> locking(LockOperation<T> operation) {
        Lane lane = calls.laneOf(operation.file());
        return switch (operation) {
            case LockOperation.Lock<T> lock -> new PooledLock<>(this, lock, lane);
            case LockOperation.TryLock<T> lock -> new PooledLock<>(this, lock, lane);
            case LockOperation.Unlock(var file, var range) ->
                onFile(operation, file, () -> PooledLock.unlock(this, file, range));
        };
    }

    private <T> PortableOperation<T> onFile(Operation<T> operation, FileHandle file, Task.Body body) {
        return new PooledCall<>(this, operation, calls.laneOf(file), () -> {
            body.run();
            return null;
        });
    }

    private void accept(PortableOperation<?> operation, CancellationToken token) {
        if (admit(operation, token)) operation.start();
    }

    /// From now on it is pending.
    ///
    /// @return whether it is to be started; otherwise it is over
    boolean admit(PortableOperation<?> operation, CancellationToken token) {
        pending.add(operation);
        if (closed) { // whoever closes may have looked before
            operation.stopForClose();
            return false;
        }
        operation.observe(token);
        boolean atOnce = mustNotWait() || operation.operation() instanceof LockOperation.Unlock;
        boolean permitted = atOnce ? permits.acquireAnyway(operation) : permits.acquireFor(operation);
        if (!permitted) return false;
        if (operation.admitted()) return true;
        permits.release();
        return false;
    }

    /// The pool's threads too: they have permits to give back.
    private static boolean mustNotWait() {
        return Thread.currentThread() instanceof NonBlockingThread || BlockingPool.isOwnThread();
    }

    void over(PortableOperation<?> operation, boolean permitHeld) {
        pending.remove(operation);
        if (permitHeld) permits.release();
        if (closed && pending.isEmpty()) {
            synchronized (drained) {
                drained.notifyAll();
            }
        }
    }

    /// Another one does it, and is counted instead; so far it has its permit.
    void handedOn(PortableOperation<?> operation) {
        pending.remove(operation);
    }

    @Override
    public <T> T call(Operation<T> operation) throws IOException, InterruptedException {
        return PendingOperation.awaitAsOwner(submit(operation, CancellationToken.none()));
    }

    @Override
    public <T> T callRest(Operation.Transfer<T> transfer, long transferred) throws IOException, InterruptedException {
        return PendingOperation.awaitAsOwner(submitRest(transfer, transferred, CancellationToken.none()));
    }

    @Override
    public void cancelPending(FileHandle file) {
        for (PortableOperation<?> operation : pending) {
            if (operation.operation().file() == file) operation.stopForClose();
        }
        calls.abort(file);
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public int pendingOperations() {
        return pending.size();
    }

    @Override
    public void close() {
        close(settings.closeTimeout());
    }

    @Override
    public void close(Duration deadline) {
        if (Thread.currentThread() instanceof NonBlockingThread thread) {
            throw new IllegalStateException("close of an engine on a thread that must not wait: " + thread);
        }
        long end = System.nanoTime() + deadline.toNanos();
        closed = true;
        permits.close();
        for (PortableOperation<?> operation : pending) {
            operation.stopForClose();
            FileHandle file = operation.operation().file();
            if (file != null) calls.abort(file);
        }
        boolean interrupted = uninterrupted(() -> {
            if (!awaitDrained(end)) reportLeak();
            else if (!pool.awaitQuiet(end - System.nanoTime())) warn("files are still being closed");
        });
        pool.close();
        calls.close();
        // who has said the last word of an operation has its task to end yet
        interrupted |= uninterrupted(() -> {
            if (!calls.awaitEnd(end - System.nanoTime())) warn("what follows on a task still keeps the poller");
        });
        if (interrupted) Thread.currentThread().interrupt();
    }

    private static void warn(String what) {
        System.getLogger("dev.tidemill.engine").log(Level.WARNING, what);
    }

    private interface Wait {
        void await() throws InterruptedException;
    }

    /// Waits again after an interrupt: the operations end all the same, and they hold memory until
    /// then.
    ///
    /// @return whether there was one
    private static boolean uninterrupted(Wait wait) {
        boolean interrupted = false;
        for (; ; ) {
            try {
                wait.await();
                return interrupted;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
    }

    private boolean awaitDrained(long end) throws InterruptedException {
        synchronized (drained) {
            while (!pending.isEmpty()) {
                long left = end - System.nanoTime();
                if (left <= 0) return false;
                TimeUnit.NANOSECONDS.timedWait(drained, left);
            }
        }
        return true;
    }

    /// Their threads stay in the calls, and what the calls use stays with them.
    private void reportLeak() {
        System.getLogger("dev.tidemill.engine")
                .log(
                        Level.ERROR,
                        "{0} operations had no last word when the engine was closed; their memory is not released: {1}",
                        pending.size(),
                        pending.stream()
                                .limit(10)
                                .map(operation -> operation.operation().describe())
                                .toList());
    }

    /// Closes a file that nothing uses any more, where that may block.
    void closeLater(FileHandle file) {
        Lane lane = calls.laneOf(file);
        if (BlockingPool.isIn(lane)) {
            calls.closeForAll(file);
            return;
        }
        try {
            pool.execute(lane, () -> calls.closeForAll(file));
        } catch (OutOfMemoryError e) { // there is no thread for it, and the descriptor must not be lost
            calls.closeForAll(file);
        }
    }

    Lane laneOfName(NativePath name) {
        return mounts.laneOf(name.path());
    }

    Mounts mounts() {
        return mounts;
    }

    /// Whether a name is of a file system that is in memory, and reached by system calls.
    boolean isInMemory(NativePath name) {
        return driver == Driver.SYSTEM_CALLS && mounts.isInMemory(name.path());
    }

    ShortCalls shortCalls(Lane lane) {
        ShortCalls calls = shortCalls.get(lane);
        return calls != null
                ? calls
                : shortCalls.computeIfAbsent(lane, _ -> new ShortCalls(pool, lane, settings.blockingThreads()));
    }

    BlockingPool pool() {
        return pool;
    }

    Calls calls() {
        return calls;
    }
}
