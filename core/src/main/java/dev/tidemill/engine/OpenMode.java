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
/// @param deleteOnClose the name goes at once, the file when it is closed; where names of open
///     files cannot go, both do then. A symbolic link is not followed
/// @param setAside bytes of place on the device that are set aside, where the file system can; 0
///     for none
/// @param unnamed the path is that of a directory, on whose file system there is to be a file
///     without a name
/// @param bounce direct transfers that are not aligned go through an aligned buffer, where that is
///     harmless
/// @param dontCache transfers leave nothing in the page cache, where the file system can do that
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
        int permissions,
        boolean deleteOnClose,
        long setAside,
        boolean unnamed,
        boolean bounce,
        boolean dontCache) {

    /// A file with a name that it keeps.
    public OpenMode(
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
        this(
                read,
                write,
                append,
                create,
                createNew,
                truncate,
                direct,
                dataSync,
                sync,
                exclusive,
                followLinks,
                permissions,
                false,
                0,
                false,
                false,
                false);
    }

    /// Whether opening is one call of the system, and not one of several.
    public boolean isOneCall() {
        return exclusive == null && !deleteOnClose && setAside == 0 && !unnamed;
    }

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

    /// Makes a file without a name, to read and write, for nobody else.
    public static final OpenMode UNNAMED = new OpenMode(
            true, true, false, false, false, false, false, false, false, null, true, 0600, false, 0, true, false,
            false);

    /// Opens a file for writing from its start; what was in it is gone.
    public static final OpenMode REPLACE =
            new OpenMode(false, true, false, true, false, true, false, false, false, null, true, 0666);
}
