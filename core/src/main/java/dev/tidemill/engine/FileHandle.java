package dev.tidemill.engine;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.pending.Details;
import dev.tidemill.pending.Recorder;
import dev.tidemill.pending.Stage;
import dev.tidemill.pending.Subject;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.Failure;
import dev.tidemill.task.Task;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// A counted reference to an open file: it is closed after its last operation, never under one.
///
/// A descriptor is a number that the system gives out again at once. An operation that still names
/// it would then read or write somebody else's file. So each operation holds a reference from
/// before it is started until after its last word, and until its task is done; whoever drops the
/// last one after [#beginClosing] closes the descriptor.
public abstract class FileHandle {

    /*
     * `uses` counts references; the open file itself is one, dropped by beginClosing().
     *
     *    OPEN: uses = 1 + n           n operations
     *    CLOSING: uses = CLOSING_BIT + n
     *    CLOSED: uses = CLOSING_BIT   whoever got there closes the descriptor, exactly once
     */
    @SuppressWarnings("unused") // by USES
    private volatile int uses = 1;

    private static final int CLOSING_BIT = 1 << 31;
    private static final VarHandle USES;
    private static final VarHandle SYNC_FAILED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            USES = lookup.findVarHandle(FileHandle.class, "uses", int.class);
            SYNC_FAILED = lookup.findVarHandle(FileHandle.class, "syncFailed", Failure.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile boolean aborting;

    @SuppressWarnings("unused") // by SYNC_FAILED
    private volatile @Nullable Failure syncFailed;
    /// Null while nobody has locked anything; made under this object's monitor.
    private volatile @Nullable RangeLocks locks;

    private final NativePath path;
    private final OpenMode mode;
    private final FileKind kind;
    private final Closed closed = new Closed(this);

    protected FileHandle(NativePath path, OpenMode mode, FileKind kind) {
        this.path = path;
        this.mode = mode;
        this.kind = kind;
    }

    public final NativePath path() {
        return path;
    }

    public final OpenMode mode() {
        return mode;
    }

    public final FileKind kind() {
        return kind;
    }

    /// What its transfers must be multiples of.
    public DirectAlignment alignment() {
        return DirectAlignment.NONE;
    }

    /// The locks that were taken through this handle. The caller holds a reference.
    ///
    /// The first call asks the system which file this is, so it is for threads that may block.
    public final RangeLocks locks() {
        RangeLocks known = locks;
        if (known != null) return known;
        synchronized (this) {
            RangeLocks made = locks;
            if (made == null) locks = made = new RangeLocks(identity());
            return made;
        }
    }

    /// Whether both are the same file, as far as that can be known. May block.
    public final boolean isSameFile(FileHandle other) {
        return this == other || identity().equals(other.identity());
    }

    /// Equal for all handles of the same file, as far as that can be known.
    protected Object identity() {
        return path.path().toAbsolutePath().normalize();
    }

    /// Takes a reference for one operation.
    ///
    /// @return false if the file is closed or about to be: do not start
    public final boolean acquire() {
        for (; ; ) {
            int now = (int) USES.getOpaque(this);
            if (now <= 0) return false;
            if (USES.weakCompareAndSet(this, now, now + 1)) return true;
        }
    }

    /// Drops the reference of one operation.
    ///
    /// @return true if the file is closing and this was the last: the caller must call [#closeNow]
    public final boolean release() {
        return (int) USES.getAndAdd(this, -1) - 1 == CLOSING_BIT;
    }

    public final boolean isClosing() {
        return uses < 0;
    }

    /// Whether operations that have not begun must not any more.
    final boolean isAborting() {
        return aborting;
    }

    /// From now on nothing can be started.
    ///
    /// @return what the caller has to do
    public final Closing beginClosing() {
        for (; ; ) {
            int now = uses;
            if (now < 0) return Closing.ALREADY;
            int then = (now - 1) | CLOSING_BIT;
            if (!USES.compareAndSet(this, now, then)) continue;
            Recorder.beginNow(closed);
            return now == 1 ? Closing.NOW : Closing.AFTER_LAST_OPERATION;
        }
    }

    /// Operations that hold a reference.
    public final int usesByOperations() {
        int now = uses;
        return now < 0 ? now & ~CLOSING_BIT : now - 1;
    }

    /// Closes the descriptor and says so to [#closed(int)]; called exactly once, with no operation
    /// left. Must not block a ring's thread.
    public abstract void closeNow();

    /// The descriptor is gone.
    ///
    /// @param errno what the system complained about while closing, or 0
    protected final void closed(int errno) {
        Failure lost = syncFailed;
        if (errno != 0) {
            closed(SystemCallFailure.ofClosing(path.toString(), errno));
        } else if (lost != null) {
            closed(lost);
        } else {
            locksAreGone();
            closed.succeed();
        }
    }

    /// What was written could not be brought to the device; the first time stays.
    final void syncFailed(SyncFailed failure) {
        SYNC_FAILED.compareAndSet(this, null, failure);
    }

    /// What to say to everybody who wants to know that the device has what was written; null as
    /// long as that can be known.
    public final @Nullable Failure syncFailed() {
        return syncFailed;
    }

    /// The open file is gone, with a complaint.
    protected final void closed(Failure failure) {
        locksAreGone();
        closed.failWith(failure);
    }

    private void locksAreGone() {
        RangeLocks gone = locks;
        if (gone != null) LockWaiters.released(gone.identity(), LockRange.everything(false));
    }

    /// Closes the file: nothing new starts, what is pending is asked to stop, the descriptor goes
    /// after the last of it.
    ///
    /// @param engine of the operations on this file
    /// @return done when the descriptor is closed; the same for all who ask
    public final Task<Void> close(Engine engine) {
        Closing closing = beginClosing();
        if (closing == Closing.NOW) {
            closeNow();
        } else if (!closed.isDone()) { // somebody else may be closing it, and let the operations finish
            aborting = true;
            engine.cancelPending(this);
        }
        return closed;
    }

    /// Closes the file after its last operation: nothing new starts, what is pending goes on to its
    /// end.
    ///
    /// @return done when the descriptor is closed; the same for all who ask
    public final Task<Void> closeAfterPending() {
        if (beginClosing() == Closing.NOW) closeNow();
        return closed;
    }

    /// Done when the descriptor is closed. Cannot be cancelled.
    private static final class Closed extends Task<Void> implements Subject {
        private final FileHandle file;

        Closed(FileHandle file) {
            this.file = file;
        }

        @SuppressWarnings("NullAway") // the only value of Void
        void succeed() {
            succeed(null);
        }

        void failWith(Failure failure) {
            fail(failure);
        }

        @Override
        protected void cancelRequested(CancellationReason reason) {
            // a descriptor that is half closed is of no use to anybody
        }

        @Override
        public String kind() {
            return "close";
        }

        /// As long as the file is open, nobody waits for this.
        @Override
        public boolean beginsAtOnce() {
            return false;
        }

        @Override
        public Details details() {
            return new Details(Stage.PENDING, file.toString(), -1, -1, null);
        }

        @Override
        protected String describe() {
            return file + ": close";
        }
    }

    /// Reads what is in memory already, without waiting for a device and without any other thread.
    ///
    /// @param address of native memory of at least `length` bytes
    /// @return bytes read, fewer than `length` only at the end of the file; or, negative, the
    ///     complement `~n` if the first `n` bytes were there and for the rest it would have to wait
    public abstract long readCached(long address, long length, long position);

    /// Nothing was there, or nobody knows; see [#readCached].
    public static final long NOT_CACHED = ~0L;

    /// One read or write by the calling thread itself, which waits for the device if it has to. The
    /// caller holds a reference.
    ///
    /// @param address of native memory of at least `length` bytes
    /// @return bytes transferred, or a negated errno; [#NOT_HERE] if that is for the engine
    public abstract long transferHere(boolean writes, long address, long length, long position);

    /// As [#transferHere(boolean, long, long, long)], of what was prepared of a vector.
    public long transferHere(boolean writes, IoVector vector, long position) {
        return NOT_HERE;
    }

    /// How long the file is, found by the calling thread itself, which waits for a server if it has
    /// to. The caller holds a reference.
    ///
    /// @return bytes, or a negated errno; [#NOT_HERE] if that is for the engine
    public abstract long sizeHere();

    /// A transfer of this file may wait for longer than a device takes, or cannot be done by a
    /// call; see [#transferHere] and [#sizeHere].
    public static final long NOT_HERE = Long.MIN_VALUE;

    /// What is left to do for whoever closes.
    public enum Closing {
        /// Nobody uses the file: call [#closeNow].
        NOW,
        /// The last operation will; until then ask them to stop.
        AFTER_LAST_OPERATION,
        /// Somebody else closes or closed it.
        ALREADY
    }

    @Override
    public String toString() {
        return path.toString();
    }
}
