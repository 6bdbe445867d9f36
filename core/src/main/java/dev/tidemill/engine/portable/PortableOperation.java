package dev.tidemill.engine.portable;

import dev.tidemill.engine.Operation;
import dev.tidemill.engine.PendingOperation;
import dev.tidemill.task.CancellationToken;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// An operation that this engine has accepted.
///
/// The engine counts it until its last word; a permit of its own keeps others waiting while there
/// are too many.
abstract class PortableOperation<T> extends PendingOperation<T> {

    /*
     *    NONE ---admitted()---> HELD ---lastWordSaid()---> OVER
     *      \                                              ^
     *       `--------- stopped while it waited ----------'
     *
     * Who leaves HELD gives the permit back.
     */
    @SuppressWarnings("unused") // by PERMIT
    private volatile int permit;

    private static final int NONE = 0;
    private static final int HELD = 1;
    private static final int OVER = 2;

    private static final VarHandle PERMIT;

    static {
        try {
            PERMIT = MethodHandles.lookup().findVarHandle(PortableOperation.class, "permit", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final PortableEngine engine;

    PortableOperation(PortableEngine engine, Operation<T> operation) {
        super(operation);
        this.engine = engine;
    }

    /// Starts it, or lines it up; called once. It may have been stopped already.
    abstract void start();

    final void observe(CancellationToken token) {
        watch(token);
    }

    /// The permit that the caller has got is this operation's.
    ///
    /// @return false if the operation is over, and needs none any more
    final boolean admitted() {
        return PERMIT.compareAndSet(this, NONE, HELD);
    }

    final boolean isOver() {
        return permit == OVER;
    }

    @Override
    protected void lastWordSaid(boolean begun) {
        boolean permitHeld = (int) PERMIT.getAndSet(this, OVER) == HELD;
        engine.over(this, permitHeld);
    }
}
