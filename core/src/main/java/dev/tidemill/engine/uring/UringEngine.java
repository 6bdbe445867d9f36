package dev.tidemill.engine.uring;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.CachedFile;
import dev.tidemill.engine.ClosedFile;
import dev.tidemill.engine.CopyRange;
import dev.tidemill.engine.DescriptorHandle;
import dev.tidemill.engine.Engine;
import dev.tidemill.engine.EngineSettings;
import dev.tidemill.engine.FileHandle;
import dev.tidemill.engine.FileKind;
import dev.tidemill.engine.LockOperation;
import dev.tidemill.engine.ManyNames;
import dev.tidemill.engine.NameOperation;
import dev.tidemill.engine.NativePath;
import dev.tidemill.engine.Opening;
import dev.tidemill.engine.Operation;
import dev.tidemill.engine.PendingOperation;
import dev.tidemill.engine.RangeOperation;
import dev.tidemill.engine.UnnamedOperation;
import dev.tidemill.engine.VectoredTransfer;
import dev.tidemill.linux.Fcntl;
import dev.tidemill.linux.IoUring;
import dev.tidemill.linux.LibC;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.NonBlockingThread;
import dev.tidemill.task.Task;
import dev.tidemill.task.Tasks;
import dev.tidemill.timer.AlarmClock;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Operations on io_uring: accepts them on any thread and leaves them with the owner of a ring.
public final class UringEngine implements Engine {

    private final EngineSettings settings;
    private final Engine blocking;
    private final List<RingOwner> rings = new ArrayList<>();
    private final KernelFeatures features;
    private volatile boolean closed;

    /// Starts the rings.
    ///
    /// @param blocking carries out what the kernel only offers as a call that blocks; closed with
    ///     this engine
    /// @throws UringRefused if the kernel gives no ring; then nothing is left of this
    public UringEngine(EngineSettings settings, Engine blocking) {
        this(settings, blocking, Circumstances.REAL);
    }

    UringEngine(EngineSettings settings, Engine blocking, Circumstances circumstances) {
        this.settings = settings;
        this.blocking = blocking;
        String missing = LibC.unavailabilityCause();
        if (missing != null) {
            boolean denied = missing.startsWith("native access");
            throw new UringRefused(
                    denied ? UringRefused.Reason.NO_NATIVE_ACCESS : UringRefused.Reason.OTHER_PLATFORM, missing);
        }
        KernelFeatures first = null;
        try {
            for (int i = 0; i < settings.rings(); i++) {
                RingOwner ring = new RingOwner(settings, i, circumstances);
                KernelFeatures found = ring.launch();
                rings.add(ring);
                if (first == null) first = found;
            }
        } catch (RuntimeException e) {
            rings.forEach(RingOwner::beginStop);
            throw e;
        }
        if (first == null) throw new IllegalArgumentException("rings is " + settings.rings() + "; must be at least 1");
        features = first;
    }

    /// The first ring's owner drives the timer of the program from now on. For an engine that runs
    /// for good: so its thread is there anyway, and sleeps in the kernel.
    public void driveTimer() {
        drive(Tasks.alarmClock());
    }

    void drive(AlarmClock clock) {
        rings.getFirst().drive(clock);
    }

    @Override
    public <T> Task<T> submit(Operation<T> operation, CancellationToken token) {
        return submit(operation, token, 0);
    }

    @Override
    public <T> Task<T> submitRest(Operation.Transfer<T> transfer, long transferred, CancellationToken token) {
        return submit(transfer, token, transferred);
    }

    @SuppressWarnings("unchecked") // writing gives what WriteFile says
    private <T> Task<T> submit(Operation<T> operation, CancellationToken token, long transferred) {
        Objects.requireNonNull(token, "token"); // before anything is held
        if (closed) return ClosedFile.refused();
        if (operation instanceof Operation.WriteFile write && write.isSmall()) {
            return (Task<T>) blocking.submit(new Operation.WriteSmallFile(write, this::onRing), token);
        }
        RingOwner ring = ring();
        InFlight<T> pending = pending(operation, ring, transferred);
        if (pending == null) return blocking.submit(operation, token);
        FileHandle file = operation.file();
        if (file != null && !file.acquire()) return pending.refused();
        pending.observe(token);
        ring.accept(pending);
        return pending;
    }

    /// See [Operation.WriteSmallFile.Otherwise].
    private Task<Void> onRing(Operation.WriteFile write, CancellationToken token, boolean atOnce) {
        if (closed && !atOnce) return ClosedFile.refused(); // otherwise it was accepted before, and the ring stops it
        RingOwner ring = ring();
        var pending = new PendingWriteFile(ring, write);
        pending.observe(token);
        ring.accept(pending, atOnce);
        return pending;
    }

    @Override
    public <T> T call(Operation<T> operation) throws IOException, InterruptedException {
        return PendingOperation.awaitAsOwner(submit(operation, CancellationToken.none(), 0));
    }

    @Override
    public <T> T callRest(Operation.Transfer<T> transfer, long transferred) throws IOException, InterruptedException {
        return PendingOperation.awaitAsOwner(submit(transfer, CancellationToken.none(), transferred));
    }

    /// Threads stay with a ring, so that what one thread starts begins in order.
    private RingOwner ring() {
        if (rings.size() == 1) return rings.getFirst();
        if (Thread.currentThread() instanceof RingOwner owner && rings.contains(owner)) return owner;
        return rings.get(Math.floorMod(Long.hashCode(Thread.currentThread().threadId()), rings.size()));
    }

    /// @return null if a ring cannot do it, or not better than a call that blocks
    @SuppressWarnings("unchecked") // each operation says what it gives, and so does what carries it out
    private <T> @Nullable InFlight<T> pending(Operation<T> operation, RingOwner ring, long transferred) {
        if (operation.file() != null && !(operation.file() instanceof DescriptorHandle)) return null;
        return switch (operation) {
            case Operation.Transfer<T> transfer -> new PendingTransfer<>(ring, transfer, transferred);
            case Operation.Open<T> open when open.mode().isOneCall() -> new PendingOpen<>(ring, open, this);
            case Operation.ReadSmallFile read -> (InFlight<T>) new PendingReadFile(ring, read);
            case Operation.WriteFile write
            when write.mode().isOneCall() -> (InFlight<T>) new PendingWriteFile(ring, write);
            case Operation.Size size
            when size.file().kind() != FileKind.BLOCK_DEVICE -> (InFlight<T>) new PendingSize(ring, size);
            case Operation.Sync sync -> (InFlight<T>) new PendingSync(ring, sync);
            case Operation.Truncate truncate
            when features.has(IoUring.IORING_OP_FTRUNCATE) -> (InFlight<T>) new PendingTruncate(ring, truncate);
            case Operation.Allocate allocate -> (InFlight<T>) new PendingAllocate(ring, allocate);
            case RangeOperation<T> range -> PendingRange.of(ring, range);
            case VectoredTransfer<T> transfer -> new PendingVector<>(ring, transfer);
            case Operation.AwaitExit exit -> (InFlight<T>) new PendingExit(ring, exit);
            case Operation.Open<T> _,
                    Operation.ReadFile _,
                    Operation.WriteFile _,
                    Operation.WriteSmallFile _,
                    Operation.Truncate _,
                    Operation.Size _,
                    CopyRange _,
                    LockOperation<T> _,
                    UnnamedOperation<T> _,
                    Operation.Close _,
                    Operation.Blocking<T> _,
                    NameOperation<T> _,
                    ManyNames<?> _,
                    Operation.Call<T> _ -> null;
        };
    }

    DescriptorHandle opened(int fd, Operation.Open<?> open) {
        return Opening.handle(fd, open.path(), open.mode(), this::closeDescriptor);
    }

    /// Closing a file that was only read does not wait. Otherwise it may, for a server or for
    /// blocks to be freed, and then it is not for a thread that must not.
    private void closeDescriptor(DescriptorHandle file) {
        if (closed || (!file.mode().write() && !(Thread.currentThread() instanceof NonBlockingThread))) {
            file.closeDescriptor();
        } else {
            var _ = blocking.submit(new Operation.Close(file), CancellationToken.none()); // whoever closes it has this
        }
    }

    @Override
    public CachedFile readCachedFile(NativePath path) {
        if (closed) return CachedFile.NotHere.INSTANCE;
        CachedFile file = CachedFile.read(path, this::closeDescriptor);
        if (file instanceof CachedFile.Stream(DescriptorHandle stream)) {
            var _ = LibC.fcntl(stream.fd(), Fcntl.F_SETFL, 0); // a ring gives EAGAIN for O_NONBLOCK, and does not wait
        }
        return file;
    }

    @Override
    public void cancelPending(FileHandle file) {
        for (RingOwner ring : rings) ring.cancelPending(file);
        blocking.cancelPending(file);
    }

    @Override
    public boolean isClosed() {
        return closed;
    }

    @Override
    public int pendingOperations() {
        int pending = blocking.pendingOperations();
        for (RingOwner ring : rings) pending += ring.inFlight();
        return pending;
    }

    @Override
    public void close() {
        close(settings.closeTimeout());
    }

    @Override
    public void close(Duration deadline) {
        if (Thread.currentThread() instanceof NonBlockingThread) {
            throw new IllegalStateException("close of an engine on a thread that must not wait: "
                    + Thread.currentThread().getName());
        }
        long end = System.nanoTime() + deadline.toNanos();
        closed = true;
        rings.forEach(RingOwner::beginStop);
        boolean interrupted = false;
        for (RingOwner ring : rings) {
            for (; ; ) {
                try {
                    if (!ring.awaitEnd(end - System.nanoTime())) reportLeak(ring);
                    break;
                } catch (InterruptedException e) {
                    interrupted = true; // the operations end all the same, and they hold memory until then
                }
            }
        }
        blocking.close(Duration.ofNanos(Math.max(0, end - System.nanoTime())));
        if (interrupted) Thread.currentThread().interrupt();
    }

    private static void reportLeak(RingOwner ring) {
        System.getLogger("dev.tidemill.engine")
                .log(
                        Level.ERROR,
                        "{0}: {1} operations had no last word from the kernel when the engine was closed; their memory"
                                + " is not released",
                        ring.getName(),
                        ring.inFlight());
    }
}
