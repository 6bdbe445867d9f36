/// Waiting for processes, with no thread that waits.
///
/// Start with [dev.tidemill.process.Processes]. Everything here may be used by any number of
/// threads.
package dev.tidemill.process;
