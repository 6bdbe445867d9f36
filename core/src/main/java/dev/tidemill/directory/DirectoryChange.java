package dev.tidemill.directory;

import dev.tidemill.annotation.Nullable;
import java.nio.file.Path;

/// What happened to a name in a directory that is watched.
///
/// @param path what it happened to; the watched directory itself for [Kind#OVERFLOW], and for
///     [Kind#DELETED] if that is gone
/// @param from where it was before; null unless it was [moved][Kind#MOVED]
public record DirectoryChange(
        Kind kind, Path path, @Nullable Path from) {

    static DirectoryChange of(Kind kind, Path path) {
        return new DirectoryChange(kind, path, null);
    }

    /// What can happen.
    public enum Kind {

        /// It is there now: made, linked, or moved here from where nobody watches.
        CREATED,

        /// What is in it, its size, or its attributes.
        MODIFIED,

        /// It is gone: removed, or moved to where nobody watches.
        DELETED,

        /// It is there now, and not any more where it was.
        MOVED,

        /// More happened than was taken in time; what exactly is lost. Look at the directory.
        OVERFLOW
    }
}
