package dev.tidemill.engine;

import dev.tidemill.linux.Errno;
import dev.tidemill.pending.Details;
import dev.tidemill.pending.Recorder;
import dev.tidemill.pending.TaskRecord;
import dev.tidemill.task.Cancellation;
import dev.tidemill.task.Failure;
import java.util.function.Consumer;
import jdk.jfr.FlightRecorder;

/// Tells the JDK's flight recorder of operations.
///
/// The event is made when an operation begins, and kept with what is recorded of its task. It is
/// committed just before the task is done, so that whoever sees it done finds the event. Whatever
/// goes wrong then, the task has to end.
///
/// Until a recording is started the class of the event is left alone: it would load the recorder.
final class FlightLog {

    private FlightLog() {}

    static void begun(PendingOperation<?> operation) {
        if (!FlightRecorder.isInitialized() || !OperationEvent.isWanted()) return;
        var event = new OperationEvent();
        event.startedBy = Thread.currentThread();
        event.begin();
        Recorder.recordOf(operation).event(event);
    }

    static void succeeded(PendingOperation<?> operation, long transferred) {
        if (FlightRecorder.isInitialized())
            ended(operation, transferred, event -> {
                event.outcome = "succeeded";
                String part = operation.operation().part(transferred);
                if (!part.isEmpty()) event.result = part;
            });
    }

    static void failed(PendingOperation<?> operation, Failure failure, long transferred) {
        if (FlightRecorder.isInitialized()) ended(operation, transferred, event -> tell(event, failure));
    }

    private static void tell(OperationEvent event, Failure failure) {
        event.outcome = failure instanceof ClosedFile ? "closed" : "failed";
        switch (failure) {
            case SystemCallFailure(var _, int errno, var _) -> {
                Errno error = Errno.of(errno);
                event.result = error.toString();
                event.error = error.name();
            }
            case ClosedFile _ -> event.result = "the file or the engine was closed";
            case EndOfFile _ -> event.result = "the file ends before";
            default -> event.result = failure.toException().toString();
        }
    }

    static void cancelled(PendingOperation<?> operation, CancelledOperation cancellation) {
        if (FlightRecorder.isInitialized())
            ended(operation, cancellation.transferred(), event -> {
                event.outcome = cancellation.reach() == Cancellation.Reach.DETACHED ? "detached" : "cancelled";
                event.result = "cancelled " + cancellation.reason().describe();
            });
    }

    private static void ended(PendingOperation<?> operation, long transferred, Consumer<OperationEvent> how) {
        try {
            TaskRecord record = Recorder.recordOrNull(operation);
            if (record == null || !(record.event() instanceof OperationEvent event)) return; // it began before
            event.end();
            if (!event.shouldCommit()) return; // it was quick
            Details details = operation.details();
            event.operation = operation.kind();
            event.path = details.path();
            if (details.position() >= 0) event.position = details.position();
            if (details.length() >= 0) event.length = details.length();
            event.transferred = transferred;
            event.tag = record.tag();
            how.accept(event);
            event.commit();
        } catch (Throwable dropped) {
            // no memory, or a failure that cannot say what it is: there is one event less
        }
    }
}
