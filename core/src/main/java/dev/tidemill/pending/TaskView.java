package dev.tidemill.pending;

import dev.tidemill.annotation.Nullable;
import java.util.List;

/// How to look into a task: by the package of tasks, for those who list them. A task is an `Object`
/// here, since this package knows none.
public interface TaskView {

    String describe(Object task);

    boolean isDone(Object task);

    /// Who waits for it: a [Thread], or in words what hangs on it.
    ///
    /// @param most not more than so many
    List<Object> waiters(Object task, int most);

    /// How people know the thread.
    String nameOf(Thread thread);

    /// What was recorded of it, or null. Only of a task that is pending.
    @Nullable
    TaskRecord recordOf(Object task);

    /// Has a task keep this while it is pending.
    ///
    /// @return false if it is done
    boolean keep(Object task, Entry entry);
}
