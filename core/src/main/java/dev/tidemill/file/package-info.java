/// Asynchronous files.
///
/// Start with [dev.tidemill.file.AsyncFiles] for whole files, names, attributes and directories,
/// and with [dev.tidemill.file.AsyncFile] for an open file: each of its methods starts one
/// operation and gives a task. [dev.tidemill.file.BlockingFile] is the same open file for callers
/// that wait, [dev.tidemill.file.ReadBatch] and [dev.tidemill.file.WriteBatch] are for many ranges
/// of many files at once. Everything here may be used by any number of threads, except a batch,
/// which belongs to one at a time, and a source or sink, of which one read or write at a time is
/// pending.
package dev.tidemill.file;
