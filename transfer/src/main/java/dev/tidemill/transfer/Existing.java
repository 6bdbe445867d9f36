package dev.tidemill.transfer;

/// What becomes of a file or link that has the name of a copy already. A directory is always added
/// to, and never takes the place of a file, nor a file that of a directory.
public enum Existing {
    /// The copy takes its place, by one atomic step.
    REPLACE,

    /// Replaced if the source was written later, or is of another kind; otherwise kept.
    UPDATE,

    /// Replaced if size or time of the last write differ, or the kind; otherwise kept. What copies
    /// kept their times needs no look at the content the next time.
    UPDATE_DIFFERENT,

    /// Replaced if the content differs, which is read to know; otherwise kept, and gets the
    /// attributes of the source.
    UPDATE_CONTENT,

    /// Kept, and not counted as a failure.
    KEEP,

    /// Kept, and the copy fails with a [java.nio.file.FileAlreadyExistsException].
    REFUSE
}
