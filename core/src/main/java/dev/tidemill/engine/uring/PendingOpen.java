package dev.tidemill.engine.uring;

import dev.tidemill.engine.Opening;
import dev.tidemill.engine.Operation;

/// Opens a file as a descriptor of the process.
final class PendingOpen<T> extends PendingOpening<T> {

    private final Operation.Open<T> open;
    private final UringEngine engine;

    PendingOpen(RingOwner owner, Operation.Open<T> open, UringEngine engine) {
        super(owner, open);
        this.open = open;
        this.engine = engine;
    }

    @Override
    void prepare(long sqe) {
        prepareOpening(sqe, open.path(), Opening.flags(open.mode()), open.mode());
    }

    @Override
    boolean mayWaitForever() {
        return waitsForReader();
    }

    @Override
    boolean completed(int result) {
        return openingCompleted(result);
    }

    @Override
    boolean opened(int descriptor) {
        endWithFile(open, engine.opened(descriptor, open));
        return true;
    }
}
