package dev.tidemill.engine.portable;

import dev.tidemill.engine.Operation;
import dev.tidemill.task.Failure;
import java.io.IOException;
import java.lang.System.Logger.Level;

/// An operation that a thread of the [BlockingPool] carries out, with calls that may block.
abstract class PooledOperation<T> extends DetachableOperation<T> implements BlockingPool.Job, ShortCalls.Calls {

    /// Where it waits, or is carried out.
    private volatile Lane lane;

    // Of that thread.
    private boolean begun;
    private boolean movedElsewhere;

    /// @param memory whose the memory of the caller is when it begins: [#LEFT_ALONE] if it has none
    PooledOperation(PortableEngine engine, Operation<T> operation, Lane lane, int memory) {
        super(engine, operation, memory);
        this.lane = lane;
    }

    @Override
    void start() {
        enter(lane);
    }

    /// [#start] for one that is short as a rule.
    final void startShort() {
        try {
            engine.shortCalls(lane).add(this);
        } catch (OutOfMemoryError e) {
            if (begin()) endWithFailure(Failure.of(e), 0);
        }
    }

    /// [#start] for one that has begun in another way.
    final void startBegun() {
        begun = true;
        enter(lane);
    }

    private void enter(Lane lane) {
        this.lane = lane;
        try {
            engine.pool().execute(lane, this);
            if (isOver()) engine.pool().forget(lane, this); // it was stopped on its way here
        } catch (OutOfMemoryError e) {
            if (begun || begin()) endWithFailure(Failure.of(e), transferred);
        }
    }

    @Override
    public final int make() {
        work();
        return 1;
    }

    @Override
    public final void work() {
        if (!begun && !begin()) return;
        begun = true;
        T value;
        try {
            value = carryOut();
        } catch (Unfinished e) {
            endUnfinished(e);
            return;
        } catch (Throwable e) {
            endWithFailure(failure(e), transferred);
            return;
        }
        end(value);
    }

    /// What somebody's code threw is that; an exception of a call is made anew for each waiter.
    private Failure failure(Throwable thrown) {
        return thrown instanceof IOException e && !isOfSomebody()
                ? new ChannelFailure(operation(), e, transferred)
                : Failure.of(thrown);
    }

    private boolean isOfSomebody() {
        return operation() instanceof Operation.Call;
    }

    private void endUnfinished(Unfinished why) {
        if (why == Unfinished.HANDED_ON) return;
        Lane elsewhere = why.elsewhere;
        Failure failure = why.failure;
        if (elsewhere != null) {
            movedElsewhere = true;
            enter(elsewhere);
        } else if (failure != null) endWithFailure(failure, transferred);
        else if (why == Unfinished.STOPPED) endStopped(transferred);
        else if (why == Unfinished.END_OF_FILE) endAtEndOfFile(transferred);
        else endWithErrno(why.errno, false, transferred);
    }

    /// The work. Once more, if it was to be done in another lane; then it may have been detached in
    /// between.
    abstract T carryOut() throws Exception;

    void end(T value) {
        if (!endWithValue(value, transferred) && value instanceof AutoCloseable unwanted) closeUnwanted(unwanted);
    }

    /// What came too late belongs to nobody.
    private static void closeUnwanted(AutoCloseable unwanted) {
        try {
            unwanted.close();
        } catch (Exception e) {
            System.getLogger("dev.tidemill.engine")
                    .log(Level.DEBUG, "closing what came after its waiter was gone failed", e);
        }
    }

    /// Whether it has a lane to itself, and may wait there for a stream's other side.
    final boolean mayWaitForOthers() {
        return movedElsewhere;
    }

    @Override
    protected void lastWordSaid(boolean admitted, boolean begun) {
        super.lastWordSaid(admitted, begun);
        if (!begun) engine.pool().forget(lane, this);
    }
}
