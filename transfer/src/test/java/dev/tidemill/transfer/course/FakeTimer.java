package dev.tidemill.transfer.course;

import dev.tidemill.task.Task;
import dev.tidemill.task.TaskSource;
import dev.tidemill.transfer.FakeClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;

/// Time that passes when the test says so, and rings alarms on its way, each at its time.
final class FakeTimer implements LongSupplier {

    private final FakeClock clock = new FakeClock();
    private final List<Alarm> alarms = new ArrayList<>();

    private record Alarm(long dueNanos, TaskSource<Void> task) {}

    @Override
    public synchronized long getAsLong() {
        return clock.getAsLong();
    }

    synchronized Task<Void> after(Duration duration) {
        Alarm alarm = new Alarm(clock.getAsLong() + duration.toNanos(), new TaskSource<>());
        alarms.add(alarm);
        return alarm.task.task();
    }

    /// Alarms that nobody has cancelled.
    synchronized int pending() {
        alarms.removeIf(alarm -> alarm.task.task().isDone());
        return alarms.size();
    }

    void advance(Duration duration) {
        long end = getAsLong() + duration.toNanos();
        for (Alarm next = takeNext(end); next != null; next = takeNext(end)) next.task.succeed(null);
        move(end);
    }

    private synchronized Alarm takeNext(long end) {
        var _ = pending();
        Alarm first = null;
        for (Alarm alarm : alarms) {
            if (first == null || alarm.dueNanos - first.dueNanos < 0) first = alarm;
        }
        if (first == null || first.dueNanos - end > 0) return null;
        alarms.remove(first);
        move(first.dueNanos);
        return first;
    }

    private synchronized void move(long nanos) {
        if (nanos - clock.getAsLong() > 0) clock.advance(Duration.ofNanos(nanos - clock.getAsLong()));
    }
}
