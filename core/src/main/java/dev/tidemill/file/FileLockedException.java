package dev.tidemill.file;

import java.io.Serial;
import java.nio.file.FileSystemException;

/// A file was not opened with [AsyncOption#EXCLUSIVE], because another process, or another open
/// file of this one, holds a lock on it.
///
/// Nothing has been changed. Trying again later helps; nobody can be told when the lock goes. See
/// fcntl(2), `EAGAIN` of `F_OFD_SETLK`.
public class FileLockedException extends FileSystemException {

    @Serial
    private static final long serialVersionUID = 1;

    /// @param file the path that was to be opened
    public FileLockedException(String file) {
        super(
                file,
                null,
                "exclusive open failed: another process, or another open file of this one, has the file locked");
    }
}
