package dev.tidemill.file;

import java.io.Serial;
import java.nio.file.FileSystemException;

/// A file, or a range of it, was not locked, because another process, or somebody else in this one,
/// holds a lock on it: [AsyncFile#tryLock()], or opening it with [AsyncOption#EXCLUSIVE].
///
/// Nothing has been changed. [AsyncFile#lock()] waits for its turn; for opening, trying again later
/// helps. See fcntl(2), `EAGAIN` of `F_OFD_SETLK`.
public class FileLockedException extends FileSystemException {

    @Serial
    private static final long serialVersionUID = 1;

    /// A file could not be opened for exclusive use.
    ///
    /// @param file the path that was to be opened
    public FileLockedException(String file) {
        this(file, "exclusive open");
    }

    /// @param file the path of what was to be locked
    /// @param tried what failed: "exclusive lock of 10 bytes at 5"
    public FileLockedException(String file, String tried) {
        super(file, null, tried + " failed: another process, or another open file of this one, has the file locked");
    }
}
