package dev.tidemill.task;

/// Events were raised faster than they were taken, and none may be lost:
/// [EventAwaiter.Overflow#FAIL].
public final class EventOverflowException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    private final long droppedEvents;

    EventOverflowException(int capacity, long droppedEvents) {
        super(droppedEvents + " events were dropped: " + capacity + " were waiting to be taken, which is the capacity");
        this.droppedEvents = droppedEvents;
    }

    /// How many events had been dropped when this exception was made.
    public long droppedEvents() {
        return droppedEvents;
    }
}
