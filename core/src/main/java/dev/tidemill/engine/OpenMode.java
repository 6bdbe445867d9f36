package dev.tidemill.engine;

import dev.tidemill.annotation.Nullable;
import java.nio.file.FileSystemException;
import java.nio.file.Path;

/// How a file is opened, independent of any system. `file` checks that the parts fit together.
///
/// @param direct past the page cache; transfers must be aligned
/// @param dataSync each write returns when its data is on the device, `O_DSYNC`
/// @param sync as `dataSync`, with all metadata, `O_SYNC`
/// @param exclusive what to say while somebody else holds a lock on the file, which is locked
///     before it is truncated; null if it is not to be locked
/// @param followLinks whether a symbolic link at the end of the path is followed
/// @param permissions of a file that is created, before the umask: the lower nine bits of its mode
public record OpenMode(
        boolean read,
        boolean write,
        boolean append,
        boolean create,
        boolean createNew,
        boolean truncate,
        boolean direct,
        boolean dataSync,
        boolean sync,
        @Nullable Exclusive exclusive,
        boolean followLinks,
        int permissions) {

    public boolean isExclusive() {
        return exclusive != null;
    }

    /// For nobody else. Of the exception that says that somebody else has the file only its room
    /// knows the type.
    @FunctionalInterface
    public interface Exclusive {

        /// Called once for each waiter, on its thread.
        FileSystemException locked(Path path);
    }

    /// Opens an existing file for reading.
    public static final OpenMode READ =
            new OpenMode(true, false, false, false, false, false, false, false, false, null, true, 0);

    /// Opens a file for writing from its start; what was in it is gone.
    public static final OpenMode REPLACE =
            new OpenMode(false, true, false, true, false, true, false, false, false, null, true, 0666);
}
