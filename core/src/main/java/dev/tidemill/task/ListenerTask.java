package dev.tidemill.task;

import dev.tidemill.pending.Subject;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;

/// The first event a listener is told of. The listener is gone when this is done.
final class ListenerTask<T> extends Task<T> implements Subject {

    private final Deregistration deregistration = new Deregistration();
    private final AtomicBoolean decided = new AtomicBoolean(); // by the first event, or by who cancelled

    private ListenerTask() {}

    static <T> Task<T> of(Function<? super Consumer<T>, ? extends AutoCloseable> register) {
        ListenerTask<T> task = new ListenerTask<>();
        AutoCloseable registration =
                Objects.requireNonNull(register.apply((Consumer<T>) task::raised), "the registration");
        try {
            task.deregistration.registered(registration);
        } catch (Throwable thrown) {
            Uncaught.handle(thrown); // the event has come meanwhile
        }
        return task;
    }

    private void raised(T event) {
        end(event == null ? Unsuccessful.thrown(new NullPointerException("the event is null")) : event);
    }

    @Override
    protected void cancelRequested(CancellationReason reason) {
        end(new Unsuccessful(Cancellation.of(describe(), reason, Cancellation.Reach.STOPPED)));
    }

    private void end(Object finalState) {
        if (decided.getAndSet(true)) {
            return;
        }
        if (Thread.currentThread() instanceof NonBlockingThread) {
            Cascade.onVirtualThread(() -> deregisterAndComplete(finalState));
        } else {
            deregisterAndComplete(finalState);
        }
    }

    private void deregisterAndComplete(Object finalState) {
        try {
            deregistration.run();
        } catch (Throwable thrown) {
            Uncaught.handle(thrown); // the event has come all the same
        }
        complete(finalState, null);
    }

    @Override
    protected String describe() {
        return "first event of a listener";
    }

    @Override
    public String kind() {
        return "listener";
    }
}
