package dev.tidemill.process;

import dev.tidemill.task.Cancellation;
import dev.tidemill.task.CancellationReason;
import dev.tidemill.task.Failure;
import dev.tidemill.task.Task;
import java.util.concurrent.CompletionStage;

/// The exit of a process that a thread of the JDK waits for.
final class AwaitedByJdk<T> extends Task<T> {

    private final String name;

    AwaitedByJdk(String name, CompletionStage<T> exit) {
        this.name = name;
        CompletionStage<T> _ = exit.whenComplete((process, thrown) -> {
            if (thrown == null) succeed(process);
            else fail(Failure.of(thrown));
        });
    }

    @Override
    protected void cancelRequested(CancellationReason reason) {
        cancelled(Cancellation.of(describe(), reason, Cancellation.Reach.STOPPED));
    }

    @Override
    protected String describe() {
        return name + ": wait for its exit";
    }
}
