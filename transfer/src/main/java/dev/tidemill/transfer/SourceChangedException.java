package dev.tidemill.transfer;

import dev.tidemill.transfer.course.Fault;
import java.nio.file.FileSystemException;

/// A file changed each time while it was copied, so that none of the copies would have been the
/// file as it was at any moment. What had the name of the copy is still there, and nothing else.
///
/// Its size, the time of its last write or that of its last change (`ctime`) were not the same
/// after the last byte was read as before the first.
public final class SourceChangedException extends FileSystemException {
    private static final long serialVersionUID = 1;

    /// The way in for our own packages: a type nobody else can name.
    ///
    /// @param source what changed of it
    /// @hidden
    @SuppressWarnings("exports")
    public SourceChangedException(Fault source) {
        super(source.file(), null, source.reason());
    }
}
