package dev.tidemill.transfer;

import java.nio.file.Path;

/// A file, link or directory of a tree that was not copied, and what was in the way.
///
/// Of a directory that could not be made or not be read, what is in it is not there either, and not
/// listed.
public record FailedEntry(Path source, Path target, Exception exception) {}
