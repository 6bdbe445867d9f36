package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.pending.Subject;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;

/// A body that runs in a context, in one piece.
final class ContextCall<T> extends Task<T> implements Runnable, Subject {

    private final AtomicReference<@Nullable Callable<? extends T>> body; // null once it has begun, or never will

    private ContextCall(Callable<? extends T> body) {
        this.body = new AtomicReference<>(body);
    }

    static <T> Task<T> start(SyncContext context, Callable<? extends T> body) {
        ContextCall<T> call = new ContextCall<>(CarriedValues.around(Objects.requireNonNull(body, "body")));
        if (context.isCurrent()) {
            call.run();
            return call;
        }
        try {
            context.post(call);
        } catch (Throwable rejected) {
            call.complete(Unsuccessful.thrown(rejected), null);
        }
        return call;
    }

    @Override
    public void run() {
        Callable<? extends T> called = body.getAndSet(null);
        if (called == null) {
            return; // cancelled before
        }
        Object end;
        try {
            end = stateOf(called.call());
        } catch (Throwable thrown) {
            end = Unsuccessful.thrown(thrown);
        }
        complete(end, null);
    }

    @Override
    protected void cancelRequested(CancellationReason reason) {
        if (body.getAndSet(null) != null) {
            cancelled(Cancellation.of(describe(), reason, Cancellation.Reach.NEVER_STARTED));
        }
    }

    @Override
    public String kind() {
        return "call";
    }
}
