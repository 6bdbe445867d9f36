package dev.tidemill.engine;

/// How a file is opened, independent of any system. `file` checks that the parts fit together.
///
/// @param direct past the page cache; transfers must be aligned
/// @param dataSync each write returns when its data is on the device, `O_DSYNC`
/// @param sync as `dataSync`, with all metadata, `O_SYNC`
/// @param exclusive refused while another process holds a lock on the file; locked before it is
///     truncated
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
        boolean exclusive,
        boolean followLinks,
        int permissions) {

    /// Opens an existing file for reading.
    public static final OpenMode READ =
            new OpenMode(true, false, false, false, false, false, false, false, false, false, true, 0);

    /// Opens a file for writing from its start; what was in it is gone.
    public static final OpenMode REPLACE =
            new OpenMode(false, true, false, true, false, true, false, false, false, false, true, 0666);
}
