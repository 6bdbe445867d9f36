/// Waiting, cancelling, combining: the part of Tidemill that knows no I/O.
///
/// Start at [dev.tidemill.task.Task], which every asynchronous operation returns: `await()` it.
/// [dev.tidemill.task.Tasks] combines tasks, [dev.tidemill.task.TaskSource] is a task you complete
/// yourself, [dev.tidemill.task.TaskScope] is a block that no task outlives,
/// [dev.tidemill.task.EventAwaiter] waits for events of others,
/// [dev.tidemill.task.SyncContext] is where code comes back to, and
/// [dev.tidemill.task.CancellationSource] says when to stop. What went wrong is data
/// ([dev.tidemill.task.Outcome], [dev.tidemill.task.Failure],
/// [dev.tidemill.task.Cancellation]) until somebody waits for it.
///
/// Everything here may be used by any number of threads at the same time.
package dev.tidemill.task;
