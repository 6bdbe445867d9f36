/// Bytes one after the other, asynchronously: where they come from and where they go.
///
/// [dev.tidemill.stream.ByteSource] and [dev.tidemill.stream.ByteSink] are what everything with
/// bytes has in common: files ([dev.tidemill.file.AsyncFiles]), streams of old code
/// ([dev.tidemill.blocking.BlockingInput]), channels, memory, and [dev.tidemill.stream.BytePipe]
/// between two parts of a program.
package dev.tidemill.stream;
