package dev.tidemill.engine.uring;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.engine.Operation;
import dev.tidemill.engine.PendingOperation;
import dev.tidemill.linux.Errno;
import dev.tidemill.task.CancellationToken;
import dev.tidemill.task.Failure;

/// An operation in a ring: from the inbox of its owner until its last completion.
///
/// It may take several submissions, one after the other, in the same slot. The owner calls
/// [#prepare] for each and [#completed] for what came of it; whether there is a next one is for the
/// operation to say. All methods but `stopStarted` are called by the owner alone.
abstract class InFlight<T> extends PendingOperation<T> implements Inbox.Letter {

    static final int NEW = -1;
    static final int RETIRED = -2;

    /// Its place in the [SlotTable], [#NEW] or [#RETIRED]; of the owner alone.
    int slot = NEW;

    final RingOwner owner;

    private Inbox.@Nullable Letter link; // of the inbox

    InFlight(RingOwner owner, Operation<T> operation) {
        super(operation);
        this.owner = owner;
    }

    /// Fills in the submission at `sqe`, which is zeroed.
    ///
    /// Everything it points to must live until the completion, or, for names, until the kernel has
    /// taken the submission.
    abstract void prepare(long sqe);

    /// The kernel has completed what was prepared last.
    ///
    /// @param result as the system call would give it, or a negated errno
    /// @return true if that was the last word (and the task is done); false to prepare another
    ///     submission
    abstract boolean completed(int result);

    /// How often the kernel was asked to stop it, and had not found it; of the owner alone.
    int cancelTries;

    /// Whether it waits for something that may never come, as for the other side of a pipe.
    boolean mayWaitForever() {
        return false;
    }

    /// Whether the kernel hands it on to a device at once, as it does with `O_DIRECT`; see
    /// [RingOwner].
    boolean goesToDevice() {
        return false;
    }

    /// Whether it waits for a file to be closed by others before it opens one; see
    /// [RingOwner#openFiles].
    boolean opensFileForItself() {
        return false;
    }

    @Override
    protected final void stopStarted() {
        owner.execute(new Request(() -> owner.stop(this)));
    }

    @Override
    public final void deliver() {
        owner.start(this);
    }

    @Override
    public final Inbox.@Nullable Letter link() {
        return link;
    }

    @Override
    public final void link(Inbox.@Nullable Letter letter) {
        link = letter;
    }

    final boolean admitToRing() {
        return admit();
    }

    @Override
    protected final void lastWordSaid(boolean admitted, boolean begun) {
        if (begun) owner.giveBackPermit();
        else if (admitted) owner.lapsePermit();
    }

    final boolean beginInRing() {
        return begin();
    }

    /// The engine made a mistake: the operation ends, and says so.
    final void endByMistake(Throwable mistake) {
        if (!isDone()) endWithFailure(Failure.of(mistake), 0);
    }

    final boolean isToStop() {
        return isStopRequested();
    }

    /// Whether a worker of the kernel was interrupted in the call: by a request to stop it, or by
    /// something that is none of our business.
    static boolean isInterrupted(int result) {
        return result == -Errno.EINTR.number() || result == -ERESTARTSYS;
    }

    /// Whether it may be a request to stop that ended it.
    static boolean isStopped(int result) {
        return isInterrupted(result) || result == -Errno.ECANCELED.number();
    }

    /// What opening a pipe gives then; no system call ever shows it. See `linux/errno.h`.
    private static final int ERESTARTSYS = 512;

    final void observe(CancellationToken token) {
        watch(token);
    }
}
