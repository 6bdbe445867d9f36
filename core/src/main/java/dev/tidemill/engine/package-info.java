/// What an operation is, what a failure of one is, and the door through which operations go.
///
/// Start with [dev.tidemill.engine.Engine]: `file` and the other rooms hand it an
/// [dev.tidemill.engine.Operation], which is plain data, and get a task. How the operation is
/// carried out is the business of `engine.uring` and `engine.portable`; this package holds what
/// both share: the life of an operation ([dev.tidemill.engine.PendingOperation]), the counted
/// reference to an open file ([dev.tidemill.engine.FileHandle]), the pool of threads for what can
/// only block. Not exported; safe for use by many threads.
package dev.tidemill.engine;
