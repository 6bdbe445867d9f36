package dev.tidemill.trace;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.pending.Details;
import dev.tidemill.pending.Recorder;
import dev.tidemill.pending.Subject;
import dev.tidemill.pending.TaskRecord;
import dev.tidemill.pending.TaskView;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/// Makes what people see of what is recorded.
final class Snapshot {

    private static final int MOST_WAITERS = 8;

    private static final Comparator<TaskRecord> OLDEST_FIRST =
            (one, other) -> Long.signum(one.startNanos() - other.startNanos());

    private Snapshot() {}

    static List<PendingTask> take(Predicate<? super PendingTask> filter, int most) {
        List<PendingTask> tasks = new ArrayList<>();
        long nowNanos = System.nanoTime();
        Instant now = Instant.now();
        var locks = new HeldLocks();
        for (TaskRecord record : records()) {
            if (tasks.size() >= most) break;
            PendingTask task = of(record, nowNanos, now, locks);
            if (task != null && filter.test(task)) tasks.add(task);
        }
        return tasks;
    }

    /// The oldest first.
    static List<TaskRecord> records() {
        List<TaskRecord> records = new ArrayList<>();
        Recorder.forEach(records::add);
        records.sort(OLDEST_FIRST);
        return records;
    }

    /// @return null if it is done by now, or gone
    static @Nullable PendingTask of(TaskRecord record, long nowNanos, Instant now, HeldLocks locks) {
        Object task = record.get();
        if (task == null) return null;
        TaskView inside = Recorder.view();
        boolean detached = task instanceof Subject subject && subject.isDetached();
        if (inside.isDone(task) && !detached) return null;
        Duration age = Duration.ofNanos(Math.max(0, nowNanos - record.startNanos()));
        Details details = details(task);
        return new PendingTask(
                record.kind(),
                description(task, record.kind()),
                Optional.ofNullable(record.tag()),
                Optional.ofNullable(record.caller()),
                now.minus(age),
                age,
                Optional.ofNullable(details.path()),
                bytes(details.position()),
                bytes(details.length()),
                PendingTask.State.valueOf(details.stage().name()),
                Optional.ofNullable(details.thread()),
                inside.waiters(task, MOST_WAITERS).stream()
                        .map(waiter ->
                                waiter instanceof Thread thread ? inside.nameOf(thread) + locks.of(thread) : waiter)
                        .map(Object::toString)
                        .toList());
    }

    private static OptionalLong bytes(long count) {
        return count < 0 ? OptionalLong.empty() : OptionalLong.of(count);
    }

    /// A task is recorded when its constructor begins, and may not be whole yet; and a user's class
    /// may fail. Neither is to hide the others.
    private static String description(Object task, String kind) {
        try {
            String description = Recorder.view().describe(task);
            return description.equals("task") ? kind : description;
        } catch (RuntimeException e) {
            return kind;
        }
    }

    private static Details details(Object task) {
        try {
            return task instanceof Subject subject ? subject.details() : Details.NONE;
        } catch (RuntimeException e) {
            return Details.NONE;
        }
    }
}
