package dev.tidemill.engine.portable;

import dev.tidemill.engine.Operation;
import dev.tidemill.engine.PendingOperation;
import dev.tidemill.task.CancellationToken;

/// An operation that this engine has accepted.
abstract class PortableOperation<T> extends PendingOperation<T> {

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
        return admit();
    }

    @Override
    protected void lastWordSaid(boolean admitted, boolean begun) {
        engine.over(this, admitted);
    }
}
