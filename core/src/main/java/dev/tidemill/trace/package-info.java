/// What is pending, and what happened: for people who look at a program that runs.
///
/// Start at [dev.tidemill.trace.TaskLogger]: it lists the tasks and operations that are not done,
/// the oldest first, with the line that began them and who waits for them.
///
/// Operations are also events of the JDK's flight recorder, named `dev.tidemill.Operation`, with
/// the threshold of 20 ms that the JDK's own file events have. They need no call: `jfr print
/// --events Tidemill` shows what a recording has of them.
///
/// Everything here may be used by any number of threads at the same time.
package dev.tidemill.trace;
