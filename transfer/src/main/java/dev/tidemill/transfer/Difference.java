package dev.tidemill.transfer;

import java.nio.file.Path;

/// Something that is not as it should be.
///
/// @param name relative to the root of what was verified; of a single file its own name; as a
///     manifest has it
/// @param path where it is, or should be
/// @param kind what is wrong
/// @param detail for people: "has 3 bytes, and not 4"
public record Difference(Path name, Path path, Kind kind, String detail) {

    /// What can be wrong.
    public enum Kind {
        /// It should be there, and is not. If it is a directory, so is all that should be in it,
        /// and this is not said again.
        MISSING,

        /// It is there, and should not be. If it is a directory, so is all that is in it, and this
        /// is not said again.
        EXTRA,

        /// It is a file and should be a directory, or the like.
        KIND,

        /// It is a file, and too long or too short.
        SIZE,

        /// Its bytes are others, or it is a link that leads to somewhere else.
        CONTENT,

        /// It is right but for permissions, owner, times or extended attributes.
        ATTRIBUTES,

        /// Nobody knows, as it could not be read.
        UNREADABLE,

        /// A line of the manifest is no checksum of a file, or there is none in it.
        MALFORMED
    }
}
