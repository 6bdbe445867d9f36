/// Code that blocks its thread, for programs that do not: calls and streams of old code, as tasks.
///
/// Start with [dev.tidemill.blocking.BlockingCalls] for any call, and with
/// [dev.tidemill.blocking.BlockingInput] and [dev.tidemill.blocking.BlockingOutput] for streams.
/// Everything here may be used by any number of threads.
package dev.tidemill.blocking;
