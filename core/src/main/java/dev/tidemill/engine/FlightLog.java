package dev.tidemill.engine;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.linux.Errno;
import dev.tidemill.pending.Details;
import dev.tidemill.pending.Recorder;
import dev.tidemill.pending.TaskRecord;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.Failure;
import jdk.jfr.FlightRecorder;

/// Tells the JDK's flight recorder of operations.
///
/// The event is made when an operation begins, and kept with what is recorded of its task. It is
/// committed just before the task is done, so that whoever sees it done finds the event.
final class FlightLog {

    private FlightLog() {}

    /// Whether a recording is on. The first one loads the recorder's classes: until then the class
    /// of the event is left alone, since it would load them.
    static boolean isOn() {
        return FlightRecorder.isInitialized() && OperationEvent.isWanted();
    }

    static void begun(PendingOperation<?> operation) {
        var event = new OperationEvent();
        event.startedBy = Thread.currentThread();
        event.begin();
        Recorder.recordOf(operation).event(event);
    }

    static void succeeded(PendingOperation<?> operation, long transferred) {
        commit(operation, "succeeded", operation.operation().part(transferred), null, transferred);
    }

    static void failed(PendingOperation<?> operation, Failure failure, long transferred) {
        switch (failure) {
            case SystemCallFailure(var _, int errno, var _) -> {
                Errno error = Errno.of(errno);
                commit(operation, "failed", error.toString(), error.name(), transferred);
            }
            case EndOfFile _ -> commit(operation, "failed", "the file ends before", null, transferred);
            case ClosedFile _ -> commit(operation, "closed", "the file or the engine was closed", null, transferred);
            default -> commit(operation, "failed", failure.toException().toString(), null, transferred);
        }
    }

    static void cancelled(PendingOperation<?> operation, CancelledOperation cancellation) {
        CancellationReason reason = cancellation.reason();
        String outcome = operation.isDetached() ? "detached" : "cancelled";
        commit(operation, outcome, "cancelled " + reason.describe(), null, cancellation.transferred());
    }

    private static void commit(
            PendingOperation<?> operation,
            String outcome,
            @Nullable String result,
            @Nullable String error,
            long transferred) {
        TaskRecord record = Recorder.recordOrNull(operation);
        if (record == null || !(record.event() instanceof OperationEvent event)) return; // it began before
        event.end();
        if (!event.shouldCommit()) return;
        Details details = operation.details();
        event.operation = operation.kind();
        event.path = operation.operation().subject();
        event.position = details.position();
        event.length = details.length();
        event.transferred = transferred;
        event.outcome = outcome;
        event.result = result;
        event.error = error;
        event.tag = record.tag();
        event.commit();
    }
}
