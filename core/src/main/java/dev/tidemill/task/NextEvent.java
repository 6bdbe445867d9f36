package dev.tidemill.task;

import dev.tidemill.pending.Subject;

/// A place in the line of those who wait for an event.
///
/// Whoever takes it out of the line completes it, and nobody else: so an event never meets a
/// waiter that has just been cancelled.
final class NextEvent<T> extends Task<T> implements Subject {

    static final String SUBJECT = "wait for the next event";

    private final EventAwaiter<T> events;

    NextEvent(EventAwaiter<T> events) {
        this.events = events;
    }

    /// One that never stood in the line.
    static <T> Task<T> cancelled(EventAwaiter<T> events, CancellationReason reason) {
        NextEvent<T> next = new NextEvent<>(events);
        next.cancelled(Cancellation.of(SUBJECT, reason, Cancellation.Reach.NEVER_STARTED));
        return next;
    }

    @Override
    protected void cancelRequested(CancellationReason reason) {
        if (events.leaveLine(this)) {
            cancelled(Cancellation.of(SUBJECT, reason, Cancellation.Reach.STOPPED));
        }
    }

    @Override
    protected String describe() {
        return SUBJECT;
    }

    @Override
    public String kind() {
        return "next event";
    }
}
