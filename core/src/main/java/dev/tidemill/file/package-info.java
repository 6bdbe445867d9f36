/// Asynchronous files.
///
/// Start with [dev.tidemill.file.AsyncFiles] for whole files, and with
/// [dev.tidemill.file.AsyncFile] for an open one: each of its methods starts one operation and
/// gives a task. [dev.tidemill.file.BlockingFile] is the same open file for callers that wait,
/// [dev.tidemill.file.ReadBatch] is for many ranges of many files at once. Everything here may be
/// used by any number of threads, except a batch, which belongs to one at a time.
package dev.tidemill.file;
