package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.util.Set;

/// Brings the file to the device, which nobody can see but by what it says.
final class ForceStep extends Step {

    private final Promise promise;
    private final boolean wasBroken;
    private final Way way;
    private final boolean metaData;

    ForceStep(Subject subject) {
        super(subject);
        this.promise = subject.promise();
        this.wasBroken = promise.isBroken();
        this.way = subject.way();
        this.metaData = subject.random().nextBoolean();
    }

    @Override
    Task<?> start() {
        return way.<Void>start(
                token -> promise.file().force(metaData, token),
                () -> {
                    promise.file().blocking().force(metaData);
                    return null;
                },
                source.token());
    }

    @Override
    boolean isCancellable() {
        return way == Way.TASK;
    }

    @Override
    Set<Call> calls() {
        return Set.of(metaData ? Call.FSYNC : Call.FDATASYNC);
    }

    @Override
    boolean explains(IOException e) {
        return Promise.isReminder(e);
    }

    /// Its own failure, if another one was told before.
    @Override
    boolean hidesFaults() {
        return super.hidesFaults() || Promise.isReminder(exception());
    }

    @Override
    void account(Round round) {
        promise.account(this);
    }

    @Override
    void check(Round round) {
        promise.check(this, wasBroken);
    }

    @Override
    String describe() {
        return "force(" + metaData + "), " + way;
    }
}
