/// Not exported: what is recorded of tasks while they are pending, and where it is kept.
///
/// It lies below tasks, operations and the log, and knows none of them.
/// [dev.tidemill.pending.Recorder] decides what is recorded; a
/// [dev.tidemill.pending.TaskRecord] is what is known of one task.
///
/// Everything here may be used by any number of threads at the same time, also by those that must
/// not wait.
package dev.tidemill.pending;
