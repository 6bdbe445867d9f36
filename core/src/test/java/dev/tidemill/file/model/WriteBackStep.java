package dev.tidemill.file.model;

import dev.tidemill.engine.Faults.Call;
import dev.tidemill.task.Task;
import java.io.IOException;
import java.util.Set;

/// Brings a range of the file to the device; what fails counts as a force that failed.
final class WriteBackStep extends Step {

    private final Promise promise;
    private final boolean wasBroken;
    private final Way way;
    private final long position;
    private final int length;

    WriteBackStep(Subject subject) {
        super(subject);
        this.promise = subject.promise();
        this.wasBroken = promise.isBroken();
        this.way = subject.way();
        this.position = subject.anyPosition();
        this.length = subject.anyLength();
    }

    @Override
    Task<?> start() {
        return way.<Void>start(
                token -> promise.file().writeBack(position, length, token),
                () -> {
                    promise.file().blocking().writeBack(position, length);
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
        return Set.of(Call.WRITE_BACK);
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
        return "writeBack of " + length + " at " + position + ", " + way;
    }
}
