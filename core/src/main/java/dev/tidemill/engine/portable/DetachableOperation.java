package dev.tidemill.engine.portable;

import dev.tidemill.engine.Operation;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/// An operation whose calls cannot be stopped.
///
/// But unless a call uses memory of the caller, nobody has to wait for its end: the operation is
/// detached then, and ends alone.
///
/// One thread at a time carries it out and may call the methods here; [#stopStarted] is for any.
abstract class DetachableOperation<T> extends PortableOperation<T> {

    /*
     * Whose the memory of the caller is:
     *
     *    IN USE <---holdMemory(), leaveMemory()---> LEFT ALONE ---stopStarted()---> GIVEN UP
     *
     * Given up means detached. A request to stop that finds the memory in use leaves it to the
     * thread, which looks for one before each call.
     */
    @SuppressWarnings("unused") // by MEMORY
    private volatile int memory;

    static final int LEFT_ALONE = 0;
    static final int IN_USE = 1;
    private static final int GIVEN_UP = 2;

    private static final VarHandle MEMORY;

    static {
        try {
            MEMORY = MethodHandles.lookup().findVarHandle(DetachableOperation.class, "memory", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /// Bytes read or written; written while the memory is held.
    long transferred;

    /// @param memory whose the memory of the caller is when it begins: [#LEFT_ALONE] if it has none
    DetachableOperation(PortableEngine engine, Operation<T> operation, int memory) {
        super(engine, operation);
        this.memory = memory;
    }

    /// After a call that did not use it: now the memory of the caller is to be used.
    ///
    /// @throws Unfinished if it is the caller's again
    final void holdMemory() throws Unfinished {
        if (MEMORY.compareAndSet(this, LEFT_ALONE, IN_USE)) return;
        // whoever has given it up may not have said so yet; the call was not stopped, and did what it did
        var _ = detach(transferred);
        throw Unfinished.STOPPED;
    }

    /// Before a call that does not use it.
    ///
    /// @throws Unfinished if the call is not to be made any more
    final void leaveMemory() throws Unfinished {
        MEMORY.setVolatile(this, LEFT_ALONE);
        stopIfRequested(); // who asked while it was in use left that to us
    }

    /// The memory of the caller is not needed any more, but there are calls to come.
    final void leaveMemoryForGood() {
        MEMORY.setVolatile(this, LEFT_ALONE);
        if (isStopRequested()) stopStarted(); // as above; what is to come is done, but nobody has to wait for it
    }

    final void stopIfRequested() throws Unfinished {
        if (isStopRequested()) throw Unfinished.STOPPED;
    }

    @Override
    protected void stopStarted() {
        if (MEMORY.compareAndSet(this, LEFT_ALONE, GIVEN_UP)) detach(transferred);
    }
}
