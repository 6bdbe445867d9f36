package dev.tidemill.task;

import dev.tidemill.annotation.Nullable;
import dev.tidemill.pending.Entry;
import dev.tidemill.pending.TaskRecord;
import dev.tidemill.pending.TaskView;
import java.util.List;

/// Lets those look into tasks who list what is pending.
final class InsideTasks implements TaskView {

    @Override
    public String describe(Object task) {
        return ((Task<?>) task).describe();
    }

    @Override
    public boolean isDone(Object task) {
        return ((Task<?>) task).isDone();
    }

    @Override
    public List<Object> waiters(Object task, int most) {
        return Waiters.of((Task<?>) task, most);
    }

    @Override
    public String nameOf(Thread thread) {
        return Waiters.nameOf(thread);
    }

    @Override
    public @Nullable TaskRecord recordOf(Object task) {
        return RecordNode.recordIn(((Task<?>) task).newestNode());
    }

    @Override
    public boolean keep(Object task, Entry entry) {
        return ((Task<?>) task).addNode(new RecordNode(entry));
    }
}
