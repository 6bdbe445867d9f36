package dev.tidemill.engine.portable;

import dev.tidemill.engine.Operation;
import java.util.concurrent.Callable;

/// One call without memory of the caller.
final class PooledCall<T> extends PooledOperation<T> {

    private final Callable<? extends T> call;

    PooledCall(PortableEngine engine, Operation<T> operation, Lane lane, Callable<? extends T> call) {
        super(engine, operation, lane, LEFT_ALONE);
        this.call = call;
    }

    @Override
    T carryOut() throws Exception {
        return call.call();
    }
}
